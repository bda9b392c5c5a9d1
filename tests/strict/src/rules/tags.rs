//! What may be a tag, everywhere.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Case, Rule, refuses};
use crate::refusal::{Refusal, Verdict};
use crate::request::{Protocol, Request, at};

const SOURCE: &str = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html";
const EC2: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html";

pub(super) const RULES: &[Rule] = &[
    refuses("tag-key-length", &["*"], SOURCE, key_length),
    refuses("tag-value-length", &["*"], SOURCE, value_length),
    refuses("tag-key-not-reserved", &["*"], SOURCE, key_not_reserved),
    refuses("tag-keys-differ", &["*"], EC2, keys_differ),
    refuses("tags-not-too-many", &["*"], SOURCE, not_too_many),
    refuses(
        "tag-specification-of-its-kind",
        &["ec2:*"],
        EC2,
        specification_of_its_kind,
    ),
];

/// The most that every service here takes.
const MOST_TAGS: usize = 50;

fn key_length(case: &Case<'_>) -> Verdict {
    let holds = tags(case.request)
        .iter()
        .all(|(key, _)| (1..=128).contains(&key.chars().count()));
    let message = "Tag keys must be between 1 and 128 characters in length.";
    invalid(case.request, holds, message)
}

fn value_length(case: &Case<'_>) -> Verdict {
    let holds = tags(case.request).iter().all(|(_, value)| value.chars().count() <= 256);
    invalid(
        case.request,
        holds,
        "Tag value exceeds the maximum length of 256 characters",
    )
}

fn key_not_reserved(case: &Case<'_>) -> Verdict {
    let holds = !tags(case.request)
        .iter()
        .any(|(key, _)| key.to_lowercase().starts_with("aws:"));
    invalid(
        case.request,
        holds,
        "Tag keys starting with 'aws:' are reserved for internal use",
    )
}

fn keys_differ(case: &Case<'_>) -> Verdict {
    // Each specification of EC2 has keys of its own.
    let holds = lists(case.request).iter().all(|list| {
        let keys: BTreeSet<_> = list.iter().map(|tag| tag.0).collect();
        keys.len() == list.len()
    });
    invalid(case.request, holds, "Duplicate tag key specified.")
}

fn not_too_many(case: &Case<'_>) -> Verdict {
    let holds = lists(case.request).iter().all(|list| list.len() <= MOST_TAGS);
    let code = match case.request.protocol {
        Protocol::Ec2 => "TagLimitExceeded",
        Protocol::Json if case.request.service == "kms" => "TagException",
        Protocol::Json => "InvalidParameterException",
        _ => "InvalidParameterValue",
    };
    Refusal::unless(holds, code, "The maximum number of tags for a resource is 50")
}

fn specification_of_its_kind(case: &Case<'_>) -> Verdict {
    let expected = match case.request.operation.as_str() {
        "CreateVpc" => "vpc",
        "CreateSubnet" => "subnet",
        "CreateInternetGateway" => "internet-gateway",
        "AllocateAddress" => "elastic-ip",
        "CreateNatGateway" => "natgateway",
        "CreateRouteTable" => "route-table",
        "CreateVpcEndpoint" => "vpc-endpoint",
        "CreateFlowLogs" => "vpc-flow-log",
        "CreateSecurityGroup" => "security-group",
        "AuthorizeSecurityGroupIngress" | "AuthorizeSecurityGroupEgress" => "security-group-rule",
        _ => return Ok(()),
    };
    for specification in case.request.items("TagSpecification") {
        let kind = at(specification, "ResourceType")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let message = format!("'{kind}' is not a valid taggable resource type for this operation.");
        Refusal::unless(kind == expected, "InvalidParameterValue", message)?;
    }
    Ok(())
}

fn tags(request: &Request) -> Vec<(&str, &str)> {
    lists(request).concat()
}

/// The lists of tags in a request, wherever its service wants them.
fn lists(request: &Request) -> Vec<Vec<(&str, &str)>> {
    let specifications = request
        .items("TagSpecification")
        .iter()
        .filter_map(|one| at(one, "Tag"));
    let plain = ["Tag", "Tags", "tags"].iter().filter_map(|name| request.at(name));
    specifications.chain(plain).map(pairs).collect()
}

fn pairs(tags: &Value) -> Vec<(&str, &str)> {
    let pair = |item| {
        let part = |names: [&str; 2]| names.iter().find_map(|name| at(item, name)?.as_str());
        Some((
            part(["Key", "TagKey"])?,
            part(["Value", "TagValue"]).unwrap_or_default(),
        ))
    };
    match tags {
        Value::Array(items) => items.iter().filter_map(pair).collect(),
        Value::Object(map) => map
            .iter()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
            .collect(),
        _ => Vec::new(),
    }
}

fn invalid(request: &Request, holds: bool, message: &str) -> Verdict {
    let code = match (request.protocol, request.service.as_str()) {
        (Protocol::Ec2, _) => "InvalidParameterValue",
        (Protocol::RestXml, _) => "InvalidTag",
        (_, "kms") => "TagException",
        (_, "iam") => "InvalidInput",
        (_, "secretsmanager" | "logs") => "InvalidParameterException",
        (_, "wafv2") => "WAFInvalidParameterException",
        (Protocol::RestJson, _) => "InvalidParameterValueException",
        _ => "InvalidParameterValue",
    };
    Refusal::unless(holds, code, message)
}
