//! What can be wrong with a configuration.

use std::io;
use std::path::PathBuf;

use super::{NameProblem, Origin, Place};

/// Names the place of the mistake. Values of secret keys are never quoted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("can't read {path}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{place}: not valid TOML: {message}")]
    Syntax { place: Place, message: String },
    #[error("{place}: unknown key {name}")]
    UnknownKey {
        place: Place,
        name: String,
        suggestion: Option<String>,
    },
    #[error("{place}: {key} exists in local environments only")]
    OnlyLocal { place: Place, key: &'static str },
    #[error("{place}: {key} exists in remote environments only")]
    OnlyRemote { place: Place, key: &'static str },
    #[error("{origin}: wrong value for {key}")]
    WrongValue {
        origin: Origin,
        key: &'static str,
        expected: String,
        found: Option<String>,
    },
    #[error("{key} has no value")]
    NotSet { key: &'static str },
    #[error("{origin}: {name} can't be the name of an environment")]
    EnvironmentName {
        origin: Origin,
        name: String,
        problem: NameProblem,
    },
    #[error("{origin}: unknown environment {name}")]
    UnknownEnvironment {
        origin: Origin,
        name: String,
        known: Vec<String>,
        suggestion: Option<String>,
    },
    #[error("{origin}: database.tls is disable, and the database isn't on this machine")]
    PlainTextDatabase { origin: Origin },
    /// Each value is right, and they are not right together.
    #[error("{origin}: {key} {why}")]
    Contradiction {
        origin: Origin,
        key: &'static str,
        /// Goes on after the key: `is 50, and …`.
        why: String,
    },
    #[error("the environment variable {variable} isn't UTF-8")]
    VariableNotUtf8 { variable: String },
}
