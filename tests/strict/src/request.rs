//! A request as AWS's protocols mean it: which service is asked for which operation, by whom.

mod credential;
mod query;
mod rest;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use serde_json::Value;

use credential::Scope;

#[derive(Debug, Clone)]
pub struct Request {
    /// As in a credential scope: `ec2`, `rds`, `secretsmanager`, …
    pub service: String,
    pub operation: String,
    /// Nested as AWS documents them; in the Query protocol every scalar is a string.
    pub parameters: Value,
    pub protocol: Protocol,
    /// The 12 digits of the access key id, which is how emulators keep accounts apart.
    pub account: String,
    pub region: String,
    pub access_key: String,
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// A form in, XML out; its errors are unlike all others.
    Ec2,
    Query,
    Json,
    /// XML in and out, the operation in method and path.
    RestXml,
    RestJson,
}

/// Operations whose names begin so change nothing.
const READS: [&str; 18] = [
    "AssumeRole",
    "BatchGet",
    "Check",
    "Decode",
    "Decrypt",
    "Describe",
    "Encrypt",
    "Estimate",
    "Filter",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Query",
    "Search",
    "Select",
    "Simulate",
    "Validate",
];

/// Whoever sends no credentials that say otherwise; what emulators take too.
const NO_ACCOUNT: &str = "000000000000";
const NO_REGION: &str = "us-east-1";

impl Request {
    pub fn new(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Self {
        let scope = Scope::of(&headers).unwrap_or_default();
        let target = header(&headers, "x-amz-target").map(str::to_owned);
        let is_form = header(&headers, "content-type").is_some_and(|kind| kind.contains("x-www-form-urlencoded"));
        let (service, operation, parameters, protocol) = if let Some(target) = target {
            let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", &target));
            let service = scope.service.unwrap_or_else(|| json_service(prefix).to_owned());
            let parameters = serde_json::from_slice(&body).unwrap_or(Value::Null);
            (service, operation.to_owned(), parameters, Protocol::Json)
        } else if is_form {
            let parameters = query::parse(&body);
            let named = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default();
            let operation = named("Action").to_owned();
            let service = scope
                .service
                .unwrap_or_else(|| query::service(named("Version")).to_owned());
            let protocol = if service == "ec2" {
                Protocol::Ec2
            } else {
                Protocol::Query
            };
            (service, operation, parameters, protocol)
        } else {
            let service = scope.service.unwrap_or_else(|| "s3".to_owned());
            let (operation, parameters) = rest::name(&service, &method, &uri, &headers, &body);
            let protocol = if service == "s3" {
                Protocol::RestXml
            } else {
                Protocol::RestJson
            };
            (service, operation, parameters, protocol)
        };
        let is_account = scope.access_key.len() == 12 && scope.access_key.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            service,
            operation,
            parameters,
            protocol,
            account: if is_account {
                scope.access_key.clone()
            } else {
                NO_ACCOUNT.to_owned()
            },
            region: scope.region.unwrap_or_else(|| NO_REGION.to_owned()),
            access_key: scope.access_key,
            method,
            uri,
            headers,
            body,
        }
    }

    /// `ec2:CreateVpc`, as policies write it.
    pub fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }

    pub fn is(&self, action: &str) -> bool {
        action.split_once(':') == Some((&self.service, &self.operation))
    }

    /// Whether it would change something. A dry run would not, whatever an emulator does with it.
    pub fn is_mutating(&self) -> bool {
        !READS.iter().any(|prefix| self.operation.starts_with(prefix)) && !self.is_dry_run()
    }

    pub fn is_list(&self) -> bool {
        ["Describe", "List"]
            .iter()
            .any(|prefix| self.operation.starts_with(prefix))
    }

    pub fn is_dry_run(&self) -> bool {
        self.protocol == Protocol::Ec2 && self.flag("DryRun") == Some(true)
    }

    /// The value at a path such as `SecurityGroups.0.GroupId`.
    pub fn at(&self, path: &str) -> Option<&Value> {
        at(&self.parameters, path)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Value::as_str)
    }

    /// For what cannot be missing in a request that a SDK sends: an empty text where it is.
    pub fn named(&self, path: &str) -> &str {
        self.text(path).unwrap_or_default()
    }

    pub fn number(&self, path: &str) -> Option<i64> {
        number(self.at(path)?)
    }

    pub fn flag(&self, path: &str) -> Option<bool> {
        match self.at(path)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub fn items(&self, path: &str) -> &[Value] {
        self.at(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub fn texts(&self, path: &str) -> impl Iterator<Item = &str> {
        self.items(path).iter().filter_map(Value::as_str)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    })
}

pub(crate) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        _ => value.as_i64(),
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn json_service(prefix: &str) -> &'static str {
    let known = [
        ("TrentService", "kms"),
        ("Logs_20140328", "logs"),
        ("AWSWAF_20190729", "wafv2"),
        ("ServiceQuotas", "servicequotas"),
        ("AWSEvents", "events"),
        ("ResourceGroupsTaggingAPI", "tagging"),
    ];
    let found = known.iter().find(|(start, _)| prefix.starts_with(start));
    found.map_or("secretsmanager", |(_, service)| service)
}
