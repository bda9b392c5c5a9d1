//! The configuration of a remote environment, typed; what contradicts itself is refused before anybody is asked.

use ipnet::Ipv4Net;

use super::{Environment, Error, Origin, Settings, Value};

/// Addresses of one subnet: 4096, as many in every environment.
const SUBNET_PREFIX: u8 = 20;
/// RDS takes no lower one.
const LOWEST_DATABASE_PORT: u16 = 1150;

/// What the platform on AWS is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteConfig {
    pub environment: Environment,
    pub region: String,
    /// The one account in which it may be made; none: whichever the credentials belong to.
    pub account: Option<String>,
    pub network: NetworkConfig,
    pub security: SecurityConfig,
    pub database: RemoteDatabaseConfig,
    pub cache: CacheConfig,
    /// How long secrets can be restored; none: they are deleted at once.
    pub recovery_days: Option<u8>,
    pub log_days: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkConfig {
    pub cidr: Ipv4Net,
    /// At least two, in the order of the alphabet.
    pub zones: Vec<Zone>,
    pub nat: Nat,
    pub flow_logs: bool,
}

/// An availability zone and its two subnets. Their places depend on the zone's letter alone, so that no subnet moves
/// when a zone is added or taken away: private ones have the first half of the network, public ones the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    pub letter: char,
    pub private: Ipv4Net,
    pub public: Ipv4Net,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nat {
    One,
    PerZone,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityConfig {
    /// Requests per address in five minutes.
    pub waf_rate: u32,
    pub kms_window_days: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteDatabaseConfig {
    pub major: u32,
    pub class: String,
    pub multi_az: bool,
    /// GiB.
    pub storage: u32,
    pub storage_limit: u32,
    pub backup_days: u8,
    pub final_snapshot: bool,
    pub deletion_protection: bool,
    pub port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheConfig {
    pub engine: CacheEngine,
    pub version: String,
    pub class: String,
    pub nodes: u8,
    pub port: u16,
    pub snapshot_days: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheEngine {
    Redis,
    Valkey,
}

impl RemoteConfig {
    /// Reads the settings of a remote environment; those of a local one lack the keys.
    pub fn of(settings: &Settings) -> Result<Self, Error> {
        let recovery_days = Some(small(settings, "secrets.recovery_days")?);
        Ok(Self {
            environment: settings.environment.clone(),
            region: settings.text("aws.region")?.to_owned(),
            account: settings.value("aws.account").map(ToString::to_string),
            network: NetworkConfig::of(settings)?,
            security: SecurityConfig {
                waf_rate: settings.number("security.waf_rate")?,
                kms_window_days: small(settings, "security.kms_window_days")?,
            },
            database: RemoteDatabaseConfig::of(settings)?,
            cache: CacheConfig::of(settings)?,
            recovery_days: recovery_days.filter(|days| *days > 0),
            log_days: settings.number("logs.retention_days")?,
        })
    }
}

impl NetworkConfig {
    fn of(settings: &Settings) -> Result<Self, Error> {
        let cidr = settings.text("network.cidr")?.parse();
        let cidr: Ipv4Net = cidr.map_err(|_| Error::NotSet { key: "network.cidr" })?;
        let Some(Value::List(letters)) = settings.value("network.zones") else {
            return Err(Error::NotSet { key: "network.zones" });
        };
        let subnets: Vec<Ipv4Net> = cidr.subnets(SUBNET_PREFIX).into_iter().flatten().collect();
        let (private, public) = subnets.split_at(subnets.len() / 2);
        let places: Vec<Zone> = ('a'..='z')
            .zip(private.iter().zip(public))
            .map(|(letter, (private, public))| Zone {
                letter,
                private: *private,
                public: *public,
            })
            .collect();
        let zone = |letter: &String| {
            let place = places.iter().find(|zone| letter.starts_with(zone.letter));
            place.copied().ok_or_else(|| {
                let last = places.last().map_or('a', |zone| zone.letter);
                let why = format!("has {letter}, and {cidr} has room for zones a to {last}");
                contradiction(settings, "network.zones", why)
            })
        };
        Ok(Self {
            cidr,
            zones: letters.iter().map(zone).collect::<Result<_, _>>()?,
            nat: match settings.text("network.nat")? {
                "one" => Nat::One,
                _ => Nat::PerZone,
            },
            flow_logs: settings.switch("network.flow_logs")?,
        })
    }
}

impl RemoteDatabaseConfig {
    fn of(settings: &Settings) -> Result<Self, Error> {
        let config = Self {
            major: settings.number("database.major")?,
            class: settings.text("database.class")?.to_owned(),
            multi_az: settings.switch("database.multi_az")?,
            storage: settings.number("database.storage")?,
            storage_limit: settings.number("database.storage_limit")?,
            backup_days: small(settings, "database.backup_days")?,
            final_snapshot: settings.switch("database.final_snapshot")?,
            deletion_protection: settings.switch("database.deletion_protection")?,
            port: small(settings, "database.port")?,
        };
        let (storage, limit) = (config.storage, config.storage_limit);
        // RDS: the threshold is the storage itself, which turns growing off, or at least a tenth more.
        if limit != storage && limit < storage + storage.div_ceil(10) {
            let why = format!(
                "is {limit}, and must be database.storage, which is {storage}, or at least {}",
                storage + storage.div_ceil(10)
            );
            return Err(contradiction(settings, "database.storage_limit", why));
        }
        if config.port < LOWEST_DATABASE_PORT {
            let why = format!(
                "is {}, and RDS takes ports from {LOWEST_DATABASE_PORT} to 65535",
                config.port
            );
            return Err(contradiction(settings, "database.port", why));
        }
        Ok(config)
    }
}

impl CacheConfig {
    fn of(settings: &Settings) -> Result<Self, Error> {
        let engine = match settings.text("cache.engine")? {
            "redis" => CacheEngine::Redis,
            _ => CacheEngine::Valkey,
        };
        let versions = engine.versions();
        let version = match settings.text("cache.version")? {
            "auto" => versions[0],
            version => version,
        };
        if !versions.contains(&version) {
            let why = format!("is {version}, and {} has {} here", engine.name(), versions.join(", "));
            return Err(contradiction(settings, "cache.version", why));
        }
        Ok(Self {
            engine,
            version: version.to_owned(),
            class: settings.text("cache.class")?.to_owned(),
            nodes: small(settings, "cache.nodes")?,
            port: small(settings, "cache.port")?,
            snapshot_days: small(settings, "cache.snapshot_days")?,
        })
    }
}

impl CacheEngine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Redis => "redis",
            Self::Valkey => "valkey",
        }
    }

    /// That ElastiCache encrypts in transit and keeps parameters apart for; the first one is the default.
    fn versions(self) -> &'static [&'static str] {
        match self {
            Self::Redis => &["7.1", "7.0"],
            Self::Valkey => &["8.0", "8.1", "7.2"],
        }
    }
}

/// A number whose key allows no more than its type.
fn small<T: TryFrom<u32>>(settings: &Settings, key: &'static str) -> Result<T, Error> {
    settings.number(key)?.try_into().map_err(|_| Error::NotSet { key })
}

fn contradiction(settings: &Settings, key: &'static str, why: String) -> Error {
    let origin = settings
        .get(key)
        .map_or(Origin::BuiltIn, |setting| setting.origin.clone());
    Error::Contradiction { origin, key, why }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Flags, Sources, Variables};
    use super::*;

    fn config(environment: &str, variables: &[(&str, &str)]) -> Result<RemoteConfig, Error> {
        let settings = Settings::load(Sources {
            environment: Some(environment),
            file: None,
            user_file: None,
            flags: &Flags::default(),
            variables: &Variables::of(variables.iter().copied()),
            directory: Path::new("/"),
        })?;
        RemoteConfig::of(&settings)
    }

    #[test]
    fn the_three_environments_are_as_the_table_says() {
        let table = [
            ("dev", "10.0.0.0/16", "ab", Nat::One, false),
            ("staging", "10.1.0.0/16", "abc", Nat::PerZone, true),
            ("production", "10.2.0.0/16", "abc", Nat::PerZone, true),
        ];
        for (name, cidr, zones, nat, is_large) in table {
            let config = config(name, &[]).unwrap();
            assert_eq!((config.region.as_str(), &config.account), ("us-east-1", &None));
            let network = &config.network;
            assert_eq!(network.cidr.to_string(), cidr);
            let letters: String = network.zones.iter().map(|zone| zone.letter).collect();
            assert_eq!(letters, zones);
            assert_eq!((network.nat, network.flow_logs), (nat, is_large));
            let database = &config.database;
            assert_eq!((database.major, database.port), (15, 5432));
            assert_eq!(
                [database.multi_az, database.final_snapshot, database.deletion_protection],
                [is_large; 3]
            );
            let storage = if is_large { (100, 1000) } else { (20, 100) };
            assert_eq!((database.storage, database.storage_limit), storage);
            assert_eq!(config.recovery_days, is_large.then_some(30));
            assert_eq!(config.cache.nodes, if is_large { 2 } else { 1 });
        }
        let sizes = |name| {
            let config = config(name, &[]).unwrap();
            let days = (config.database.backup_days, config.log_days);
            (config.database.class, config.cache.class, days)
        };
        assert_eq!(sizes("dev"), ("db.t3.medium".into(), "cache.t3.micro".into(), (7, 7)));
        assert_eq!(
            sizes("staging"),
            ("db.r6g.large".into(), "cache.r6g.large".into(), (14, 30))
        );
        assert_eq!(
            sizes("production"),
            ("db.r6g.xlarge".into(), "cache.r6g.large".into(), (30, 90))
        );
    }

    #[test]
    fn every_zone_has_a_place_that_does_not_depend_on_the_others() {
        let subnets = |zones: &str| -> Vec<String> {
            let zones = config("dev", &[("LOGLINE_NETWORK_ZONES", zones)])
                .unwrap()
                .network
                .zones;
            let shown = |zone: &Zone| format!("{} {} {}", zone.letter, zone.private, zone.public);
            zones.iter().map(shown).collect()
        };
        let (a, b, h) = (
            "a 10.0.0.0/20 10.0.128.0/20",
            "b 10.0.16.0/20 10.0.144.0/20",
            "h 10.0.112.0/20 10.0.240.0/20",
        );
        assert_eq!(subnets("a,b"), [a, b]);
        assert_eq!(subnets("a,b,h"), [a, b, h]);
        assert_eq!(subnets("b,h"), [b, h]);
    }

    #[test]
    fn valkey_has_versions_of_its_own() {
        let cache = config("dev", &[("LOGLINE_CACHE_ENGINE", "valkey")]).unwrap().cache;
        assert_eq!((cache.engine, cache.version.as_str()), (CacheEngine::Valkey, "8.0"));
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_both_sides() {
        for (variables, expected) in [
            (
                &[
                    ("LOGLINE_NETWORK_CIDR", "10.9.0.0/18"),
                    ("LOGLINE_NETWORK_ZONES", "a,c"),
                ][..],
                "LOGLINE_NETWORK_ZONES: network.zones has c, and 10.9.0.0/18 has room for zones a to b",
            ),
            (
                &[("LOGLINE_DATABASE_STORAGE", "200")],
                "built-in: database.storage_limit is 100, and must be database.storage, which is 200, or at least 220",
            ),
            (
                &[("LOGLINE_DATABASE_STORAGE_LIMIT", "21")],
                "LOGLINE_DATABASE_STORAGE_LIMIT: database.storage_limit is 21, and must be database.storage, which is 20, \
                 or at least 22",
            ),
            (
                &[("LOGLINE_DATABASE_PORT", "0")],
                "LOGLINE_DATABASE_PORT: database.port is 0, and RDS takes ports from 1150 to 65535",
            ),
            (
                &[("LOGLINE_CACHE_VERSION", "8.0")],
                "LOGLINE_CACHE_VERSION: cache.version is 8.0, and redis has 7.1, 7.0 here",
            ),
        ] {
            assert_eq!(config("dev", variables).unwrap_err().to_string(), expected);
        }
        assert!(
            config("dev", &[("LOGLINE_DATABASE_STORAGE", "100")]).is_ok(),
            "it does not grow"
        );
    }
}
