//! Removes what a killed run of ours left half-done.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use crate::wait;

/// How long the child of a killed run, which lives on, may keep writing: it ends by itself as soon
/// as it misses a file.
const PATIENCE: Duration = Duration::from_secs(20);

/// Removes every directory in `parent` whose name starts with `prefix`. The error names the path.
pub(crate) async fn remove(parent: &Path, prefix: &str) -> Result<(), (PathBuf, io::Error)> {
    let at_parent = |error| (parent.to_path_buf(), error);
    for entry in fs::read_dir(parent).map_err(at_parent)? {
        let entry = entry.map_err(at_parent)?;
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            remove_with_writers(&entry.path())
                .await
                .map_err(|error| (entry.path(), error))?;
        }
    }
    Ok(())
}

async fn remove_with_writers(path: &Path) -> io::Result<()> {
    let mut last = io::Error::from(io::ErrorKind::TimedOut);
    let removed = wait::until(Instant::now() + PATIENCE, || match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
            last = error;
            None
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Ok(())),
        outcome => Some(outcome),
    });
    removed.await.unwrap_or(Err(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_directory_that_is_still_written_to_is_removed_once_its_writer_ends() {
        let parent = std::env::temp_dir().join(format!("logline-leftovers-{}", std::process::id()));
        let left = parent.join(".half-done-1");
        fs::create_dir_all(&left).unwrap();
        fs::create_dir(parent.join("kept")).unwrap();
        let writer = std::thread::spawn({
            let left = left.clone();
            move || {
                (0..20_000)
                    .filter(|n| fs::write(left.join(n.to_string()), "").is_ok())
                    .count()
            }
        });
        remove(&parent, ".half-done-").await.unwrap();
        writer.join().unwrap();
        assert!(!left.exists() && parent.join("kept").exists());
        fs::remove_dir_all(parent).unwrap();
    }
}
