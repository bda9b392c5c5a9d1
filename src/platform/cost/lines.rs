//! What a resource adds to the bill.

use engine::Address;
use serde::Serialize;
use serde_json::Value;

use super::{PRICES, Usd};

/// One line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub layer: String,
    pub what: String,
    pub count: u32,
    /// What one costs in an hour or a month, with all its digits; absent if no price is known.
    pub each: Option<String>,
    /// The whole line; absent if no price is known.
    pub monthly_usd: Option<Usd>,
}

/// Of a rate rule and of AWS's common set.
const WAF_RULES: u32 = 2;

/// What a resource with these props costs by existing. What costs by use, or nothing, has no line.
pub(super) fn lines(address: &Address, kind: &str, props: &Value) -> Vec<Line> {
    let number = |field: &str| props.get(field).and_then(Value::as_u64).unwrap_or_default();
    let count = |field: &str| u32::try_from(number(field)).unwrap_or(u32::MAX);
    let text = |field: &str| props.get(field).and_then(Value::as_str).unwrap_or_default();
    let layer = address.layer();
    match kind {
        "ec2/nat-gateway" => vec![hourly(layer, "NAT gateway", 1, Some(PRICES.nat_gateway_per_hour))],
        "ec2/elastic-ip" => vec![hourly(
            layer,
            "public IPv4 address",
            1,
            Some(PRICES.public_ipv4_per_hour),
        )],
        "kms/key" => vec![monthly(layer, "key", 1, PRICES.kms_key_per_month)],
        "wafv2/web-acl" => vec![
            monthly(layer, "web ACL", 1, PRICES.waf_web_acl_per_month),
            monthly(layer, "rule of the web ACL", WAF_RULES, PRICES.waf_rule_per_month),
        ],
        "secrets/secret" => vec![monthly(layer, "secret", 1, PRICES.secret_per_month)],
        "rds/instance" => {
            let is_double = props.get("multi_az") == Some(&Value::Bool(true));
            let copies = if is_double { PRICES.rds_multi_az_factor } else { 1 };
            let class = text("class");
            let price = PRICES.rds_postgres_per_hour.get(class).copied();
            let storage = count("storage").saturating_mul(copies);
            vec![
                hourly(layer, class, copies, price),
                monthly(layer, "GiB of gp3 storage", storage, PRICES.rds_gp3_per_gib_month),
            ]
        }
        "elasticache/replication-group" => {
            let (engine, class) = (text("engine"), text("class"));
            let what = format!("{class}, {engine}");
            vec![hourly(layer, &what, count("nodes"), PRICES.cache_node(engine, class))]
        }
        _ => Vec::new(),
    }
}

pub(super) fn monthly(layer: &str, what: &str, count: u32, price: Usd) -> Line {
    Line {
        layer: layer.to_owned(),
        what: what.to_owned(),
        count,
        each: Some(format!("{} a month", price.exact())),
        monthly_usd: Some(price * count),
    }
}

fn hourly(layer: &str, what: &str, count: u32, price: Option<Usd>) -> Line {
    Line {
        layer: layer.to_owned(),
        what: what.to_owned(),
        count,
        each: price.map(|price| format!("{} an hour", price.exact())),
        monthly_usd: price.map(|price| price * PRICES.hours_per_month * count),
    }
}
