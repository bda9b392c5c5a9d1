//! A function's way to what it needs: its database, its secrets.

use std::sync::Arc;

use calls::{Aws, Secrets};
use database::{Authorities, AuthoritiesError, Database, LoginError, Tls};

use crate::secret_login::SecretLogin;
use crate::settings::{DatabaseTls, Settings, SettingsError};

/// The database of a function, and the password that one of them sets.
#[derive(Debug)]
pub struct Way {
    secrets: Secrets,
    tls: Tls,
}

#[derive(Debug, thiserror::Error)]
pub enum WayError {
    #[error("TLS can't be set up")]
    Tls(#[from] rustls::Error),
    #[error("the certificate authorities can't be read")]
    Authorities(#[from] AuthoritiesError),
    #[error("the file of certificate authorities can't be read")]
    File(#[from] std::io::Error),
}

/// The handlers' password, read when it is needed.
#[derive(Debug)]
pub struct AppPassword(Arc<SecretLogin>);

impl AppPassword {
    pub async fn read(&self) -> Result<String, LoginError> {
        self.0.password().await
    }
}

impl Way {
    /// Nothing is read or connected to yet, but a file of authorities.
    pub fn new(settings: &Settings) -> Result<Self, WayError> {
        let tls = match &settings.database_tls {
            DatabaseTls::Disable => Tls::Plain,
            DatabaseTls::VerifyFull { authorities: None } => Authorities::rds()?.verify_full()?,
            DatabaseTls::VerifyFull {
                authorities: Some(path),
            } => Authorities::none().with_pem(&std::fs::read(path)?)?.verify_full()?,
        };
        let secrets = Secrets::new(Aws::new(settings.account.clone())?);
        Ok(Self { secrets, tls })
    }

    /// The database, with the login in the function's own secret.
    pub fn database(&self, settings: &Settings) -> Result<Database, SettingsError> {
        let login = SecretLogin::new(self.secrets.clone(), settings.database_secret()?);
        Ok(Database::with_logins(login, self.tls.clone()))
    }

    /// For the function that sets it.
    pub fn app_password(&self, settings: &Settings) -> Result<AppPassword, SettingsError> {
        let login = SecretLogin::new(self.secrets.clone(), settings.app_database_secret()?);
        Ok(AppPassword(login))
    }
}
