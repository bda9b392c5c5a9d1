//! A run of the program that can die, sleep, and leave a journal behind.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Storage;

#[derive(Clone, Default)]
pub struct Process(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    is_dead: bool,
    dies_when_recorded: Option<u64>,
    asleep_until: Option<Duration>,
    intents: BTreeSet<u64>,
}

impl Process {
    /// A journal in `bytes`, which outlive the process.
    pub fn storage(&self, bytes: &Arc<Mutex<Vec<u8>>>) -> Box<dyn Storage> {
        Box::new(Disk {
            bytes: Arc::clone(bytes),
            process: self.clone(),
        })
    }

    pub fn is_dead(&self) -> bool {
        self.inner().is_dead
    }

    pub(super) fn die(&self) {
        self.inner().is_dead = true;
    }

    pub(super) fn die_when_recorded(&self, call: u64) {
        self.inner().dies_when_recorded = Some(call);
    }

    pub(super) fn sleep_until(&self, time: Duration) {
        self.inner().asleep_until = Some(time);
    }

    pub(super) fn asleep_until(&self, now: Duration) -> Option<Duration> {
        self.inner().asleep_until.filter(|until| *until > now)
    }

    pub(super) fn has_intent(&self, call: u64) -> bool {
        self.inner().intents.contains(&call)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Disk {
    bytes: Arc<Mutex<Vec<u8>>>,
    process: Process,
}

impl Storage for Disk {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.bytes.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut process = self.process.inner();
        if process.is_dead {
            return Ok(());
        }
        self.bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        let line = String::from_utf8_lossy(bytes);
        process.intents.extend(call_after(&line, "\"intent\":{\"call\":"));
        let recorded = call_after(&line, "\"outcome\":{\"call\":");
        process.is_dead = recorded.is_some() && recorded == process.dies_when_recorded;
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }
}

fn call_after(line: &str, key: &str) -> Option<u64> {
    let (_, rest) = line.split_once(key)?;
    rest[..rest.find(|c: char| !c.is_ascii_digit())?].parse().ok()
}
