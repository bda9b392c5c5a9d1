//! Files made from the definition of the command line, for the commands that write them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::{Failure, quoted};

/// Writes files by name into a directory, which is made if it doesn't exist.
pub(super) fn write_all(
    directory: &Path,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Vec<PathBuf>, Failure> {
    let write = |name: String, contents: Vec<u8>| {
        let path = directory.join(name);
        fs::write(&path, contents)?;
        Ok(path)
    };
    let written: io::Result<_> = fs::create_dir_all(directory).and_then(|()| {
        files
            .into_iter()
            .map(|(name, contents)| write(name, contents))
            .collect()
    });
    written.map_err(|error| {
        Failure::failed(format!("can't write to {}", directory.display()))
            .caused_by(&error)
            .hint(format!("ls -ld {}", quoted(&directory.to_string_lossy())))
    })
}
