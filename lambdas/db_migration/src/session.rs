//! A connection to the database that is migrated.

use database::{Connected, Database};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config};

use crate::error::Error;

/// Where to connect, as the role that owns the schema.
#[derive(Debug, Clone)]
pub struct Target {
    database: Database,
}

/// An open connection. Dropping it ends it.
#[derive(Debug)]
pub struct Session {
    pub client: Client,
    connection: JoinHandle<()>,
}

/// What every session starts with. Names are resolved in `pg_catalog` only, so that a migration
/// must say in which schema it works and nobody's object can stand in for a built-in one. The
/// server looks after the client while a statement runs: one whose runner was killed ends, and
/// its locks with it, instead of building an index for nobody. No statement of any kind may last
/// longer than a migration may.
const START_OPTIONS: &str = "-c search_path=pg_catalog -c TimeZone=UTC -c client_min_messages=warning \
     -c statement_timeout=14min -c lock_timeout=0 -c client_connection_check_interval=2s";

impl Target {
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    pub(crate) async fn session(&self) -> Result<Session, Error> {
        self.open("").await
    }

    /// A session in which the database itself refuses to write.
    pub async fn read_only_session(&self) -> Result<Session, Error> {
        self.open("-c default_transaction_read_only=on").await
    }

    async fn open(&self, more_options: &str) -> Result<Session, Error> {
        let connected = self.database.connect_with(|login: &mut Config| {
            let given = login.get_options().unwrap_or_default().to_owned();
            login.options(format!("{given} {START_OPTIONS} {more_options}").trim());
            login.application_name("logline migrate");
        });
        let Connected { client, moving } = connected.await.map_err(Error::Connect)?;
        Ok(Session {
            client,
            connection: moving,
        })
    }
}

impl Session {
    pub(crate) async fn backend(&self) -> Result<i32, Error> {
        let row = self.client.query_one("SELECT pg_backend_pid()", &[]).await;
        row.and_then(|row| row.try_get(0))
            .map_err(Error::query("ask for the session's process"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Without a socket the server ends the session now, not when the last answer has come.
        self.connection.abort();
    }
}
