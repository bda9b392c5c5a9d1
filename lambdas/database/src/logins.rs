//! Where a login comes from that may change while we run.

use std::fmt;
use std::pin::Pin;

use tokio_postgres::Config;

/// A source of logins for one role.
pub trait Logins: fmt::Debug + Send + Sync {
    /// The login as it was last read; read now if it never was.
    fn login(&self) -> Reading<'_>;

    /// The login, read again: the server has refused the one before.
    fn reread(&self) -> Reading<'_>;
}

pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<Config, LoginError>> + Send + 'a>>;

/// Why a login could not be had. Its text holds no part of one.
#[derive(Debug, thiserror::Error)]
#[error("can't read the login {name}")]
pub struct LoginError {
    pub name: String,
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
