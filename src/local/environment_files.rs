//! Where the files of one environment are: `.logline/<env>/`, for its owner only.

use std::io;
use std::path::{Path, PathBuf};

use crate::os::{create_private_directory, create_root};

/// Paths below `.logline/<env>/`.
#[derive(Debug, Clone)]
pub struct EnvironmentFiles {
    root: PathBuf,
    directory: PathBuf,
}

impl EnvironmentFiles {
    pub fn new(root: &Path, environment: &str) -> Self {
        Self {
            root: root.to_owned(),
            directory: root.join(environment),
        }
    }

    /// `.logline/<env>`
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn keys(&self) -> PathBuf {
        self.directory.join("keys")
    }

    /// The key that signs tokens.
    pub fn token_key(&self) -> PathBuf {
        self.keys().join("token-key.json")
    }

    /// The passwords of the database's roles.
    pub fn database_secrets(&self) -> PathBuf {
        self.keys().join("database.json")
    }

    pub fn logs(&self) -> PathBuf {
        self.directory.join("logs")
    }

    /// What the running platform says of itself.
    pub fn record(&self) -> PathBuf {
        self.directory.join("platform.json")
    }

    /// Held by the process that runs the platform.
    pub fn supervisor_lock(&self) -> PathBuf {
        self.directory.join("platform.lock")
    }

    /// Held by a command that starts or stops the platform.
    pub fn command_lock(&self) -> PathBuf {
        self.directory.join("command.lock")
    }

    /// Makes the environment's directories.
    pub fn create(&self) -> io::Result<()> {
        create_root(&self.root)?;
        for directory in [&self.directory, &self.keys(), &self.logs()] {
            create_private_directory(directory)?;
        }
        Ok(())
    }
}
