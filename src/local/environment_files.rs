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

    /// The key that signs tokens.
    pub fn token_key(&self) -> PathBuf {
        self.directory.join("keys/token-key.json")
    }

    /// Makes the directory in which a file is about to be written.
    pub fn create_directory_of(&self, file: &Path) -> io::Result<()> {
        self.create()?;
        file.parent().map_or(Ok(()), create_private_directory)
    }

    /// Makes the environment's directory.
    pub fn create(&self) -> io::Result<()> {
        if !self.root.exists() {
            create_private_directory(&self.root)?;
            // It usually lies in somebody's repository, and holds keys.
            fs::write(self.root.join(".gitignore"), "*\n")?;
        }
        create_private_directory(&self.directory)
    }
}

/// Makes a directory, and those missing above it, for their owner only. One that exists is closed to others, too.
pub fn create_private_directory(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(directory)?;
    fs::set_permissions(directory, Permissions::from_mode(OWNER_ONLY))
}
