//! Why there is no connection.

use tokio_postgres::error::SqlState;

use crate::database::NotLoopback;
use crate::logins::LoginError;

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    /// The attempt itself: no way there, no encryption, or the server's refusal.
    #[error(transparent)]
    Attempt(#[from] tokio_postgres::Error),
    #[error("the database did not answer within {} s", .0.as_secs())]
    TooSlow(std::time::Duration),
}

impl ConnectError {
    /// The server knows no such role, or not with this password.
    pub fn is_login_refused(&self) -> bool {
        let refusals = [
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        ];
        self.server_answer()
            .is_some_and(|answer| refusals.contains(answer.code()))
    }

    pub fn server_answer(&self) -> Option<&tokio_postgres::error::DbError> {
        match self {
            Self::Attempt(error) => error.as_db_error(),
            _ => None,
        }
    }
}
