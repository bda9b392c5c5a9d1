//! The dated table of prices.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Usd;

/// On-demand list prices of one region.
#[derive(Debug, Deserialize)]
pub struct Prices {
    pub region: String,
    /// A day.
    pub gathered: String,
    /// Where they are from, and what they leave out.
    pub note: String,
    pub(super) hours_per_month: u32,
    pub(super) rds_postgres_per_hour: BTreeMap<String, Usd>,
    pub(super) rds_multi_az_factor: u32,
    pub(super) rds_gp3_per_gib_month: Usd,
    cache_redis_per_node_hour: BTreeMap<String, Usd>,
    cache_valkey_per_node_hour: BTreeMap<String, Usd>,
    pub(super) nat_gateway_per_hour: Usd,
    pub(super) public_ipv4_per_hour: Usd,
    pub(super) secret_per_month: Usd,
    pub(super) kms_key_per_month: Usd,
    pub(super) waf_web_acl_per_month: Usd,
    pub(super) waf_rule_per_month: Usd,
    pub(super) cloudwatch_alarm_per_month: Usd,
    pub(super) logs_ingested_per_gb: Usd,
}

/// What AWS's own factor is, `cache_valkey_factor_of_redis`, in whole numbers.
const VALKEY_OF_REDIS: (i64, i64) = (4, 5);

#[expect(
    clippy::expect_used,
    reason = "the table is built into the program, and a test reads it"
)]
pub static PRICES: LazyLock<Prices> =
    LazyLock::new(|| serde_json::from_str(include_str!("../prices-us-east-1.json")).expect("the table of prices"));

impl Prices {
    /// Of a node, in an hour. Each engine is also priced by what the other one's table says.
    pub(super) fn cache_node(&self, engine: &str, class: &str) -> Option<Usd> {
        let (redis, valkey) = (
            self.cache_redis_per_node_hour.get(class),
            self.cache_valkey_per_node_hour.get(class),
        );
        let (numerator, denominator) = VALKEY_OF_REDIS;
        match engine {
            "redis" => redis
                .copied()
                .or_else(|| valkey.map(|price| price.fraction(denominator, numerator))),
            _ => valkey
                .copied()
                .or_else(|| redis.map(|price| price.fraction(numerator, denominator))),
        }
    }

    /// Every class of cache that has a price.
    pub(super) fn cache_classes(&self) -> impl Iterator<Item = &String> {
        self.cache_redis_per_node_hour
            .keys()
            .chain(self.cache_valkey_per_node_hour.keys())
    }
}
