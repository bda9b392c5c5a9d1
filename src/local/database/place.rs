//! Where the private server's data is.

use std::path::{Path, PathBuf};

use postgres::Account;

use crate::failure::Failure;
use crate::local::EnvironmentFiles;
use crate::os::private_file;

/// Where the cluster is: below `.logline/<env>/`, or, when the server's account cannot go there,
/// in a directory of its own, to which a pointer is left.
pub fn data_directory(files: &EnvironmentFiles, account: &Account) -> Result<PathBuf, Failure> {
    let (directory, place) = look_for_data(files, account)?;
    if place == Place::ToBeElsewhere {
        private_file::write(&pointer(files), format!("{}\n", directory.display()).as_bytes()).map_err(|error| {
            Failure::failed(format!("can't write to {}", files.directory().display())).caused_by(&error)
        })?;
    }
    Ok(directory)
}

/// How the place of the data was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Here,
    Elsewhere,
    /// Elsewhere, and no pointer says so yet.
    ToBeElsewhere,
}

/// Where the cluster is or would be. Changes nothing.
pub fn look_for_data(files: &EnvironmentFiles, account: &Account) -> Result<(PathBuf, Place), Failure> {
    let failed = |error: std::io::Error| Failure::failed("can't tell where the database is").caused_by(&error);
    match std::fs::read_to_string(pointer(files)) {
        Ok(path) => return Ok((PathBuf::from(path.trim_end()), Place::Elsewhere)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if account.stopped_at(files.directory()).map_err(failed)?.is_none() {
        return Ok((files.directory().join("postgres"), Place::Here));
    }
    let absolute = match files.directory().canonicalize() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => std::path::absolute(files.directory()),
        found => found,
    };
    let absolute = absolute.map_err(failed)?;
    let digest = blake3::hash(absolute.as_os_str().as_encoded_bytes()).to_hex();
    Ok((Path::new("/var/lib/logline").join(&digest[..16]), Place::ToBeElsewhere))
}

fn pointer(files: &EnvironmentFiles) -> PathBuf {
    files.directory().join("postgres.path")
}

pub fn account() -> Result<Account, Failure> {
    Account::for_server().map_err(|error| Failure::failed("can't tell who is to run PostgreSQL").caused_by(&error))
}
