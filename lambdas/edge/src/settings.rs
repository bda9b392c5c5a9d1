//! What a function is told by its environment. Nothing else reads a variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use calls::Account;
use ledger::token::Jwks;
use tracing::level_filters::LevelFilter;

/// Settings of any of the functions. What only some need is looked at when it is needed.
#[derive(Debug)]
pub struct Settings {
    /// The environment's name, as in a token's audience.
    pub environment: String,
    /// The function's name in Lambda.
    pub function: String,
    pub(crate) runtime_api: String,
    pub(crate) log_level: LevelFilter,
    pub(crate) account: Account,
    /// Where the X-Ray daemon listens.
    pub(crate) segments: Option<SocketAddr>,
    database_secret: Option<String>,
    app_database_secret: Option<String>,
    pub(crate) database_tls: DatabaseTls,
    token_keys: Option<String>,
}

/// How the connection to the database is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DatabaseTls {
    /// Against the authorities of RDS, or those in a file.
    VerifyFull { authorities: Option<PathBuf> },
    /// Loopback addresses only; the connection itself sees to that.
    Disable,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {name} must be {what}")]
    Malformed { name: &'static str, what: &'static str },
}

const ENVIRONMENT: &str = "LOGLINE_ENVIRONMENT";
const LOG_LEVEL: &str = "LOGLINE_LOGS_LEVEL";
/// The name of the secret with the login that the function uses.
const DATABASE_SECRET: &str = "LOGLINE_DATABASE_SECRET";
/// The name of the secret with the handlers' login, for the function that sets its password.
const APP_DATABASE_SECRET: &str = "LOGLINE_APP_DATABASE_SECRET";
const DATABASE_TLS: &str = "LOGLINE_DATABASE_TLS";
/// A file of certificates in PEM, instead of those of RDS.
const DATABASE_AUTHORITIES: &str = "LOGLINE_DATABASE_AUTHORITIES";
/// The public keys that tokens are verified with, as the JSON Web Key Set that is published.
const TOKEN_KEYS: &str = "LOGLINE_TOKEN_KEYS";

impl Settings {
    pub fn from_env() -> Result<Self, SettingsError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place in which a function reads its environment"
        )]
        Self::of(|name| std::env::var(name).ok())
    }

    fn of(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingsError> {
        let optional = |name| variable(name).filter(|value| !value.is_empty());
        let needed = |name| optional(name).ok_or(SettingsError::Missing(name));
        let malformed = |name, what| SettingsError::Malformed { name, what };
        let endpoint = optional("AWS_ENDPOINT_URL").map(|url| url.parse());
        let endpoint = endpoint
            .transpose()
            .map_err(|_| malformed("AWS_ENDPOINT_URL", "an address like http://127.0.0.1:4566"))?;
        let account = Account::new(
            needed("AWS_REGION")?,
            needed("AWS_ACCESS_KEY_ID")?,
            needed("AWS_SECRET_ACCESS_KEY")?,
            optional("AWS_SESSION_TOKEN"),
        );
        let log_level = optional(LOG_LEVEL).map_or(Ok(LevelFilter::INFO), |level| level.parse());
        let authorities = optional(DATABASE_AUTHORITIES).map(PathBuf::from);
        let database_tls = match optional(DATABASE_TLS).as_deref() {
            None | Some("verify-full") => DatabaseTls::VerifyFull { authorities },
            Some("disable") => DatabaseTls::Disable,
            Some(_) => return Err(malformed(DATABASE_TLS, "verify-full or disable")),
        };
        Ok(Self {
            environment: needed(ENVIRONMENT)?,
            function: needed("AWS_LAMBDA_FUNCTION_NAME")?,
            runtime_api: needed("AWS_LAMBDA_RUNTIME_API")?,
            log_level: log_level.map_err(|_| malformed(LOG_LEVEL, "error, warn, info, debug or trace"))?,
            account: account.at(endpoint),
            segments: optional("AWS_XRAY_DAEMON_ADDRESS").and_then(|daemon| daemon.parse().ok()),
            database_secret: optional(DATABASE_SECRET),
            app_database_secret: optional(APP_DATABASE_SECRET),
            database_tls,
            token_keys: optional(TOKEN_KEYS),
        })
    }

    pub(crate) fn database_secret(&self) -> Result<&str, SettingsError> {
        self.database_secret
            .as_deref()
            .ok_or(SettingsError::Missing(DATABASE_SECRET))
    }

    pub(crate) fn app_database_secret(&self) -> Result<&str, SettingsError> {
        self.app_database_secret
            .as_deref()
            .ok_or(SettingsError::Missing(APP_DATABASE_SECRET))
    }

    /// The published keys of this environment.
    pub fn token_keys(&self) -> Result<Jwks, SettingsError> {
        let text = self.token_keys.as_deref().ok_or(SettingsError::Missing(TOKEN_KEYS))?;
        serde_json::from_str(text).map_err(|_| SettingsError::Malformed {
            name: TOKEN_KEYS,
            what: "a JSON Web Key Set",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: [(&str, &str); 7] = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ("AWS_LAMBDA_FUNCTION_NAME", "logline-dev-api_handlers"),
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
        (ENVIRONMENT, "dev"),
        (DATABASE_SECRET, "logline/dev/database/app"),
    ];

    fn with(more: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::of(|name| {
            let all = more.iter().chain(&GIVEN);
            all.into_iter()
                .find(|(given, _)| *given == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_a_word_connections_are_verified() {
        let settings = with(&[]).unwrap();
        assert_eq!(settings.database_tls, DatabaseTls::VerifyFull { authorities: None });
        assert_eq!(settings.database_secret(), Ok("logline/dev/database/app"));
    }

    #[test]
    fn errors_name_the_variable() {
        let told = |more: &[_]| with(more).unwrap_err().to_string();
        assert_eq!(
            told(&[(ENVIRONMENT, "")]),
            "the environment variable LOGLINE_ENVIRONMENT is not set"
        );
        assert_eq!(
            told(&[(DATABASE_TLS, "prefer")]),
            "the environment variable LOGLINE_DATABASE_TLS must be verify-full or disable"
        );
        assert_eq!(
            told(&[(LOG_LEVEL, "loud")]),
            "the environment variable LOGLINE_LOGS_LEVEL must be error, warn, info, debug or trace"
        );
        let settings = with(&[(TOKEN_KEYS, "{}")]).unwrap();
        assert_eq!(
            settings.token_keys().unwrap_err().to_string(),
            "the environment variable LOGLINE_TOKEN_KEYS must be a JSON Web Key Set"
        );
        assert_eq!(
            settings.app_database_secret(),
            Err(SettingsError::Missing(APP_DATABASE_SECRET))
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        assert!(!format!("{:?}", with(&[]).unwrap()).contains("hunter2"));
    }
}
