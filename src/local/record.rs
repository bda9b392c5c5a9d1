//! What a running platform says of itself. True only while its lock is held.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EnvironmentFiles, Lock, private_file};

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

/// Whether there is a supervisor.
#[derive(Debug)]
pub enum Supervisor {
    /// It serves, or did when it wrote this.
    Running(Box<Record>),
    /// It holds the lock and does not serve yet.
    Starting,
    Absent,
}

impl Record {
    pub fn write(&self, files: &EnvironmentFiles) -> io::Result<()> {
        private_file::write(&files.record(), serde_json::to_string_pretty(self)?.as_bytes())
    }
}

impl Supervisor {
    pub fn look(files: &EnvironmentFiles) -> io::Result<Self> {
        if !Lock::is_held(&files.supervisor_lock())? {
            return Ok(Self::Absent);
        }
        match std::fs::read(files.record()) {
            Ok(bytes) => {
                Ok(serde_json::from_slice(&bytes).map_or(Self::Starting, |record| Self::Running(Box::new(record))))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Starting),
            Err(error) => Err(error),
        }
    }
}
