//! A login that is kept in a secret.

use std::sync::{Arc, Mutex, PoisonError};

use calls::{SecretText, Secrets};
use database::{LoginError, Logins, Reading};
use serde::Deserialize;
use tokio_postgres::Config;

/// A secret that holds a login, and the login that was made of it.
#[derive(Debug)]
pub(crate) struct SecretLogin {
    secrets: Secrets,
    name: String,
    /// The text that was used last: the one that was refused, when another is asked for.
    used: Mutex<Option<SecretText>>,
}

/// Not shown: nothing derives what could show it.
#[derive(Deserialize)]
struct Held {
    username: String,
    password: String,
    /// Not in it before the database has one.
    host: Option<String>,
    #[serde(default = "standard_port")]
    port: u16,
    /// Amazon's own rotation calls it `dbname`.
    #[serde(alias = "dbname")]
    database: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum NotALogin {
    #[error("it isn't a login: {{username, password, host, port, database}} as JSON")]
    Form,
    #[error("it has no host yet: the database is not ready")]
    NoHost,
}

fn standard_port() -> u16 {
    5432
}

impl SecretLogin {
    pub(crate) fn new(secrets: Secrets, name: &str) -> Arc<Self> {
        Arc::new(Self {
            secrets,
            name: name.to_owned(),
            used: Mutex::new(None),
        })
    }

    /// The password alone, for whoever sets it.
    pub(crate) async fn password(&self) -> Result<String, LoginError> {
        let text = self.secrets.get(&self.name).await.map_err(|error| self.failed(error))?;
        Ok(self.held(&text)?.password)
    }

    async fn read(&self) -> Result<Config, LoginError> {
        let text = self.secrets.get(&self.name).await.map_err(|error| self.failed(error))?;
        let text = match self.held(&text)?.host {
            Some(_) => text,
            // Kept from a time when the database was still being made.
            None => self
                .secrets
                .get_after(&self.name, &text)
                .await
                .map_err(|error| self.failed(error))?,
        };
        self.login(text)
    }

    async fn read_again(&self) -> Result<Config, LoginError> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let read = match &used {
            Some(refused) => self.secrets.get_after(&self.name, refused).await,
            None => self.secrets.get(&self.name).await,
        };
        self.login(read.map_err(|error| self.failed(error))?)
    }

    fn login(&self, text: SecretText) -> Result<Config, LoginError> {
        let held = self.held(&text)?;
        let host = held.host.ok_or_else(|| self.failed(NotALogin::NoHost))?;
        let mut login = Config::new();
        login
            .host(host)
            .port(held.port)
            .user(held.username)
            .password(held.password)
            .dbname(held.database)
            .application_name("logline function");
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        Ok(login)
    }

    /// Without the parser's own words, which may quote what is there.
    fn held(&self, text: &SecretText) -> Result<Held, LoginError> {
        serde_json::from_str(text.reveal()).map_err(|_| self.failed(NotALogin::Form))
    }

    fn failed(&self, error: impl std::error::Error + Send + Sync + 'static) -> LoginError {
        LoginError {
            name: self.name.clone(),
            source: Box::new(error),
        }
    }
}

impl Logins for SecretLogin {
    fn login(&self) -> Reading<'_> {
        Box::pin(self.read())
    }

    fn reread(&self) -> Reading<'_> {
        Box::pin(self.read_again())
    }
}
