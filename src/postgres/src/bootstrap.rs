//! Makes the owner role and its database on a new server, and brings them in order on an old one.

use std::time::Duration;

use postgres_protocol::escape::{escape_identifier, escape_literal};
use postgres_protocol::password::scram_sha_256;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use crate::cluster::SUPERUSER;
use crate::version::VectorVersion;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrapped {
    /// The extension as it is in the database; None if the server has none.
    pub vector: Option<VectorVersion>,
}

#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    #[error("connecting to database {database} as {SUPERUSER}")]
    Connect {
        database: String,
        source: tokio_postgres::Error,
    },
    #[error("{operation}")]
    Statement {
        operation: &'static str,
        source: tokio_postgres::Error,
    },
}

/// Makes role, database and extension on the server on 127.0.0.1, or corrects them; a second call
/// changes nothing but the salt of the password.
///
/// The owner may do what the master user of a managed server may: make roles and databases, and
/// neither be superuser nor pass Row-Level Security. That is why the extension is made here.
/// Passwords leave this process as SCRAM verifiers only: no log of statements can hold them.
pub async fn bootstrap(
    port: u16,
    superuser_password: &str,
    owner: &str,
    owner_password: &str,
    database: &str,
) -> Result<Bootstrapped, BootstrapError> {
    let server = connect(port, superuser_password, SUPERUSER).await?;
    make_owner(&server, owner, owner_password).await?;
    make_database(&server, database, owner).await?;
    let inside = connect(port, superuser_password, database).await?;
    Ok(Bootstrapped {
        vector: make_vector(&inside).await?,
    })
}

async fn make_owner(server: &Client, owner: &str, password: &str) -> Result<(), BootstrapError> {
    let operation = "making the owner role";
    let exists = server
        .query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&owner])
        .await;
    let verb = if exists.map_err(failed(operation))?.is_some() {
        "ALTER"
    } else {
        "CREATE"
    };
    let statement = format!(
        "{verb} ROLE {} LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS NOREPLICATION PASSWORD {}",
        escape_identifier(owner),
        escape_literal(&scram_sha_256(password.as_bytes())),
    );
    server.batch_execute(&statement).await.map_err(failed(operation))
}

async fn make_database(server: &Client, database: &str, owner: &str) -> Result<(), BootstrapError> {
    let operation = "making the database";
    let (database, owner) = (escape_identifier(database), escape_identifier(owner));
    match server
        .batch_execute(&format!("CREATE DATABASE {database} OWNER {owner}"))
        .await
    {
        Err(error) if error.code() == Some(&SqlState::DUPLICATE_DATABASE) => {
            let statement = format!("ALTER DATABASE {database} OWNER TO {owner}");
            server
                .batch_execute(&statement)
                .await
                .map_err(failed("giving the database to its owner"))
        }
        made => made.map_err(failed(operation)),
    }
}

async fn make_vector(inside: &Client) -> Result<Option<VectorVersion>, BootstrapError> {
    let operation = "making the vector extension";
    let available = inside
        .query_opt("SELECT FROM pg_available_extensions WHERE name = 'vector'", &[])
        .await;
    if available.map_err(failed(operation))?.is_none() {
        return Ok(None);
    }
    // A server that was renewed brings a newer one than the database has.
    let make = "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public; ALTER EXTENSION vector UPDATE";
    inside.batch_execute(make).await.map_err(failed(operation))?;
    let version = inside
        .query_one("SELECT extversion FROM pg_extension WHERE extname = 'vector'", &[])
        .await;
    Ok(VectorVersion::parse(version.map_err(failed(operation))?.get(0)))
}

async fn connect(port: u16, password: &str, database: &str) -> Result<Client, BootstrapError> {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(port)
        .user(SUPERUSER)
        .password(password)
        .dbname(database);
    config
        .application_name("logline bootstrap")
        .connect_timeout(Duration::from_secs(10));
    // The notices of IF NOT EXISTS would be nobody's.
    config.options("-c client_min_messages=warning");
    let (client, connection) = config.connect(NoTls).await.map_err(|source| BootstrapError::Connect {
        database: database.into(),
        source,
    })?;
    // Its end is the client's: whoever awaits an answer is told.
    tokio::spawn(connection);
    Ok(client)
}

fn failed(operation: &'static str) -> impl Fn(tokio_postgres::Error) -> BootstrapError {
    move |source| BootstrapError::Statement { operation, source }
}
