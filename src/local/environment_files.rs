//! Where the files of one environment are: `.logline/<env>/`, for its owner only.

use std::fs::{DirBuilder, Permissions, set_permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Directories of keys, data and logs: nobody else may even list them.
const OWNER_ONLY: u32 = 0o700;

/// Paths below `.logline/<env>/`.
#[derive(Debug, Clone)]
pub struct EnvironmentFiles(PathBuf);

impl EnvironmentFiles {
    pub fn new(dir: &Path, environment: &str) -> Self {
        Self(dir.join(environment))
    }

    pub fn directory(&self) -> &Path {
        &self.0
    }

    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
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
        self.0.join("logs")
    }

    /// What the running platform says of itself.
    pub fn record(&self) -> PathBuf {
        self.0.join("platform.json")
    }

    /// Held by the process that runs the platform.
    pub fn supervisor_lock(&self) -> PathBuf {
        self.0.join("platform.lock")
    }

    /// Held by a command that starts or stops the platform.
    pub fn command_lock(&self) -> PathBuf {
        self.0.join("command.lock")
    }
}

/// Makes a directory, and those above it, for their owner only. One that exists is closed to others too.
pub fn create_private_directory(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(directory)?;
    set_permissions(directory, Permissions::from_mode(OWNER_ONLY))
}
