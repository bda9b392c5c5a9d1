//! A lock that is held by a process and ends with it, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// `None`: somebody else holds it.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .open(path)?;
            match file.try_lock() {
                // Whoever held it before may have deleted the file: then this lock is nobody's concern.
                Ok(()) if is_at(&file, path)? => return Ok(Some(Self(file))),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// Writes into the file who holds it.
    pub fn sign(&mut self) -> io::Result<()> {
        self.0.rewind()?;
        self.0.set_len(0)?;
        writeln!(self.0, "{}", std::process::id())
    }

    /// Who signed it last. They hold it only if somebody does.
    pub fn signer(path: &Path) -> io::Result<Option<u32>> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether somebody holds it. Makes no file where there is none. The question itself holds it for
    /// a moment: who must have it tries twice.
    pub fn is_held(path: &Path) -> io::Result<bool> {
        if path.exists() {
            Ok(Self::try_take(path)?.is_none())
        } else {
            Ok(false)
        }
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let (held, found) = (file.metadata()?, path.metadata());
    match found {
        Ok(found) => Ok((held.dev(), held.ino()) == (found.dev(), found.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_on_a_deleted_file_is_no_lock() {
        let path = std::env::temp_dir().join(format!("logline-lock-{}", std::process::id()));
        let held = Lock::try_take(&path).unwrap().unwrap();
        assert!(Lock::try_take(&path).unwrap().is_none() && Lock::is_held(&path).unwrap());
        std::fs::remove_file(&path).unwrap();
        assert!(!Lock::is_held(&path).unwrap() && !path.exists());
        let mut other = Lock::try_take(&path).unwrap().unwrap();
        drop(held);
        other.sign().unwrap();
        assert_eq!(Lock::signer(&path).unwrap(), Some(std::process::id()));
        assert!(Lock::is_held(&path).unwrap());
        std::fs::remove_file(&path).unwrap();
    }
}
