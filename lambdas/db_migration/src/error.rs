//! What can go wrong while migrating, by the operation that failed.

use std::time::Duration;

use tokio_postgres::error::SqlState;

use crate::blocker::Blocker;
use crate::source_error::SourceError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot connect to the database")]
    Connect(#[source] database::ConnectError),
    #[error("cannot read the password of logline_app")]
    AppPassword(#[source] database::LoginError),
    #[error("cannot {operation}")]
    Query {
        operation: &'static str,
        source: tokio_postgres::Error,
    },
    #[error("cannot ask the rule {rule}")]
    Rule {
        rule: &'static str,
        source: tokio_postgres::Error,
    },
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("{} applied and then changed:\n{}", files(edited.iter().map(|edited| &edited.file)), diffs(edited))]
    Edited { edited: Vec<Edited> },
    #[error(
        "the database is at migration {applied:04}, but the newest that this program knows is {newest:04}: it is older than the database"
    )]
    OlderThanDatabase { applied: u32, newest: u32 },
    #[error("{} added with a number below what is already applied ({current:04})", files(late.iter()))]
    Late { late: Vec<String>, current: u32 },
    #[error("there is no migration {to:04}; the newest is {newest:04}")]
    NoSuchTarget { to: u32, newest: u32 },
    #[error("the database is already at {current:04}, migrations do not go back to {to:04}")]
    Backwards { to: u32, current: u32 },
    #[error("another runner held the migration lock for {} s: {}", waited.as_secs(), holder.as_ref().map_or_else(|| "it has just ended".to_owned(), ToString::to_string))]
    LockHeld { holder: Option<Blocker>, waited: Duration },
    #[error("{place} failed; {kept}")]
    Statement {
        place: Place,
        kept: &'static str,
        source: tokio_postgres::Error,
    },
    #[error(
        "{place} did not get its lock in {attempts} attempts; {kept}{}",
        blocked_by(blockers)
    )]
    Blocked {
        place: Place,
        attempts: u32,
        blockers: Vec<Blocker>,
        kept: &'static str,
        source: tokio_postgres::Error,
    },
    #[error("{place} was cut off by its time limit; {kept}{}", blocked_by(blockers))]
    TimedOut {
        place: Place,
        blockers: Vec<Blocker>,
        kept: &'static str,
        source: tokio_postgres::Error,
    },
    #[error("{file} was not finished within its {} s; running again continues", budget.as_secs())]
    OutOfTime { file: String, budget: Duration },
    #[error("{file}: the index {index} exists already on another table")]
    IndexElsewhere { file: String, index: String },
    #[error("the invalid index {index} cannot be rebuilt")]
    Rebuild {
        index: String,
        source: tokio_postgres::Error,
    },
    /// Some of the work is done and kept; running again continues.
    #[error("stopped after applying {}", numbers(applied))]
    HalfWay { applied: Vec<u32>, source: Box<Error> },
    #[error("nothing was migrated here yet: there is no history to verify against")]
    NotMigrated,
    #[error("the record of migration {version:04} was changed in the database: its text and its checksum disagree")]
    HistoryTampered { version: u32 },
}

/// An applied migration whose file is no longer what was applied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Edited {
    pub version: u32,
    pub file: String,
    /// Unified, from what was applied to what the file says now.
    pub diff: String,
}

/// Which statement of which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    /// From 1.
    pub number: usize,
    pub of: usize,
    pub line: usize,
    pub summary: String,
}

impl Error {
    pub(crate) fn query(operation: &'static str) -> impl FnOnce(tokio_postgres::Error) -> Self {
        move |source| Self::Query { operation, source }
    }

    /// The database holds more than before, but not all that was asked for.
    pub fn is_half_way(&self) -> bool {
        match self {
            Self::HalfWay { .. } | Self::OutOfTime { .. } => true,
            Self::Statement { kept, .. } | Self::Blocked { kept, .. } | Self::TimedOut { kept, .. } => {
                *kept == KEPT_BEFORE
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            file,
            number,
            of,
            line,
            summary,
        } = self;
        write!(out, "{file}, statement {number} of {of} (line {line}, {summary})")
    }
}

/// How a failed migration with a transaction leaves the database.
pub(crate) const KEPT_NOTHING: &str = "nothing of this migration was kept";
/// How one without a transaction does, when an earlier statement succeeded.
pub(crate) const KEPT_BEFORE: &str = "the statements before it were kept, running again is safe";

pub(crate) fn is_lock_timeout(error: &tokio_postgres::Error) -> bool {
    matches!(
        error.code(),
        Some(&(SqlState::LOCK_NOT_AVAILABLE | SqlState::T_R_DEADLOCK_DETECTED))
    )
}

pub(crate) fn is_statement_timeout(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::QUERY_CANCELED)
}

fn files<'a>(files: impl ExactSizeIterator<Item = &'a String>) -> String {
    let verb = if files.len() == 1 { "was" } else { "were" };
    format!("{} {verb}", files.map(String::as_str).collect::<Vec<_>>().join(", "))
}

fn diffs(edited: &[Edited]) -> String {
    edited
        .iter()
        .map(|edited| edited.diff.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn numbers(versions: &[u32]) -> String {
    versions
        .iter()
        .map(|version| format!("{version:04}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn blocked_by(blockers: &[Blocker]) -> String {
    if blockers.is_empty() {
        return String::new();
    }
    let blockers: Vec<_> = blockers.iter().map(ToString::to_string).collect();
    format!("; it waited for {}", blockers.join(" and for "))
}
