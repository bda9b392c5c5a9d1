//! Directories of keys, data and logs: nobody but their owner may even list them.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

const OWNER_ONLY: u32 = 0o700;

/// Makes a directory, and those missing above it, for their owner only. One that exists is closed to others, too.
pub fn create_private_directory(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(directory)?;
    fs::set_permissions(directory, Permissions::from_mode(OWNER_ONLY))
}

/// Makes `.logline`, which usually lies in somebody's repository and holds keys.
pub fn create_root(root: &Path) -> io::Result<()> {
    if root.exists() {
        return Ok(());
    }
    create_private_directory(root)?;
    fs::write(root.join(".gitignore"), "*\n")
}
