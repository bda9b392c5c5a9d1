//! The bill of a month without traffic, for the whole platform of one environment.

use engine::Scope;
use serde::Serialize;

use super::lines::{lines, monthly};
use super::{Line, PRICES, Usd};
use crate::config::{LAYERS, Layer, RemoteConfig};
use crate::platform::graph;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bill {
    pub environment: String,
    pub region: String,
    pub lines: Vec<Line>,
    /// In the order of the layers.
    pub layers: Vec<LayerSum>,
    /// Of what has a price.
    pub total_usd: Usd,
    /// What has none.
    pub no_price_known_for: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerSum {
    pub layer: &'static str,
    pub monthly_usd: Usd,
}

/// Prices depend on no account.
const ANY_ACCOUNT: &str = "000000000000";
/// The key that signs tokens, and the one that signs executions.
const KEY_SECRETS: u32 = 2;
/// Errors and throttles of each of the six functions, CPU and storage of the database, failures and latency of the API.
const ALARMS: u32 = 6 * 2 + 2 + 2;
/// CPU and evictions.
const ALARMS_PER_CACHE_NODE: u32 = 2;
/// An assumption: what functions that are woken every minute, and a database without clients, write in a month.
const IDLE_LOG_MB: u32 = 1_400;

impl Bill {
    pub fn of(config: &RemoteConfig) -> Self {
        let scope = Scope {
            environment: config.environment.name.clone(),
            account: ANY_ACCOUNT.to_owned(),
            region: config.region.clone(),
        };
        let mut all = Vec::new();
        for node in graph(config, scope).nodes() {
            all.extend(
                node.props
                    .iter()
                    .flat_map(|props| lines(&node.address, &node.kind, props)),
            );
        }
        all.extend(of_use(config));
        Self::adding_up(config, all)
    }

    fn adding_up(config: &RemoteConfig, all: Vec<Line>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for line in all {
            let same =
                |other: &&mut Line| (&other.layer, &other.what, &other.each) == (&line.layer, &line.what, &line.each);
            match lines.iter_mut().find(same) {
                Some(other) => {
                    other.count += line.count;
                    other.monthly_usd = Option::zip(other.monthly_usd, line.monthly_usd).map(|(a, b)| a + b);
                }
                None => lines.push(line),
            }
        }
        let sum = |layer: &Layer| LayerSum {
            layer: layer.name,
            monthly_usd: lines
                .iter()
                .filter(|line| line.layer == layer.name)
                .filter_map(|line| line.monthly_usd)
                .sum(),
        };
        let unpriced = lines.iter().filter(|line| line.monthly_usd.is_none());
        Self {
            environment: config.environment.name.clone(),
            region: config.region.clone(),
            layers: LAYERS.iter().map(sum).collect(),
            total_usd: lines.iter().filter_map(|line| line.monthly_usd).sum(),
            no_price_known_for: unpriced.map(|line| line.what.clone()).collect(),
            lines,
        }
    }
}

/// What the functions and those who watch them cost beside what is made for them.
fn of_use(config: &RemoteConfig) -> [Line; 3] {
    let alarms = ALARMS + ALARMS_PER_CACHE_NODE * u32::from(config.cache.nodes);
    let logs = PRICES.logs_ingested_per_gb.fraction(1, 1000);
    [
        monthly("functions", "secret", KEY_SECRETS, PRICES.secret_per_month),
        monthly("functions", "MB of log lines, assumed", IDLE_LOG_MB, logs),
        monthly("monitoring", "alarm", alarms, PRICES.cloudwatch_alarm_per_month),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::platform::tests::config;

    #[test]
    fn the_totals_are_those_that_the_table_of_prices_expects() {
        let table: Value = serde_json::from_str(include_str!("../prices-us-east-1.json")).unwrap();
        for environment in ["dev", "staging", "production"] {
            let bill = Bill::of(&config(environment, &[]));
            let expected = table["expected_totals"][environment].as_f64().unwrap();
            assert_eq!(
                bill.total_usd.to_string(),
                format!("{expected:.2}"),
                "{:#?}",
                bill.lines
            );
            let of_layers: Usd = bill.layers.iter().map(|sum| sum.monthly_usd).sum();
            assert_eq!(of_layers, bill.total_usd);
        }
    }

    #[test]
    fn the_factor_of_valkey_is_that_of_the_table() {
        let table: Value = serde_json::from_str(include_str!("../prices-us-east-1.json")).unwrap();
        assert_eq!(table["cache_valkey_factor_of_redis"], 0.8);
    }

    #[test]
    fn what_has_no_price_is_named_and_not_made_up() {
        let bill = Bill::of(&config("dev", &[("LOGLINE_DATABASE_CLASS", "db.x9z.large")]));
        assert_eq!(bill.no_price_known_for, ["db.x9z.large"]);
        assert_eq!(bill.total_usd.to_string(), "63.71");
    }
}
