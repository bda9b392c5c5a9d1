//! Connections that are kept, and looked at before they are used again.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use database::{ConnectError, Connected, Database};
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;

/// Makes and checks the connections of a pool.
#[derive(Debug)]
pub(super) struct Connections {
    database: Database,
    /// When one was last given away, by the clock that goes on while this process stands still.
    given: Mutex<SystemTime>,
}

pub(super) type Pool = deadpool::managed::Pool<Connections>;
pub(super) type Connection = deadpool::managed::Object<Connections>;

/// A connection that was used more recently is taken for alive. A function's environment may have
/// been frozen in between, for minutes: then servers, balancers and networks have forgotten it.
const FRESH: Duration = Duration::from_secs(1);
/// A server that is there says so within this time.
const ALIVE: Duration = Duration::from_secs(1);

impl Connections {
    pub(super) fn new(database: Database) -> Self {
        Self {
            database,
            given: Mutex::new(SystemTime::now()),
        }
    }

    /// How long nothing has been used, and from now on something is.
    fn idle(&self) -> Duration {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now();
        // A clock that was set back says nothing.
        let idle = now.duration_since(*given).unwrap_or(Duration::MAX);
        *given = now;
        idle
    }
}

impl Manager for Connections {
    type Type = ClientWrapper;
    type Error = ConnectError;

    #[tracing::instrument(name = "connect", level = "debug", skip_all, err(level = "debug"))]
    async fn create(&self) -> Result<ClientWrapper, ConnectError> {
        // Boxed: it is large, and every request would carry the room for it.
        let Connected { client, moving } = Box::pin(self.database.connect()).await?;
        Ok(ClientWrapper::new(client, moving))
    }

    async fn recycle(&self, client: &mut ClientWrapper, metrics: &Metrics) -> RecycleResult<ConnectError> {
        let idle = self.idle().max(metrics.last_used());
        if client.is_closed() {
            return Err(RecycleError::message("it is closed"));
        }
        if idle < FRESH {
            return Ok(());
        }
        match tokio::time::timeout(ALIVE, client.simple_query("")).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(RecycleError::Backend(error.into())),
            Err(_) => Err(RecycleError::message("the server does not answer on it")),
        }
    }
}
