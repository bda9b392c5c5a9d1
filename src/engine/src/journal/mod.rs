//! The record of what was about to be done and what came of it. It makes recovery quick and
//! careful; it is not the truth, and without it everything still converges.

mod entry;
mod line;
mod memory;
mod storage;

use std::io;

pub use entry::{CallResult, Entry, Fact};
pub use memory::Memory;
pub use storage::{JournalFile, Storage};

pub struct Journal {
    storage: Box<dyn Storage>,
    chain: line::Chain,
    entries: Vec<Entry>,
    /// How many bytes are whole lines, while there are more than that.
    torn_after: Option<u64>,
    /// After a failed append the end of the file is unknown; nothing may follow it.
    is_broken: bool,
    next_call: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("cannot {operation} the journal")]
    Storage { operation: &'static str, source: io::Error },
    #[error("line {line} of the journal is not as it was written")]
    Altered { line: usize },
    #[error("cannot write an entry of the journal as JSON")]
    Unwritable(#[source] serde_json::Error),
    #[error("the journal could not be written before")]
    Broken,
}

impl Journal {
    /// Takes up what is there. A last line that was never finished is left out, and cut off by the
    /// first write: whoever only reads must not cut what another process is just writing. Who
    /// means to write takes the lease first, then opens the journal.
    pub fn open(mut storage: Box<dyn Storage>) -> Result<Self, JournalError> {
        let bytes = storage.read().map_err(|source| JournalError::Storage {
            operation: "read",
            source,
        })?;
        let intact = line::read(&bytes)?;
        let next_call = 1 + intact
            .entries
            .iter()
            .filter_map(|entry| match entry.fact {
                Fact::Intent { call, .. } => Some(call),
                _ => None,
            })
            .max()
            .unwrap_or(0);
        Ok(Self {
            storage,
            chain: intact.chain,
            entries: intact.entries,
            torn_after: (intact.length < bytes.len()).then_some(intact.length as u64),
            is_broken: false,
            next_call,
        })
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn draw_call(&mut self) -> u64 {
        self.next_call += 1;
        self.next_call - 1
    }

    pub(crate) fn record(&mut self, at: u64, fact: Fact) -> Result<(), JournalError> {
        if self.is_broken {
            return Err(JournalError::Broken);
        }
        let entry = Entry { at, fact };
        let (line, chain) = line::write(&self.chain, &entry).map_err(JournalError::Unwritable)?;
        let repaired = self
            .torn_after
            .take()
            .map_or(Ok(()), |length| self.storage.truncate(length));
        repaired
            .and_then(|()| self.storage.append(line.as_bytes()))
            .map_err(|source| {
                self.is_broken = true;
                JournalError::Storage {
                    operation: "write",
                    source,
                }
            })?;
        self.chain = chain;
        self.entries.push(entry);
        Ok(())
    }
}
