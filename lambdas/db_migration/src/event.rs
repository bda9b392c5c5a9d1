//! What happened while migrating, for whoever shows it.

use serde::{Deserialize, Serialize};

use crate::blocker::Blocker;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Another runner holds the migration lock; it is asked for again and again.
    LockAwaited {
        holder: Option<Blocker>,
    },
    LockTaken {
        waited_ms: u64,
    },
    MigrationStarted {
        version: u32,
        name: String,
        statements: usize,
    },
    /// The statement has waited for the same sessions since the last look.
    StatementBlocked {
        version: u32,
        statement: usize,
        summary: String,
        blockers: Vec<Blocker>,
    },
    /// It gave way to those behind it, and tries again later.
    LockTimedOut {
        version: u32,
        statement: usize,
        summary: String,
        attempt: u32,
        of: u32,
        blockers: Vec<Blocker>,
    },
    StatementApplied {
        version: u32,
        statement: usize,
        of: usize,
        summary: String,
        duration_ms: u64,
    },
    /// A valid index of that name was on the table already: an earlier run built it.
    IndexFound {
        version: u32,
        index: String,
    },
    MigrationApplied {
        version: u32,
        name: String,
        duration_ms: u64,
    },
    /// It applies in a later run, once the server has the extension.
    MigrationPostponed {
        version: u32,
        name: String,
        extension: String,
    },
    /// It is going to be rebuilt, or dropped.
    InvalidIndexFound {
        index: String,
    },
    /// An unfinished index, or what a rebuild left behind, was removed.
    IndexDropped {
        index: String,
    },
    IndexRebuilt {
        index: String,
        duration_ms: u64,
    },
    /// Who blocks a statement could not be seen; the statement itself goes on.
    BlockersUnknown {
        because: String,
    },
}

/// Receives events while the work goes on. It is called from the runner's task: it must not block.
pub type Events<'a> = &'a (dyn Fn(Event) + Send + Sync);
