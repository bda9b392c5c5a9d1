//! The ledger in PostgreSQL.
//!
//! Every request is one transaction that begins by saying who asks: the context is set with
//! `set_config(…, true)` and ends with the transaction. What can be sent at once is sent at
//! once: `BEGIN`, context, statement and `COMMIT` travel as one round trip.

use std::time::Duration;

use database::Database;
use deadpool::Runtime;
use deadpool::managed::Timeouts;
use tokio::time::Instant;
use tokio_postgres::types::ToSql;

use connections::{Connection, Connections, Pool};

mod append;
mod connections;
mod error;
mod filter;
mod list;
mod metrics;
mod read;
mod session;

pub use append::Appended;
pub use error::StoreError;
pub use filter::Filter;
pub use list::{Page, Scope};
pub use metrics::ExecutionCount;
pub use read::{Health, Versions};

pub(crate) type Param<'a> = &'a (dyn ToSql + Sync);

/// A pool of connections of the role `logline_app`.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
}

/// A busy pool answers 503 after this long: an API request that waits longer has lost its caller.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(5);
/// Long enough to read a login, find that it was refused, and try with a new one; each of these has
/// a shorter limit of its own.
const CONNECT: Duration = Duration::from_secs(15);
/// A server that restarts is back within this time; requests wait for it instead of failing.
const RESTART: Duration = Duration::from_secs(3);

impl Store {
    /// Connects when it is first used. The login is one of the role `logline_app`.
    pub fn new(database: Database, connections: usize) -> Result<Self, StoreError> {
        let pool = Pool::builder(Connections::new(database))
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(WAIT_FOR_CONNECTION),
                create: Some(CONNECT),
                recycle: Some(CONNECT),
            })
            .build()
            .map_err(|_| StoreError::unavailable("the pool could not be made"))?;
        Ok(Self { pool })
    }

    async fn connection(&self) -> Result<Connection, StoreError> {
        Ok(self.pool.get().await?)
    }
}

/// Tries again while the server is away or has cut the connection, until it must be back.
/// What is tried must be safe to repeat.
struct Retry {
    deadline: Instant,
    pause: Duration,
    tries: usize,
}

impl Retry {
    fn new() -> Self {
        Self {
            deadline: Instant::now() + RESTART,
            pause: Duration::from_millis(20),
            tries: 0,
        }
    }

    /// Whether to try again after this error; true after a pause.
    async fn again(&mut self, error: &StoreError) -> bool {
        if !error.is_passing() || Instant::now() + self.pause >= self.deadline {
            return false;
        }
        self.tries += 1;
        tracing::warn!(%error, tries = self.tries, "the database connection was lost; trying again");
        tokio::time::sleep(self.pause).await;
        self.pause *= 2;
        true
    }
}
