//! A function's failure, as Lambda tells it to whoever invoked it.

use std::error::Error;

use serde::Serialize;

/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    pub error_type: &'static str,
    pub error_message: String,
}

/// Why a function can't begin.
pub type InitError = Box<dyn Error + Send + Sync>;

impl Failure {
    pub fn event(error: &(dyn Error + 'static)) -> Self {
        Self::new("Event", chain(error))
    }

    pub(crate) fn new(error_type: &'static str, error_message: impl Into<String>) -> Self {
        Self {
            error_type,
            error_message: error_message.into(),
        }
    }
}

/// An error with its causes.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
