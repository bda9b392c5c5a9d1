//! Where a PostgreSQL server is, and how to log in there; the password is never shown.

use std::fmt;
use std::str::FromStr as _;

use serde::{Serialize, Serializer};
use tokio_postgres::config::Host;

/// A checked connection string. Both forms that libpq knows are understood.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(tokio_postgres::Config);

impl DatabaseUrl {
    /// Fails without a reason: the parser's own words may quote a part of the password.
    pub fn parse(text: &str) -> Option<Self> {
        let config = tokio_postgres::Config::from_str(text).ok()?;
        let has_address = !config.get_hosts().is_empty() || !config.get_hostaddrs().is_empty();
        has_address.then_some(Self(config))
    }

    pub fn config(&self) -> &tokio_postgres::Config {
        &self.0
    }

    /// Whether every address it names stays on this machine.
    pub fn is_loopback(&self) -> bool {
        database::is_loopback(&self.0)
    }
}

impl fmt::Display for DatabaseUrl {
    /// Rebuilt from the parts that are known to be harmless, so that no option can carry a secret through.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("postgres://")?;
        let secret = if self.0.get_password().is_some() { ":***" } else { "" };
        if let Some(user) = self.0.get_user() {
            write!(formatter, "{user}{secret}@")?;
        }
        let mut hosts: Vec<String> = self
            .0
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(directory) => directory.display().to_string(),
            })
            .collect();
        if hosts.is_empty() {
            hosts = self.0.get_hostaddrs().iter().map(ToString::to_string).collect();
        }
        formatter.write_str(&hosts.join(","))?;
        let ports: Vec<String> = self.0.get_ports().iter().map(ToString::to_string).collect();
        if !ports.is_empty() {
            write!(formatter, ":{}", ports.join(","))?;
        }
        write!(formatter, "/{}", self.0.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_masked_in_both_forms_and_in_every_way_to_show_it() {
        for text in [
            "postgres://owner:s3cr3t@localhost:5433/ledger?application_name=s3cr3t",
            "host=localhost port=5433 user=owner password=s3cr3t dbname=ledger options=s3cr3t",
            "postgres://owner@localhost:5433/ledger?password=s3cr3t",
        ] {
            let url = DatabaseUrl::parse(text).unwrap();
            assert_eq!(url.to_string(), "postgres://owner:***@localhost:5433/ledger");
            assert_eq!(format!("{url:?}"), url.to_string());
            assert_eq!(serde_json::to_value(&url).unwrap(), url.to_string());
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for text in ["", "5432", "http://localhost", "postgres://", "user=me"] {
            assert_eq!(DatabaseUrl::parse(text), None, "{text}");
        }
    }
}
