//! Files that only their owner may read, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

const OWNER_ONLY: u32 = 0o600;

/// Puts a file in place of the one that is there, if any. A reader sees the old text or the new, also after a crash.
pub fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    let draft = Draft::write(path, contents)?;
    fs::rename(&draft.0, path)?;
    sync_directory(path)
}

/// Like [`write`], but gives way to a file that exists: false then. Of several writers at once, one wins.
pub fn write_new(path: &Path, contents: &[u8]) -> io::Result<bool> {
    let draft = Draft::write(path, contents)?;
    match fs::hard_link(&draft.0, path) {
        Ok(()) => sync_directory(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// The finished text under a name of its own, removed when it wasn't put in place.
struct Draft(PathBuf);

impl Draft {
    fn write(target: &Path, contents: &[u8]) -> io::Result<Self> {
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
        let path = target.with_file_name(format!(".{name}.{}", uuid::Uuid::now_v7().simple()));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(OWNER_ONLY)
            .open(&path)?;
        let draft = Self(path);
        file.write_all(contents)?;
        file.sync_all()?;
        Ok(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename it is gone already; otherwise a draft that stays behind harms nobody.
        let _left_behind = fs::remove_file(&self.0);
    }
}

/// A name survives a crash only when its directory has been written too.
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(
        path.parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )?
    .sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("logline-private-{name}-{}", std::process::id()));
            super::super::create_private_directory(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn only_the_owner_may_read_and_nothing_else_is_left_behind() {
        let directory = Directory::new("mode");
        let path = directory.0.join("key");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(directory.names(), ["key"]);
    }

    #[test]
    fn of_many_writers_at_once_exactly_one_wins() {
        let directory = Directory::new("race");
        let path = directory.0.join("key");
        let wins: Vec<bool> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..16)
                .map(|n| {
                    scope.spawn({
                        let path = &path;
                        move || write_new(path, &[n; 64]).unwrap()
                    })
                })
                .collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).collect()
        });
        let winner = wins.iter().position(|won| *won).unwrap();
        assert_eq!(wins.iter().filter(|won| **won).count(), 1);
        assert_eq!(fs::read(&path).unwrap(), [u8::try_from(winner).unwrap(); 64]);
        assert_eq!(directory.names(), ["key"]);
    }
}
