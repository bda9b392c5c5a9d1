//! What is in an account, as its lists show it, without what is another one each time: ids, dates, accounts.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use xmltree::Element;

use super::raw::{Raw, text, texts};
use crate::bed::Trouble;

/// One line for each thing, sorted; things that look alike have a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inventory(Vec<String>);

const LISTS: [(&str, &str); 21] = [
    ("ec2", "DescribeVpcs"),
    ("ec2", "DescribeSubnets"),
    ("ec2", "DescribeInternetGateways"),
    ("ec2", "DescribeAddresses"),
    ("ec2", "DescribeNatGateways"),
    ("ec2", "DescribeRouteTables"),
    ("ec2", "DescribeVpcEndpoints"),
    ("ec2", "DescribeSecurityGroups"),
    ("ec2", "DescribeSecurityGroupRules"),
    ("ec2", "DescribeNetworkInterfaces"),
    ("ec2", "DescribeFlowLogs"),
    ("rds", "DescribeDBInstances"),
    ("rds", "DescribeDBSubnetGroups"),
    ("rds", "DescribeDBParameterGroups"),
    ("rds", "DescribeDBSnapshots"),
    ("elasticache", "DescribeReplicationGroups"),
    ("elasticache", "DescribeCacheClusters"),
    ("elasticache", "DescribeCacheSubnetGroups"),
    ("elasticache", "DescribeCacheParameterGroups"),
    ("elasticache", "DescribeSnapshots"),
    ("iam", "ListRoles"),
];

/// Names of what is another one each time although nothing is.
const PASSING: [&str; 12] = [
    "ARN",
    "IpAddress",
    "KeyMaterialId",
    "LockToken",
    "RoleId",
    "SecretVersionsToStages",
    "VersionId",
    "creationTime",
    "dbiResourceId",
    "privateIp",
    "publicIp",
    "DbiResourceId",
];

/// Of the chance at the end of an id, as in `vpc-0a1b2c3d`.
const SHORTEST_CHANCE: usize = 8;

impl Inventory {
    pub(crate) async fn of(raw: &Raw) -> Result<Self, Trouble> {
        let mut lines = Vec::new();
        for (service, action) in LISTS {
            let answer = raw.query(service, action, &[]).await?;
            // `Set` of EC2's items; with the others there is a `Result` around it.
            let depth = if service == "ec2" { 1 } else { 2 };
            for item in items(&answer, depth) {
                let is_gone = text(item, "state").is_some_and(|state| state == "deleted");
                if !is_gone {
                    let mut leaves = Vec::new();
                    leaves_of_xml(item, "", &mut leaves);
                    lines.push(line(action, leaves, raw));
                }
            }
        }
        for group in texts(
            &raw.query("rds", "DescribeDBParameterGroups", &[]).await?,
            "DBParameterGroupName",
        ) {
            let more = [("DBParameterGroupName", group.as_str()), ("Source", "user")];
            let answer = raw.query("rds", "DescribeDBParameters", &more).await?;
            lines.push(whole(&format!("parameters of {group}"), &answer, raw));
        }
        for group in texts(
            &raw.query("elasticache", "DescribeCacheParameterGroups", &[]).await?,
            "CacheParameterGroupName",
        ) {
            let more = [("CacheParameterGroupName", group.as_str()), ("Source", "user")];
            let answer = raw.query("elasticache", "DescribeCacheParameters", &more).await?;
            lines.push(whole(&format!("parameters of {group}"), &answer, raw));
        }
        for (service, list, field, body) in [
            (
                "secretsmanager",
                "ListSecrets",
                "SecretList",
                json!({"IncludePlannedDeletion": true}),
            ),
            ("kms", "ListAliases", "Aliases", json!({})),
            ("logs", "DescribeLogGroups", "logGroups", json!({})),
        ] {
            let answer = raw.json(service, list, &body).await?;
            for item in array(&answer[field]) {
                lines.push(of_json(list, item, raw));
            }
        }
        for key in array(&raw.json("kms", "ListKeys", &json!({})).await?["Keys"]) {
            let id = json!({ "KeyId": key["KeyId"] });
            let known = raw.json("kms", "DescribeKey", &id).await?;
            let tags = raw.json("kms", "ListResourceTags", &id).await?;
            let rotates = raw.json("kms", "GetKeyRotationStatus", &id).await?;
            let key = json!({
                "state": known["KeyMetadata"]["KeyState"],
                "description": known["KeyMetadata"]["Description"],
                "tags": tags["Tags"],
                "rotates": rotates["KeyRotationEnabled"],
            });
            lines.push(of_json("key", &key, raw));
        }
        for summary in array(&raw.json("wafv2", "ListWebACLs", &json!({"Scope": "REGIONAL"})).await?["WebACLs"]) {
            let asked = json!({"Scope": "REGIONAL", "Id": summary["Id"], "Name": summary["Name"]});
            lines.push(of_json(
                "web acl",
                &raw.json("wafv2", "GetWebACL", &asked).await?["WebACL"],
                raw,
            ));
        }
        for bucket in texts(&raw.get("").await?, "Name") {
            for about in [
                "versioning",
                "encryption",
                "publicAccessBlock",
                "policy",
                "lifecycle",
                "tagging",
                "versions",
            ] {
                // What was never set is not found.
                let told = raw.text(&format!("{bucket}?{about}")).await.unwrap_or_default();
                // Objects come and go with runs; that there are any is told by the bucket being there.
                let told = if about == "versions" { String::new() } else { told };
                lines.push(format!("bucket {about}: {}", normal(&format!("{bucket} {told}"), raw)));
            }
        }
        lines.sort_unstable();
        Ok(Self(lines))
    }

    /// Without the keys that AWS deletes after their window; and how many those are.
    pub(crate) fn without_doomed_keys(&self) -> (Self, usize) {
        let is_doomed = |line: &&String| line.starts_with("key ") && line.contains("PendingDeletion");
        let doomed = self.0.iter().filter(is_doomed).count();
        let rest = self.0.iter().filter(|line| !is_doomed(line)).cloned().collect();
        (Self(rest), doomed)
    }

    /// Without what was there before.
    pub(crate) fn without(&self, before: &Self) -> Self {
        let mut left = before.0.clone();
        let mut is_new = |line: &&String| match left.iter().position(|known| known == *line) {
            Some(known) => {
                left.swap_remove(known);
                false
            }
            None => true,
        };
        Self(self.0.iter().filter(|line| is_new(line)).cloned().collect())
    }

    pub(crate) fn lines(self) -> impl Iterator<Item = String> {
        self.0.into_iter()
    }

    /// What is only here, and what is only there; none: they are the same.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            let those: BTreeSet<&String> = those.iter().collect();
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        let (more, less) = (only(&self.0, &other.0), only(&other.0, &self.0));
        let is_same = more.is_empty() && less.is_empty() && self.0.len() == other.0.len();
        (!is_same).then(|| {
            format!(
                "{} things instead of {}\n  too much: {more:#?}\n  missing: {less:#?}",
                self.0.len(),
                other.0.len()
            )
        })
    }
}

fn items(element: &Element, depth: usize) -> Vec<&Element> {
    let children = element.children.iter().filter_map(xmltree::XMLNode::as_element);
    match depth {
        0 => children.collect(),
        _ => children.flat_map(|child| items(child, depth - 1)).collect(),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn leaves_of_xml(element: &Element, path: &str, into: &mut Vec<(String, String)>) {
    // A tag is a pair.
    if let [key, value] = items(element, 0)[..]
        && key.name.eq_ignore_ascii_case("key")
        && value.name.eq_ignore_ascii_case("value")
    {
        let text = |element: &Element| element.get_text().map(std::borrow::Cow::into_owned).unwrap_or_default();
        into.push((path.to_owned(), format!("{}: {}", text(key), text(value))));
        return;
    }
    let mut is_leaf = true;
    for child in element.children.iter().filter_map(xmltree::XMLNode::as_element) {
        is_leaf = false;
        leaves_of_xml(child, &format!("{path}/{}", child.name), into);
    }
    if is_leaf {
        let text = element.get_text().map(std::borrow::Cow::into_owned).unwrap_or_default();
        into.push((path.to_owned(), text));
    }
}

fn leaves_of_json(value: &Value, path: &str, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves_of_json(value, &format!("{path}/{name}"), into);
            }
        }
        Value::Array(items) => {
            for item in items {
                // Pairs stay together.
                into.push((path.to_owned(), item.to_string()));
            }
        }
        Value::String(text) => into.push((path.to_owned(), text.clone())),
        other => into.push((path.to_owned(), other.to_string())),
    }
}

fn whole(what: &str, answer: &Element, raw: &Raw) -> String {
    let mut leaves = Vec::new();
    for item in items(answer, 2) {
        leaves_of_xml(item, "", &mut leaves);
    }
    line(what, leaves, raw)
}

fn of_json(what: &str, item: &Value, raw: &Raw) -> String {
    let mut leaves = Vec::new();
    leaves_of_json(item, "", &mut leaves);
    line(what, leaves, raw)
}

fn line(what: &str, leaves: Vec<(String, String)>, raw: &Raw) -> String {
    let is_lasting = |(path, _): &(String, String)| {
        !path
            .split('/')
            .any(|name| PASSING.contains(&name) || name.ends_with("Time") || name.ends_with("Date"))
    };
    let mut leaves: Vec<String> = leaves
        .into_iter()
        .filter(is_lasting)
        .map(|(path, value)| format!("{path}={}", normal(&value, raw)))
        .collect();
    leaves.sort_unstable();
    format!("{what} {}", leaves.join(" "))
}

/// Without ids, the account and dates.
fn normal(value: &str, raw: &Raw) -> String {
    // A secret's ARN ends with six characters of chance.
    let value = match value.split_once(":secret:") {
        Some((_, name)) => name.rsplit_once('-').map_or(value, |(name, _)| name),
        None => value,
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let (mut normal, mut word) = (String::new(), String::new());
    for c in value.chars().chain(['\0']) {
        if is_part(c) {
            word.push(c);
            continue;
        }
        normal.push_str(&normal_word(&word, raw));
        word.clear();
        normal.push(c);
    }
    normal.pop();
    normal
}

fn normal_word(word: &str, raw: &Raw) -> String {
    let word = word.replace(raw.account(), "ACCOUNT");
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if word.len() == 36 && word.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && word.split('-').all(is_hex) {
        return "UUID".to_owned();
    }
    match word.rsplit_once('-') {
        Some((kind, id)) if id.len() >= SHORTEST_CHANCE && is_hex(id) => format!("{kind}-*"),
        _ => word,
    }
}
