//! Where the files of one environment are: `.logline/<env>/`, for its owner only.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Directories of keys, data and logs: nobody else may even list them.
const OWNER_ONLY: u32 = 0o700;

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
        if !self.root.exists() {
            create_private_directory(&self.root)?;
            // It usually lies in somebody's repository, and holds keys.
            fs::write(self.root.join(".gitignore"), "*\n")?;
        }
        for directory in [&self.directory, &self.keys(), &self.logs()] {
            create_private_directory(directory)?;
        }
        Ok(())
    }
}

/// Makes a directory, and those missing above it, for their owner only. One that exists is closed to others, too.
pub fn create_private_directory(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(directory)?;
    fs::set_permissions(directory, Permissions::from_mode(OWNER_ONLY))
}
