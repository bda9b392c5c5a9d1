//! What can be wrong with the migration files themselves.

use std::io;
use std::path::PathBuf;

use crate::splitter::Unterminated;

#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{file} is no name for a migration: it must be NNNN_name.sql with a-z, 0-9 and _ in the name")]
    FileName { file: String },
    #[error("{first} and {second} have the same number")]
    Duplicate { first: String, second: String },
    #[error("there is no migration {missing:04} before {file}")]
    Gap { missing: u32, file: String },
    #[error("{file}: unknown directive `{directive}`")]
    Directive { file: String, directive: String },
    #[error("{file} holds no statement")]
    Empty { file: String },
    #[error("{file}: {source}")]
    Unterminated { file: String, source: Unterminated },
    #[error("{file}, line {line}: {reason}")]
    Statement {
        file: String,
        line: usize,
        reason: &'static str,
    },
}
