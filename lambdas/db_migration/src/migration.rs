//! One migration: a numbered SQL file, its directives and its statements.
//!
//! The comment that begins a file may hold directives:
//! `-- requires: extension NAME` lets it wait until the server has that extension, and
//! `-- transaction: none` runs its statements one by one (for `CREATE INDEX CONCURRENTLY` and kin).

use crate::checksum::{checksum, normalise};
use crate::source_error::SourceError;
use crate::splitter::split;
use crate::statement::{OutsideTransaction, Statement};

#[derive(Debug, Clone)]
pub struct Migration {
    pub version: u32,
    pub name: String,
    /// Normalised text: what is executed, recorded and hashed.
    pub body: String,
    pub checksum: String,
    pub directives: Directives,
    pub statements: Vec<Statement>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// The extension that the server must have before the migration applies.
    pub extension: Option<String>,
    pub without_transaction: bool,
}

impl Migration {
    /// Reads a file by its name, `NNNN_name.sql`, and content.
    pub fn parse(file: &str, text: &str) -> Result<Self, SourceError> {
        let (version, name) = version_and_name(file).ok_or_else(|| SourceError::FileName { file: file.to_owned() })?;
        let body = normalise(text);
        let directives = Directives::parse(file, &body)?;
        let statements: Vec<Statement> = split(&body)
            .map_err(|source| SourceError::Unterminated {
                file: file.to_owned(),
                source,
            })?
            .into_iter()
            .map(|piece| refuse_foreign_commands(file, piece))
            .collect::<Result<_, _>>()?;
        if statements.is_empty() {
            return Err(SourceError::Empty { file: file.to_owned() });
        }
        for statement in &statements {
            refuse_wrong_transaction(file, &directives, statement)?;
        }
        Ok(Self {
            version,
            name,
            checksum: checksum(&body),
            body,
            directives,
            statements,
        })
    }

    pub fn file_name(&self) -> String {
        file_name(self.version, &self.name)
    }
}

impl Directives {
    fn parse(file: &str, body: &str) -> Result<Self, SourceError> {
        let mut directives = Self::default();
        let header = body.lines().map_while(|line| line.strip_prefix("--"));
        for line in header {
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let unknown = || SourceError::Directive {
                file: file.to_owned(),
                directive: line.trim().to_owned(),
            };
            match (key.trim(), value.trim()) {
                ("requires", value) => match value.split_once(' ') {
                    Some(("extension", name)) if is_name(name.trim()) => {
                        directives.extension = Some(name.trim().to_owned());
                    }
                    _ => return Err(unknown()),
                },
                ("transaction", "none") => directives.without_transaction = true,
                ("transaction", _) => return Err(unknown()),
                _ => {}
            }
        }
        Ok(directives)
    }
}

pub(crate) fn file_name(version: u32, name: &str) -> String {
    format!("{version:04}_{name}.sql")
}

pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| matches!(char, 'a'..='z' | '0'..='9' | '_'))
}

fn version_and_name(file: &str) -> Option<(u32, String)> {
    let (number, name) = file.strip_suffix(".sql")?.split_once('_')?;
    let version = number.parse().ok()?;
    (number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()) && version > 0 && is_name(name))
        .then(|| (version, name.to_owned()))
}

fn refuse_foreign_commands(file: &str, piece: crate::splitter::Piece) -> Result<Statement, SourceError> {
    let words: Vec<&str> = piece.tokens.iter().map(String::as_str).collect();
    let reason = match words.as_slice() {
        [
            "begin" | "start" | "commit" | "end" | "rollback" | "abort" | "savepoint" | "release",
            ..,
        ]
        | ["prepare", "transaction", ..] => "the runner begins and ends transactions",
        ["\\", ..] => "this is a command of psql",
        ["copy", ..] if words.contains(&"stdin") => "there is no input to copy from",
        _ => return Ok(Statement::new(piece)),
    };
    Err(SourceError::Statement {
        file: file.to_owned(),
        line: piece.line,
        reason,
    })
}

fn refuse_wrong_transaction(file: &str, directives: &Directives, statement: &Statement) -> Result<(), SourceError> {
    let reason = match (directives.without_transaction, statement.outside_transaction) {
        (true, OutsideTransaction::Unsafe) => {
            "it cannot run twice, so it needs a transaction: move it to a migration without `-- transaction: none`"
        }
        (false, OutsideTransaction::Required) => "it needs `-- transaction: none` at the top of the file",
        _ => return Ok(()),
    };
    Err(SourceError::Statement {
        file: file.to_owned(),
        line: statement.line,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_name_come_from_the_file_name() {
        let migration = Migration::parse("0012_add_things.sql", "SELECT 1;").unwrap();
        assert_eq!((migration.version, migration.name.as_str()), (12, "add_things"));
        assert_eq!(migration.file_name(), "0012_add_things.sql");
        for bad in [
            "12_x.sql",
            "0000_x.sql",
            "00012_x.sql",
            "0012-x.sql",
            "0012_X.sql",
            "0012_.sql",
            "+012_x.sql",
        ] {
            assert!(
                matches!(Migration::parse(bad, "SELECT 1;"), Err(SourceError::FileName { .. })),
                "{bad}"
            );
        }
    }

    #[test]
    fn directives_stand_in_the_first_comment() {
        let text = "-- requires: extension vector\n-- transaction: none\n--\n-- Why: because.\n\nANALYZE app.t;\n";
        let directives = Migration::parse("0001_x.sql", text).unwrap().directives;
        assert_eq!(
            directives,
            Directives {
                extension: Some("vector".into()),
                without_transaction: true
            }
        );

        let later = "ANALYZE app.t;\n-- transaction: none\n";
        assert_eq!(
            Migration::parse("0001_x.sql", later).unwrap().directives,
            Directives::default()
        );
    }

    #[test]
    fn a_misspelt_directive_is_refused() {
        for bad in ["-- requires: vector", "-- requires: extension", "-- transaction: off"] {
            let error = Migration::parse("0001_x.sql", &format!("{bad}\nSELECT 1;")).unwrap_err();
            assert!(matches!(error, SourceError::Directive { .. }), "{bad}");
        }
    }

    #[test]
    fn what_the_runner_cannot_honour_is_refused_with_its_line() {
        for (text, line) in [
            ("SELECT 1;\nCOMMIT;", 2),
            ("\\set x 1", 1),
            ("COPY app.t (a, b) FROM STDIN;", 1),
            ("\nCREATE INDEX CONCURRENTLY i ON app.t (id);", 2),
            ("-- transaction: none\nANALYZE app.t;\nINSERT INTO app.t VALUES (1);", 3),
        ] {
            match Migration::parse("0001_x.sql", text) {
                Err(SourceError::Statement { line: found, .. }) => assert_eq!(found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(
            Migration::parse("0001_x.sql", "-- only words\n"),
            Err(SourceError::Empty { .. })
        ));
    }
}
