//! The PostgreSQL behind a local environment: a private server, or one that the configuration names.

mod place;
mod private_server;
mod protection;

use std::ffi::OsString;
use std::path::PathBuf;

use ::database::{Database, Tls};
use tokio_postgres::Config;

pub use place::{Place, account, look_for_data};
pub use private_server::{PrivateServer, stop_abandoned};
pub use protection::given_to;

use super::record::PRIVATE;
use super::{DatabaseRecord, DatabaseSecrets, EnvironmentFiles};
use crate::config::DatabaseConfig;
use crate::failure::Failure;

/// The role that owns the schema, and the database. Handlers log in as `logline_app`.
pub const OWNER: &str = "logline_owner";
pub const DATABASE: &str = "logline";
const APP: &str = "logline_app";

/// How to log in.
#[derive(Debug, Clone)]
pub struct Logins {
    pub owner: Database,
    pub app: Database,
}

/// Where things are found on this machine.
#[derive(Debug, Clone)]
pub struct Machine {
    /// `PATH`.
    pub path: Option<OsString>,
    /// Where a downloaded server is kept; where the server's account can go.
    pub cache: PathBuf,
}

/// Logins on a server that somebody else runs. The app role gets a password of ours.
pub fn given(config: &DatabaseConfig, secrets: &DatabaseSecrets) -> Result<Option<Logins>, Failure> {
    let Some(url) = &config.url else { return Ok(None) };
    let mut app = url.config().clone();
    app.user(APP).password(secrets.app.reveal());
    Ok(Some(Logins {
        owner: given_to(config, url.config().clone())?,
        app: given_to(config, app)?,
    }))
}

/// The logins on the server that the configuration names, or on the private one if it runs.
pub fn logins(
    config: &DatabaseConfig,
    running: Option<&DatabaseRecord>,
    files: &EnvironmentFiles,
) -> Result<Option<Logins>, Failure> {
    let secrets = DatabaseSecrets::open(files)?;
    match given(config, &secrets)? {
        Some(given) => Ok(Some(given)),
        None => Ok(private_port(running).map(|port| private_logins(port, &secrets))),
    }
}

/// The owner's login, on the same server. Where its URL is given, no file is needed.
pub fn owner_login(
    config: &DatabaseConfig,
    running: Option<&DatabaseRecord>,
    files: &EnvironmentFiles,
) -> Result<Option<Database>, Failure> {
    match &config.url {
        Some(url) => given_to(config, url.config().clone()).map(Some),
        None => Ok(logins(config, running, files)?.map(|logins| logins.owner)),
    }
}

fn private_port(running: Option<&DatabaseRecord>) -> Option<u16> {
    running
        .filter(|record| record.kind == PRIVATE)
        .and_then(|record| record.port)
}

fn private_logins(port: u16, secrets: &DatabaseSecrets) -> Logins {
    Logins {
        owner: login(port, OWNER, secrets.owner.reveal()),
        app: login(port, APP, secrets.app.reveal()),
    }
}

/// A login on the private server.
fn login(port: u16, user: &str, password: &str) -> Database {
    let mut login = Config::new();
    login
        .host("127.0.0.1")
        .port(port)
        .user(user)
        .password(password)
        .dbname(DATABASE);
    Database::new(login, Tls::Plain)
}
