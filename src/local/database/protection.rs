//! How the way to a server that somebody else runs is protected.

use std::path::Path;

use ::database::{Authorities, AuthoritiesError, Database};
use tokio_postgres::Config;

use crate::config::{DatabaseConfig, Tls};
use crate::failure::Failure;

/// The way to the configured server, with a login on it.
pub fn given_to(config: &DatabaseConfig, login: Config) -> Result<Database, Failure> {
    let tls = match config.tls {
        Tls::Disable => ::database::Tls::Plain,
        Tls::VerifyFull => authorities(config.authorities.as_deref())?
            .verify_full()
            .map_err(|error| Failure::failed("can't set up TLS to the database").caused_by(&error))?,
    };
    Ok(Database::new(login, tls))
}

/// Those of a file alone; without one, those that this machine believes, and those of Amazon RDS.
fn authorities(file: Option<&Path>) -> Result<Authorities, Failure> {
    if let Some(path) = file {
        return of_file(path);
    }
    let known = Authorities::rds()
        .map_err(|error| Failure::failed("can't use the certificate authorities of Amazon RDS").caused_by(&error))?;
    // A machine without any still has those of RDS; what can't be read, nobody could be shown.
    Ok(known.with_usable(rustls_native_certs::load_native_certs().certs))
}

fn of_file(path: &Path) -> Result<Authorities, Failure> {
    let unusable = |error: &(dyn std::error::Error + 'static)| {
        Failure::usage(format!("can't use the certificate authorities in {}", path.display()))
            .caused_by(error)
            .hint("logline env show database.authorities")
    };
    let text = std::fs::read(path).map_err(|error| unusable(&error))?;
    let read: Result<Authorities, AuthoritiesError> = Authorities::none().with_pem(&text);
    read.map_err(|error| unusable(&error))
}
