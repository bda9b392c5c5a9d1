//! Where the files of a remote environment are: `.logline/<env>/`. It may be deleted at any time without loss.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use engine::{Durations, Entry, Fact, Journal, JournalError, JournalFile, Scope, Storage};
use jiff::Timestamp;

use crate::os::{Lock, create_private_directory, create_root, private_file};

/// A list doesn't lag behind for as long as this: what a finished run has written needs no more attention.
const OVER: Duration = Duration::from_hours(1);
/// How long a list may lag behind a call that nothing remembers.
const LAG: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct RunFiles {
    root: PathBuf,
    directory: PathBuf,
}

impl RunFiles {
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

    pub fn journal(&self) -> PathBuf {
        self.directory.join("journal.ndjson")
    }

    /// What is kept of an environment after `down`, and journals that are done with.
    pub fn history(&self) -> PathBuf {
        self.directory.join("history")
    }

    fn durations(&self) -> PathBuf {
        self.directory.join("durations.json")
    }

    pub fn create(&self) -> io::Result<()> {
        create_root(&self.root)?;
        create_private_directory(&self.directory)
    }

    /// `None`: another process of this machine changes the environment from here.
    pub fn lock(&self) -> io::Result<Option<Lock>> {
        self.create()?;
        Lock::try_take(&self.directory.join("command.lock"))
    }

    /// The journal, for a run that only reads: one that can't be understood tells nothing.
    pub fn read_journal(&self) -> Result<Journal, JournalError> {
        match Journal::open(Box::new(ReadOnly(self.journal_bytes()?))) {
            Err(JournalError::Altered { .. }) => Journal::open(Box::new(ReadOnly(Vec::new()))),
            outcome => outcome,
        }
    }

    /// The journal, to be written. One that is done with, of another account, or damaged is put away first.
    /// Gives the damage, too, and how long lists may lag behind what it hides.
    pub fn open_journal(&self, scope: &Scope, now: Duration) -> Result<(Journal, Option<Damage>), JournalError> {
        match self.open() {
            Ok(journal) if is_done_with(journal.entries(), scope, now) => {
                drop(journal);
                self.put_away("journal")?;
                self.open().map(|journal| (journal, None))
            }
            Err(JournalError::Altered { line }) => {
                let lag = self.age()?.map_or(LAG, |age| LAG.saturating_sub(age));
                let put_away = self.put_away("damaged-journal")?;
                Ok((self.open()?, Some(Damage { line, put_away, lag })))
            }
            outcome => outcome.map(|journal| (journal, None)),
        }
    }

    /// Which line of the journal is not as it was written.
    pub fn damage(&self) -> Result<Option<usize>, JournalError> {
        match self
            .journal_bytes()
            .map(|bytes| Journal::open(Box::new(ReadOnly(bytes))))?
        {
            Err(JournalError::Altered { line }) => Ok(Some(line)),
            outcome => outcome.map(|_| None),
        }
    }

    fn journal_bytes(&self) -> Result<Vec<u8>, JournalError> {
        match fs::read(self.journal()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            outcome => outcome.map_err(unreadable),
        }
    }

    fn open(&self) -> Result<Journal, JournalError> {
        let file = self.create().and_then(|()| JournalFile::open(&self.journal()));
        Journal::open(Box::new(file.map_err(unreadable)?))
    }

    fn age(&self) -> Result<Option<Duration>, JournalError> {
        let metadata = fs::metadata(self.journal()).map_err(unreadable)?;
        let modified = metadata.modified().map_err(unreadable)?;
        Ok(SystemTime::now().duration_since(modified).ok())
    }

    fn put_away(&self, name: &str) -> Result<PathBuf, JournalError> {
        let target = self.history().join(format!("{}-{name}.ndjson", stamp()));
        create_private_directory(&self.history())
            .and_then(|()| fs::rename(self.journal(), &target))
            .map(|()| target)
            .map_err(|source| JournalError::Storage {
                operation: "put away",
                source,
            })
    }

    /// After `down` nothing is there that the journal could be about.
    pub fn end_journal(&self) -> Result<(), JournalError> {
        self.put_away("journal").map(drop)
    }

    /// What earlier runs have learned, as far as it can be read: it only sharpens estimates.
    pub fn read_durations(&self) -> Durations {
        let text = fs::read(self.durations()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub fn write_durations(&self, durations: &Durations) -> io::Result<()> {
        self.create()?;
        private_file::write(&self.durations(), &serde_json::to_vec_pretty(durations)?)
    }

    pub fn write_history(&self, name: &str, contents: &[u8]) -> io::Result<()> {
        create_private_directory(&self.history())?;
        private_file::write(&self.history().join(name), contents)
    }
}

/// What was wrong with a journal, which now lies elsewhere.
#[derive(Debug)]
pub struct Damage {
    pub line: usize,
    pub put_away: PathBuf,
    /// How long to wait until lists show what it may have told.
    pub lag: Duration,
}

/// Sorts by time, in names of files and objects.
pub fn stamp() -> String {
    Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ").to_string()
}

fn unreadable(source: io::Error) -> JournalError {
    JournalError::Storage {
        operation: "read",
        source,
    }
}

fn is_done_with(entries: &[Entry], scope: &Scope, now: Duration) -> bool {
    let last_scope = entries.iter().rev().find_map(|entry| match &entry.fact {
        Fact::Began { scope, .. } => Some(scope),
        _ => None,
    });
    let is_over = entries.last().is_some_and(|entry| {
        matches!(&entry.fact, Fact::Ended { outcome } if outcome == "Done")
            && Duration::from_millis(entry.at) + OVER < now
    });
    is_over || last_scope.is_some_and(|last| last != scope)
}

/// A journal's bytes as they were, for who must not write.
struct ReadOnly(Vec<u8>);

impl Storage for ReadOnly {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }

    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn truncate(&mut self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}
