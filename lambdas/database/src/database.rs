//! Where the ledger is, and how to get there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, Socket};

use crate::connect_error::ConnectError;
use crate::logins::Logins;
use crate::loopback::is_loopback;
use crate::tls::{Tls, Verified};

/// One role's way to one database.
#[derive(Debug, Clone)]
pub struct Database {
    login: Login,
    tls: Tls,
}

#[derive(Clone)]
enum Login {
    Fixed(Box<Config>),
    /// One that may change while we run.
    Changing(Arc<dyn Logins>),
}

/// An open connection and the task that moves its bytes; it ends when the client is dropped.
#[derive(Debug)]
pub struct Connected {
    pub client: Client,
    pub moving: JoinHandle<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database is not on this machine, and a connection to it would not be encrypted")]
pub struct NotLoopback;

/// A server that does not answer within this time is away.
const CONNECT: Duration = Duration::from_secs(3);
/// After this much silence of an idle connection the kernel asks whether the other end is still there,
const KEEPALIVE: Duration = Duration::from_secs(30);
/// and what was sent and is not acknowledged for this long was sent into the void. Addresses that
/// an idle function's network forgot answer nothing at all.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

impl Database {
    /// With a login that does not change.
    pub fn new(login: Config, tls: Tls) -> Self {
        let login = Login::Fixed(Box::new(login));
        Self { login, tls }
    }

    /// Not encrypted, which is for addresses on this machine only.
    pub fn plain(login: Config) -> Result<Self, NotLoopback> {
        if is_loopback(&login) {
            Ok(Self::new(login, Tls::Plain))
        } else {
            Err(NotLoopback)
        }
    }

    /// With logins that may change while we run.
    pub fn with_logins(logins: Arc<dyn Logins>, tls: Tls) -> Self {
        let login = Login::Changing(logins);
        Self { login, tls }
    }

    pub async fn connect(&self) -> Result<Connected, ConnectError> {
        self.connect_with(|_| {}).await
    }

    /// Connects as the login says, after `adjust` has said more. A login that the server refuses
    /// is read again, once: its password may have been changed since it was read.
    pub async fn connect_with(&self, adjust: impl Fn(&mut Config)) -> Result<Connected, ConnectError> {
        let logins = match &self.login {
            Login::Fixed(login) => return self.attempt(login.as_ref().clone(), &adjust).await,
            Login::Changing(logins) => logins,
        };
        match self.attempt(logins.login().await?, &adjust).await {
            Err(error) if error.is_login_refused() => {
                tracing::warn!(error = %sentence(&error), "the login was refused; reading it again");
                self.attempt(logins.reread().await?, &adjust).await
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self, mut login: Config, adjust: impl Fn(&mut Config)) -> Result<Connected, ConnectError> {
        login
            .connect_timeout(CONNECT)
            .keepalives_idle(KEEPALIVE)
            .tcp_user_timeout(UNACKNOWLEDGED);
        adjust(&mut login);
        let attempt = async {
            match &self.tls {
                Tls::Plain if is_loopback(&login) => open(login.ssl_mode(SslMode::Disable), NoTls).await,
                Tls::Plain => Err(NotLoopback.into()),
                Tls::VerifyFull(config) => open(login.ssl_mode(SslMode::Require), Verified(Arc::clone(config))).await,
            }
        };
        // The limit of the login is for reaching the server; this one also for its answers.
        let answered = tokio::time::timeout(2 * CONNECT, attempt).await;
        answered.unwrap_or(Err(ConnectError::TooSlow(2 * CONNECT)))
    }
}

async fn open<T>(login: &Config, tls: T) -> Result<Connected, ConnectError>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = login.connect(tls).await?;
    let moving = tokio::spawn(async move {
        // Whatever broke it fails the statement in flight, which reports it.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the database ended");
        }
    });
    Ok(Connected { client, moving })
}

/// What the server said, without details that quote the login.
fn sentence(error: &ConnectError) -> String {
    error
        .server_answer()
        .map_or_else(|| error.to_string(), |answer| answer.message().to_owned())
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(_) => formatter.write_str("Fixed"),
            Self::Changing(logins) => logins.fmt(formatter),
        }
    }
}
