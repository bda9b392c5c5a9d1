//! What others want to know about the platform: endpoints, ids and names.

use std::collections::BTreeMap;

use engine::{Address, Scope};
use serde_json::Value;

/// Named values of what is there; what is not there, or not usable yet, has none. Of several, one after the other with
/// commas between them.
pub fn outputs(scope: &Scope, known: &BTreeMap<Address, Value>) -> BTreeMap<&'static str, String> {
    let text = |address: &str, field: &str| {
        let value = known.get(&Address::new(address))?.get(field)?;
        Some(value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
    };
    let each = |is_one: &dyn Fn(&str) -> bool, field: &str| {
        let addresses = known.keys().map(Address::as_str).filter(|address| is_one(address));
        let values: Vec<String> = addresses.filter_map(|address| text(address, field)).collect();
        (!values.is_empty()).then(|| values.join(","))
    };
    let endpoint = |address: &str| Some(format!("{}:{}", text(address, "host")?, text(address, "port")?));
    let is_subnet = |side: &'static str| {
        move |address: &str| {
            let zone = address
                .strip_prefix("network/")
                .and_then(|rest| rest.strip_prefix(side));
            zone.is_some_and(|zone| zone.len() == 1)
        }
    };
    let is_secret = |address: &str| address.ends_with("secret");
    let named = [
        ("bucket", Some(aws::s3::bucket_name(scope))),
        ("cache_endpoint", endpoint("cache/main")),
        ("cache_id", text("cache/main", "id")),
        ("database_endpoint", endpoint("database/main")),
        ("database_id", text("database/main", "id")),
        ("kms_key_arn", text("security/memory-key", "arn")),
        ("lambda_security_group_id", text("security/lambda", "id")),
        ("private_subnet_ids", each(&is_subnet("private-"), "id")),
        ("public_subnet_ids", each(&is_subnet("public-"), "id")),
        ("secret_arns", each(&is_secret, "arn")),
        ("vpc_id", text("network/vpc", "id")),
        ("web_acl_arn", text("security/web-acl", "arn")),
    ];
    named
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn outputs_name_what_is_there_and_nothing_else() {
        let scope = Scope {
            environment: "dev".to_owned(),
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let known = [
            ("network/private-a", json!({"id": "subnet-1"})),
            ("network/private-a/routes", json!({"id": "rtbassoc-1"})),
            ("network/private-b", json!({"id": "subnet-2"})),
            ("network/private-table-a", json!({"id": "rtb-1"})),
            (
                "database/main",
                json!({"id": "db", "arn": "arn", "host": "h", "port": 5432}),
            ),
            ("database/owner-secret", json!({"id": "arn:1", "arn": "arn:1"})),
            ("database/owner-secret/endpoint", json!({"id": "e"})),
            ("cache/main", json!({"id": "cache"})),
        ];
        let known = known.map(|(address, out)| (Address::new(address), out));
        let outputs = outputs(&scope, &known.into_iter().collect());
        let expected = [
            ("bucket", "logline-dev-123456789012-us-east-1"),
            ("cache_id", "cache"),
            ("database_endpoint", "h:5432"),
            ("database_id", "db"),
            ("private_subnet_ids", "subnet-1,subnet-2"),
            ("secret_arns", "arn:1"),
        ];
        assert_eq!(outputs, expected.map(|(name, value)| (name, value.to_owned())).into());
    }
}
