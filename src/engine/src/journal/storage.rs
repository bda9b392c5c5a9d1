//! Where a journal's bytes are kept.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// An append has reached the disk when it returns: that is what "intent before act" rests on.
pub trait Storage: Send {
    fn read(&mut self) -> io::Result<Vec<u8>>;
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

/// A file that only its owner reads, and that one process writes at a time. The first write
/// claims it; the claim ends with the process.
pub struct JournalFile {
    file: File,
    read: u64,
    is_claimed: bool,
}

impl JournalFile {
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        file.sync_all()?;
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            File::open(directory)?.sync_all()?;
        }
        Ok(Self {
            file,
            read: 0,
            is_claimed: false,
        })
    }

    /// A process that was stopped and continued may come back after another one has taken over.
    fn claim(&mut self) -> io::Result<()> {
        if self.is_claimed {
            return Ok(());
        }
        self.file.try_lock()?;
        if self.file.metadata()?.len() != self.read {
            self.file.unlock()?;
            return Err(io::Error::other(
                "another process has written the journal since it was read",
            ));
        }
        self.is_claimed = true;
        Ok(())
    }
}

impl Storage for JournalFile {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        self.read = bytes.len() as u64;
        Ok(bytes)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.claim()?;
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.claim()?;
        self.file.set_len(length)?;
        self.file.sync_data()
    }
}
