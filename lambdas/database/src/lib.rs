//! A way to PostgreSQL: verified TLS, and passwords that may change while we run.
//!
//! [`Database`] is where to connect and how; whoever has one can open connections and can't open
//! one that is less protected. It knows no cloud: where a login comes from is a [`Logins`].

mod authorities;
mod connect_error;
mod database;
mod logins;
mod loopback;
mod tls;

pub use authorities::{Authorities, AuthoritiesError};
pub use connect_error::ConnectError;
pub use database::{Connected, Database, NotLoopback};
pub use logins::{LoginError, Logins, Reading};
pub use loopback::is_loopback;
pub use tls::{Tls, TlsError};
