//! Why a trial could not go on, with every cause: the client's own words for most are `db error`.

use std::error::Error;
use std::fmt;

pub(crate) type Outcome = Result<(), Trouble>;

#[derive(Debug)]
pub(crate) struct Trouble(String);

impl Trouble {
    pub(crate) fn new(told: impl Into<String>) -> Self {
        Self(told.into())
    }
}

impl<E: Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        let mut told = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            told = format!("{told}: {error}");
            cause = error.source();
        }
        Self(told)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the server said to a statement: `accepted`, or the SQLSTATE of its refusal.
pub(crate) fn verdict<T>(answer: Result<T, tokio_postgres::Error>) -> String {
    match answer {
        Ok(_) => "accepted".into(),
        Err(error) => error
            .code()
            .map_or_else(|| error.to_string(), |state| state.code().to_owned()),
    }
}
