//! What a running platform says of itself. True only while its lock is held.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::EnvironmentFiles;
use crate::os::{Lock, private_file};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    pub pid: u32,
    pub started_at: Timestamp,
    /// Of the program that runs it.
    pub version: String,
    /// Of the program file and the configuration it was started with.
    pub fingerprint: String,
    pub api_url: String,
    pub database: DatabaseRecord,
}

/// The kinds of database: a server of our own, or one that the configuration names.
pub const PRIVATE: &str = "private";
pub const GIVEN: &str = "given";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DatabaseRecord {
    /// [`PRIVATE`] or [`GIVEN`].
    pub kind: String,
    pub version: Option<String>,
    pub port: Option<u16>,
    pub vectors: bool,
}

/// Whether there is a supervisor. It is known by the lock that it holds and has signed.
#[derive(Debug)]
pub enum Supervisor {
    /// It serves, or did when it wrote this.
    Running(Box<Record>),
    /// It holds the lock and does not serve yet.
    Starting,
    /// It holds the lock, and somebody has spoilt its record.
    Lost {
        pid: Option<u32>,
    },
    Absent,
}

impl Record {
    pub fn write(&self, files: &EnvironmentFiles) -> io::Result<()> {
        private_file::write(&files.record(), serde_json::to_string_pretty(self)?.as_bytes())
    }

    /// A record that nobody stands for any more.
    pub fn remove(files: &EnvironmentFiles) -> io::Result<()> {
        match std::fs::remove_file(files.record()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Supervisor {
    pub fn look(files: &EnvironmentFiles) -> io::Result<Self> {
        let lock = files.supervisor_lock();
        if !Lock::is_held(&lock)? {
            return Ok(Self::Absent);
        }
        let record = match std::fs::read(files.record()) {
            Ok(bytes) => serde_json::from_slice::<Record>(&bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Starting),
            Err(error) => return Err(error),
        };
        let pid = Lock::signer(&lock)?;
        Ok(match record {
            Some(record) if Some(record.pid) == pid => Self::Running(Box::new(record)),
            // Of the one before, which was killed.
            Some(_) => Self::Starting,
            None => Self::Lost { pid },
        })
    }
}
