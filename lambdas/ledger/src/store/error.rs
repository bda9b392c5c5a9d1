//! What can go wrong with the database, in kinds that the caller acts on.

use std::borrow::Cow;

use database::{ConnectError, TlsError};
use deadpool::managed::{PoolError, TimeoutType};
use tokio_postgres::error::SqlState;

use crate::Problem;

/// An error of the store. Its text is for the log; clients get the [`Problem`] it turns into.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database is not available: {0}")]
    Unavailable(Cow<'static, str>),
    #[error("the connection to the database was lost: {0}")]
    ConnectionLost(String),
    /// The rows of an earlier try, whose answer was lost, were kept after all.
    #[error("an earlier try was kept")]
    KeptBefore,
    #[error("the database took too long ({0})")]
    TooSlow(String),
    /// The request contradicts the ledger or the rules for spans.
    #[error("refused: {}", .0.detail)]
    Refused(Box<Problem>),
    /// Anything else. SQLSTATE and the primary message only: details can hold what is in a row.
    #[error("the database answered {code}: {message}")]
    Database { code: String, message: String },
    #[error("a row could not be read: {0}")]
    Row(String),
}

impl StoreError {
    pub(super) fn unavailable(because: impl Into<Cow<'static, str>>) -> Self {
        Self::Unavailable(because.into())
    }

    /// Whether the same can be tried again: the server went away, or it finished an earlier try
    /// behind our back.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::ConnectionLost(_) | Self::KeptBefore)
    }
}

impl From<Problem> for StoreError {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(answer) = error.as_db_error() else {
            let cause = std::error::Error::source(&error);
            return if error.is_closed() || cause.is_some_and(<dyn std::error::Error>::is::<std::io::Error>) {
                Self::ConnectionLost(error.to_string())
            } else {
                Self::Row(error.to_string())
            };
        };
        let code = answer.code();
        let going_away = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
        ];
        let too_slow = [
            SqlState::QUERY_CANCELED,
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        if going_away.contains(code) || code.code().starts_with("08") {
            Self::ConnectionLost(answer.message().to_owned())
        } else if too_slow.contains(code) {
            Self::TooSlow(code.code().to_owned())
        } else if *code == SqlState::UNIQUE_VIOLATION && answer.constraint() == Some("universal_registry_pkey") {
            // Ids are made by us and never twice, so the row is our own.
            Self::KeptBefore
        } else if *code == SqlState::TOO_MANY_CONNECTIONS {
            Self::unavailable("the server has no connection left")
        } else {
            Self::Database {
                code: code.code().to_owned(),
                message: answer.message().to_owned(),
            }
        }
    }
}

impl From<PoolError<ConnectError>> for StoreError {
    fn from(error: PoolError<ConnectError>) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(TimeoutType::Wait) => Self::unavailable("every connection is in use"),
            PoolError::Timeout(_) => Self::ConnectionLost("no answer to a connection attempt".to_owned()),
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                Self::unavailable("the pool is closed")
            }
        }
    }
}

impl From<ConnectError> for StoreError {
    /// A network that broke may be whole again in a moment. A login or a certificate that was refused
    /// stays refused.
    fn from(error: ConnectError) -> Self {
        if error.is_login_refused() {
            return Self::unavailable("the login was refused");
        }
        match error {
            ConnectError::Attempt(attempt) if attempt.as_db_error().is_some() => attempt.into(),
            ConnectError::Attempt(attempt) if is_broken_network(&attempt) => Self::ConnectionLost(chain(&attempt)),
            ConnectError::TooSlow(_) => Self::ConnectionLost(error.to_string()),
            other => Self::unavailable(chain(&other)),
        }
    }
}

fn is_broken_network(attempt: &tokio_postgres::Error) -> bool {
    let Some(cause) = std::error::Error::source(attempt) else {
        return attempt.is_closed();
    };
    cause.is::<std::io::Error>() || matches!(cause.downcast_ref(), Some(TlsError::Broken { .. }))
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(problem) => *problem,
            StoreError::Unavailable(_) | StoreError::ConnectionLost(_) | StoreError::KeptBefore => {
                tracing::error!(%error, "the database is away");
                Problem::unavailable(
                    "The database is away. Nothing of this request was kept, or it was kept whole; sending it again with the same Idempotency-Key is safe.",
                )
            }
            StoreError::TooSlow(_) => {
                tracing::error!(%error, "the database was too slow");
                Problem::unavailable("The database was too slow to answer. Nothing of this request was kept.")
            }
            StoreError::Database { .. } | StoreError::Row(_) => {
                tracing::error!(%error, "the database refused a statement of ours");
                Problem::internal()
            }
        }
    }
}
