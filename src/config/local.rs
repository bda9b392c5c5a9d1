//! The configuration of a local environment, typed.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::{DatabaseUrl, Error, Origin, Settings, Value};

/// What the local platform is started with.
#[derive(Debug, Clone)]
pub struct LocalConfig {
    pub gateway: GatewayConfig,
    pub database: DatabaseConfig,
    /// Holds a directory for each local environment; absolute.
    pub dir: PathBuf,
    /// One of error, warn, info, debug, trace.
    pub log_level: String,
}

#[derive(Debug, Clone)]
pub struct GatewayConfig {
    pub host: IpAddr,
    pub port: u16,
    /// Whether somebody asked for this port; otherwise a taken one may be replaced by a free one.
    pub port_is_explicit: bool,
}

#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Somebody else's server, to be used instead of a private one.
    pub url: Option<DatabaseUrl>,
    pub tls: Tls,
    /// Certificates that are believed instead of the known ones.
    pub authorities: Option<PathBuf>,
    /// Port of the private server; none: choose a free one.
    pub port: Option<u16>,
    /// Most connections of the handlers.
    pub pool: usize,
    pub postgres: PostgresPrograms,
}

/// How the connection to the database is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Plain text, which never leaves this machine.
    Disable,
    VerifyFull,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostgresPrograms {
    /// Found on this machine, or installed.
    Auto,
    In(PathBuf),
}

impl GatewayConfig {
    pub fn address(&self) -> SocketAddr {
        (self.host, self.port).into()
    }
}

impl LocalConfig {
    /// Reads the settings of a local environment; those of another kind lack the keys.
    pub fn of(settings: &Settings) -> Result<Self, Error> {
        Ok(Self {
            gateway: GatewayConfig {
                host: parsed(settings, "gateway.host")?,
                port: port(settings, "gateway.port")?,
                port_is_explicit: settings
                    .get("gateway.port")
                    .is_some_and(|setting| setting.origin.is_explicit()),
            },
            database: DatabaseConfig::of(settings)?,
            dir: settings.path("local.dir")?.to_owned(),
            log_level: settings.text("logs.level")?.to_owned(),
        })
    }
}

impl DatabaseConfig {
    fn of(settings: &Settings) -> Result<Self, Error> {
        let url = match settings.value("database.url") {
            Some(Value::DatabaseUrl(url)) => Some(url.as_ref().clone()),
            _ => None,
        };
        let port = Some(port(settings, "database.port")?).filter(|port| *port != 0);
        let pool = settings
            .number("database.pool")?
            .try_into()
            .map_err(|_| Error::NotSet { key: "database.pool" })?;
        let postgres = match settings.value("database.postgres") {
            Some(Value::Path(directory)) => PostgresPrograms::In(directory.clone()),
            _ => PostgresPrograms::Auto,
        };
        let authorities = match settings.value("database.authorities") {
            Some(Value::Path(file)) => Some(file.clone()),
            _ => None,
        };
        Ok(Self {
            tls: tls(settings, url.as_ref())?,
            authorities,
            url,
            port,
            pool,
            postgres,
        })
    }
}

fn tls(settings: &Settings, url: Option<&DatabaseUrl>) -> Result<Tls, Error> {
    let is_loopback = url.is_none_or(DatabaseUrl::is_loopback);
    match (settings.text("database.tls")?, is_loopback) {
        ("verify-full", _) | ("auto", false) => Ok(Tls::VerifyFull),
        (_, true) => Ok(Tls::Disable),
        (_, false) => {
            let origin = settings
                .get("database.tls")
                .map_or(Origin::BuiltIn, |setting| setting.origin.clone());
            Err(Error::PlainTextDatabase { origin })
        }
    }
}

fn port(settings: &Settings, key: &'static str) -> Result<u16, Error> {
    settings.number(key)?.try_into().map_err(|_| Error::NotSet { key })
}

fn parsed<T: std::str::FromStr>(settings: &Settings, key: &'static str) -> Result<T, Error> {
    settings.text(key)?.parse().map_err(|_| Error::NotSet { key })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Flags, Sources, Variables};
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Result<LocalConfig, Error> {
        let settings = Settings::load(Sources {
            environment: None,
            file: None,
            user_file: None,
            flags: &Flags::default(),
            variables: &Variables::of(variables.iter().copied()),
            directory: Path::new("/"),
        })?;
        LocalConfig::of(&settings)
    }

    #[test]
    fn without_configuration_everything_has_a_value() {
        let config = config(&[]).unwrap();
        assert_eq!(config.gateway.address().to_string(), "127.0.0.1:7400");
        assert!(!config.gateway.port_is_explicit);
        assert_eq!((config.database.port, config.database.pool), (None, 8));
        assert_eq!(
            (config.database.tls, config.database.postgres),
            (Tls::Disable, PostgresPrograms::Auto)
        );
        assert_eq!(config.dir, Path::new("/.logline"));
    }

    #[test]
    fn the_default_port_is_explicit_when_somebody_says_it() {
        assert!(
            config(&[("LOGLINE_GATEWAY_PORT", "7400")])
                .unwrap()
                .gateway
                .port_is_explicit
        );
    }

    #[test]
    fn plain_text_is_for_loopback_addresses_only() {
        let far = ("LOGLINE_DATABASE_URL", "postgres://owner@db.example/logline");
        assert_eq!(config(&[far]).unwrap().database.tls, Tls::VerifyFull);
        let error = config(&[far, ("LOGLINE_DATABASE_TLS", "disable")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "LOGLINE_DATABASE_TLS: database.tls is disable, and the database isn't on this machine"
        );
    }
}
