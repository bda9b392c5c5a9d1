//! One statement of a migration, and how long it may wait and run by its kind.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::splitter::Piece;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub text: String,
    /// Line of its first word in the file, from 1.
    pub line: usize,
    pub kind: Kind,
    /// Its leading words, without names of values or literals: fit for logs.
    pub summary: String,
    pub(crate) index: Option<ConcurrentIndex>,
    pub(crate) outside_transaction: OutsideTransaction,
}

/// What a statement does to those who use the database at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Changes the definition of something: takes locks that stop its readers or writers.
    Schema,
    /// Builds or removes an index beside running writers, and waits for them.
    ConcurrentIndex,
    /// Reads a whole table to prove a constraint or to collect statistics, beside running writers.
    Scan,
    /// Changes or reads rows.
    Rows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeouts {
    /// Zero: as long as the statement may run.
    pub lock_ms: u64,
    pub statement_ms: u64,
}

/// The index that a `CREATE INDEX CONCURRENTLY` makes. It stands in the schema of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConcurrentIndex {
    /// As written, with quotes if it has any.
    pub(crate) name: String,
    pub(crate) table: String,
}

/// Whether a statement may, must not or has to run without a transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutsideTransaction {
    /// Its effect would be there twice, or fail, when a stopped migration runs again.
    Unsafe,
    Allowed,
    Required,
}

/// A lock request that waits makes everybody behind it wait, readers too. Three seconds are a
/// pause that the handlers' requests (28 s) survive; then it gives way and tries again later.
const SCHEMA_LOCK: Duration = Duration::from_secs(3);
/// While it runs, it may hold the strongest lock: what takes longer than a request may last
/// belongs into a statement that runs beside writers.
const SCHEMA_STATEMENT: Duration = Duration::from_mins(1);
/// Row changes wait for row locks of single transactions; the handlers' end after 20 s.
const ROWS_LOCK: Duration = Duration::from_secs(25);
/// Five minutes move some millions of rows; more is a job to do in batches.
const ROWS_STATEMENT: Duration = Duration::from_mins(5);
/// A scan asks for a lock that stops only other schema changes, autovacuum among them.
const SCAN_LOCK: Duration = Duration::from_secs(10);
/// Lambda ends at 900 s. A minute of it stays for connecting, the migration lock and the report.
pub(crate) const MIGRATION_BUDGET: Duration = Duration::from_mins(14);

impl Kind {
    pub fn timeouts(self) -> Timeouts {
        let (lock, statement) = match self {
            Self::Schema => (SCHEMA_LOCK, SCHEMA_STATEMENT),
            // It waits for every older transaction, and giving up leaves an invalid index behind:
            // no lock timeout.
            Self::ConcurrentIndex => (Duration::ZERO, MIGRATION_BUDGET),
            Self::Scan => (SCAN_LOCK, MIGRATION_BUDGET),
            Self::Rows => (ROWS_LOCK, ROWS_STATEMENT),
        };
        Timeouts {
            lock_ms: millis(lock),
            statement_ms: millis(statement),
        }
    }
}

impl Timeouts {
    /// No statement may outlive the time that is left for its migration.
    pub(crate) fn within(self, left: Duration) -> Self {
        // Zero would mean no limit.
        let left = millis(left).max(1);
        Self {
            lock_ms: self.lock_ms.min(left),
            statement_ms: self.statement_ms.min(left),
        }
    }
}

impl Statement {
    pub(crate) fn new(piece: Piece) -> Self {
        let words: Vec<&str> = piece.tokens.iter().map(String::as_str).collect();
        Self {
            kind: kind(&words),
            summary: first_words(&piece.text),
            index: concurrent_index(&words),
            outside_transaction: outside_transaction(&words),
            text: piece.text,
            line: piece.line,
        }
    }
}

/// The first words of a statement up to the first value, at most five: `INSERT INTO ledger.x`.
pub(crate) fn first_words(sql: &str) -> String {
    let is_name = |word: &&str| {
        word.chars()
            .all(|char| char.is_alphabetic() || matches!(char, '_' | '.' | '*' | '"'))
    };
    sql.split_whitespace()
        .take_while(is_name)
        .take(5)
        .collect::<Vec<_>>()
        .join(" ")
}

fn kind(words: &[&str]) -> Kind {
    let concurrently = words.contains(&"concurrently");
    match words {
        ["create" | "drop", ..] if concurrently && words.iter().take(3).any(|word| *word == "index") => {
            Kind::ConcurrentIndex
        }
        ["reindex", ..] => Kind::ConcurrentIndex,
        ["alter", "table", ..] if words.contains(&"validate") => Kind::Scan,
        ["vacuum" | "analyze" | "analyse", ..] => Kind::Scan,
        [
            "insert" | "update" | "delete" | "merge" | "select" | "with" | "values" | "copy" | "do" | "call",
            ..,
        ] => Kind::Rows,
        _ => Kind::Schema,
    }
}

fn concurrent_index(words: &[&str]) -> Option<ConcurrentIndex> {
    let (["create", "index", "concurrently", rest @ ..] | ["create", "unique", "index", "concurrently", rest @ ..]) =
        words
    else {
        return None;
    };
    let rest = rest.strip_prefix(&["if", "not", "exists"]).unwrap_or(rest);
    let (name, rest) = rest.split_first()?;
    let rest = rest.strip_prefix(&["on"])?;
    let rest = rest.strip_prefix(&["only"]).unwrap_or(rest);
    let table = match rest {
        [schema, ".", table, ..] => format!("{schema}.{table}"),
        [table, ..] => (*table).to_owned(),
        [] => return None,
    };
    Some(ConcurrentIndex {
        name: (*name).to_owned(),
        table,
    })
}

fn outside_transaction(words: &[&str]) -> OutsideTransaction {
    use OutsideTransaction::{Allowed, Required, Unsafe};
    let concurrently = words.contains(&"concurrently");
    match words {
        ["create", ..] if kind(words) == Kind::ConcurrentIndex => {
            // An index without a name gets a new one each time.
            if concurrent_index(words).is_some() {
                Required
            } else {
                Unsafe
            }
        }
        ["drop", "index", "concurrently", "if", "exists", ..] | ["vacuum", ..] => Required,
        ["reindex", ..] if concurrently => Required,
        ["reindex" | "analyze" | "analyse" | "set" | "reset", ..] => Allowed,
        ["alter", "table", ..] if kind(words) == Kind::Scan => Allowed,
        ["alter", "type", rest @ ..]
            if rest
                .windows(5)
                .any(|part| part == ["add", "value", "if", "not", "exists"]) =>
        {
            Allowed
        }
        _ => Unsafe,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splitter::split;

    fn statement(sql: &str) -> Statement {
        Statement::new(split(sql).unwrap().remove(0))
    }

    #[test]
    fn the_kind_follows_from_what_is_locked() {
        for (sql, kind) in [
            ("CREATE TABLE app.t (id int)", Kind::Schema),
            ("CREATE INDEX i ON app.t (id)", Kind::Schema),
            ("ALTER TABLE app.t ADD COLUMN concurrently int", Kind::Schema),
            ("GRANT SELECT ON app.t TO logline_app", Kind::Schema),
            (
                "create unique index concurrently i on app.t (id)",
                Kind::ConcurrentIndex,
            ),
            ("DROP INDEX CONCURRENTLY IF EXISTS app.i", Kind::ConcurrentIndex),
            ("REINDEX TABLE app.t", Kind::ConcurrentIndex),
            ("ALTER TABLE app.t VALIDATE CONSTRAINT c", Kind::Scan),
            ("ANALYZE app.t", Kind::Scan),
            ("WITH x AS (SELECT 1) INSERT INTO app.t SELECT * FROM x", Kind::Rows),
            ("DO $$ BEGIN END $$", Kind::Rows),
        ] {
            assert_eq!(statement(sql).kind, kind, "{sql}");
        }
    }

    #[test]
    fn an_index_built_concurrently_is_known_by_name_and_table() {
        for (sql, name, table) in [
            ("CREATE INDEX CONCURRENTLY i ON app.t (id)", "i", "app.t"),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON ONLY app.\"T\" (id)",
                "\"I\"",
                "app.\"T\"",
            ),
        ] {
            assert_eq!(
                statement(sql).index,
                Some(ConcurrentIndex {
                    name: name.into(),
                    table: table.into()
                })
            );
        }
        assert_eq!(statement("CREATE INDEX CONCURRENTLY ON app.t (id)").index, None);
        assert_eq!(statement("CREATE INDEX i ON app.t (id)").index, None);
    }

    #[test]
    fn only_what_can_run_twice_may_run_without_a_transaction() {
        use OutsideTransaction::{Allowed, Required, Unsafe};
        for (sql, expected) in [
            ("CREATE INDEX CONCURRENTLY i ON app.t (id)", Required),
            ("CREATE INDEX CONCURRENTLY ON app.t (id)", Unsafe),
            ("DROP INDEX CONCURRENTLY app.i", Unsafe),
            ("DROP INDEX CONCURRENTLY IF EXISTS app.i", Required),
            ("ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'fine'", Allowed),
            ("ALTER TYPE app.mood ADD VALUE 'fine'", Unsafe),
            ("INSERT INTO app.t VALUES (1)", Unsafe),
        ] {
            assert_eq!(statement(sql).outside_transaction, expected, "{sql}");
        }
    }

    #[test]
    fn a_summary_ends_before_the_first_value() {
        for (sql, words) in [
            ("INSERT INTO ledger.x VALUES ('secret')", "INSERT INTO ledger.x VALUES"),
            ("SELECT 'secret'", "SELECT"),
            ("SELECT * FROM t WHERE a = 'secret'", "SELECT * FROM t WHERE"),
            (
                "ALTER ROLE logline_app PASSWORD 'secret'",
                "ALTER ROLE logline_app PASSWORD",
            ),
            ("SET a.b TO secret123", "SET a.b TO"),
        ] {
            assert_eq!(first_words(sql), words);
        }
    }

    #[test]
    fn every_statement_fits_into_one_lambda_invocation() {
        for kind in [Kind::Schema, Kind::ConcurrentIndex, Kind::Scan, Kind::Rows] {
            assert!(kind.timeouts().statement_ms < 900_000);
        }
        let short = Kind::Scan.timeouts().within(Duration::from_secs(1));
        assert_eq!(
            short,
            Timeouts {
                lock_ms: 1000,
                statement_ms: 1000
            }
        );
        assert_eq!(
            Kind::Scan.timeouts().within(Duration::ZERO).statement_ms,
            1,
            "zero would be no limit"
        );
    }
}
