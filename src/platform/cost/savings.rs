//! What would make the bill smaller, and what is given up for it.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Bill, PRICES, Usd};
use crate::config::{CacheEngine, Nat, RemoteConfig};

/// One change of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saving {
    /// As a line of the configuration.
    pub change: String,
    pub monthly_usd: Usd,
    pub but: &'static str,
}

/// The largest first. Each is by itself: together they may save less.
pub fn savings(config: &RemoteConfig) -> Vec<Saving> {
    let now = Bill::of(config).total_usd;
    let mut savings: Vec<Saving> = alternatives(config)
        .into_iter()
        .map(|alternative| Saving {
            monthly_usd: now - Bill::of(&alternative.config).total_usd,
            change: alternative.change,
            but: alternative.but,
        })
        .filter(|saving| saving.monthly_usd > Usd::default())
        .collect();
    savings.sort_by_key(|saving| Reverse(saving.monthly_usd));
    savings
}

struct Alternative {
    change: String,
    config: RemoteConfig,
    but: &'static str,
}

fn alternatives(config: &RemoteConfig) -> Vec<Alternative> {
    let with = |change: String, but, edit: &dyn Fn(&mut RemoteConfig)| {
        let mut config = config.clone();
        edit(&mut config);
        Alternative { change, config, but }
    };
    let mut alternatives = Vec::new();
    if config.network.nat == Nat::PerZone {
        let but = "when its zone fails, no function reaches the internet";
        alternatives.push(with("network.nat = \"one\"".to_owned(), but, &|config| {
            config.network.nat = Nat::One;
        }));
    }
    if config.database.multi_az {
        let but = "when its zone fails, the database is away until it is restored";
        alternatives.push(with("database.multi_az = false".to_owned(), but, &|config| {
            config.database.multi_az = false;
        }));
    }
    if let Some(class) = smaller_database(&config.database.class) {
        let but = "a weaker one, or an older one: look first; it takes a restart";
        alternatives.push(with(format!("database.class = \"{class}\""), but, &|config| {
            config.database.class.clone_from(&class);
        }));
    }
    if config.cache.engine == CacheEngine::Redis {
        let but = "another engine, which speaks the same protocol; an existing cache is not changed into it";
        alternatives.push(with("cache.engine = \"valkey\"".to_owned(), but, &|config| {
            config.cache.engine = CacheEngine::Valkey;
        }));
    }
    if config.cache.nodes > 1 {
        let but = "when the node fails, everything is slower until there is another one";
        alternatives.push(with("cache.nodes = 1".to_owned(), but, &|config| {
            config.cache.nodes = 1;
        }));
    }
    if let Some(class) = smaller_cache(config) {
        let but = "a weaker one, or less memory: look first";
        alternatives.push(with(format!("cache.class = \"{class}\""), but, &|config| {
            config.cache.class.clone_from(&class);
        }));
    }
    alternatives
}

/// The next cheaper one.
fn smaller_database(class: &str) -> Option<String> {
    let prices = &PRICES.rds_postgres_per_hour;
    let now = prices.get(class)?;
    let cheaper = prices.iter().filter(|(_, price)| *price < now);
    cheaper.max_by_key(|(_, price)| **price).map(|(class, _)| class.clone())
}

fn smaller_cache(config: &RemoteConfig) -> Option<String> {
    let engine = config.cache.engine.name();
    let price = |class: &String| PRICES.cache_node(engine, class);
    let now = price(&config.cache.class)?;
    let classes = PRICES.cache_classes().filter_map(|class| Some((price(class)?, class)));
    let cheaper = classes.filter(|(price, _)| *price < now).max()?;
    Some(cheaper.1.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::tests::config;

    fn shown(environment: &str, variables: &[(&str, &str)]) -> Vec<String> {
        let savings = savings(&config(environment, variables));
        savings
            .iter()
            .map(|saving| format!("{} {}", saving.change, saving.monthly_usd))
            .collect()
    }

    #[test]
    fn each_change_saves_what_the_prices_say() {
        assert_eq!(
            shown("dev", &[]),
            [
                "database.class = \"db.t4g.medium\" 5.11",
                "cache.engine = \"valkey\" 2.48",
                "cache.class = \"cache.t4g.micro\" 0.73",
            ]
        );
        let production = shown("production", &[]);
        assert!(
            production.contains(&"network.nat = \"one\" 73.00".to_owned()),
            "{production:?}"
        );
        assert!(
            production.contains(&"cache.engine = \"valkey\" 60.15".to_owned()),
            "{production:?}"
        );
        assert!(
            production.contains(&"database.multi_az = false 340.00".to_owned()),
            "{production:?}"
        );
        assert!(
            production.contains(&"database.class = \"db.r6g.large\" 328.50".to_owned()),
            "{production:?}"
        );
    }

    #[test]
    fn what_is_cheapest_already_cannot_be_lowered() {
        let cheapest = [
            ("LOGLINE_DATABASE_CLASS", "db.t4g.small"),
            ("LOGLINE_CACHE_CLASS", "cache.t4g.micro"),
            ("LOGLINE_CACHE_ENGINE", "valkey"),
        ];
        assert_eq!(shown("dev", &cheapest), [""; 0]);
    }
}
