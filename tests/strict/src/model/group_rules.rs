//! The rules of a security group, each as one text: `ingress tcp 5432-5432 sg-1`.

use serde_json::{Value, json};

use super::Thing;
use crate::request::{Request, at};
use crate::xml;

/// What every new group lets out.
pub(crate) const ALLOWS_ALL_OUT: &str = "egress -1 -1--1 0.0.0.0/0";
const FACT: &str = "group rules";

/// One for each source of each permission that a request lists.
pub(crate) fn asked(request: &Request) -> Vec<String> {
    let direction = if request.operation.ends_with("Egress") {
        "egress"
    } else {
        "ingress"
    };
    let flat = [request.parameters.clone()];
    let permissions = match request.items("IpPermissions") {
        [] if request.text("IpProtocol").is_some() => &flat[..],
        listed => listed,
    };
    let mut rules = Vec::new();
    for permission in permissions {
        let part = |name: &str| at(permission, name).and_then(Value::as_str).unwrap_or("-1").to_owned();
        let ports = format!(
            "{direction} {} {}-{}",
            part("IpProtocol"),
            part("FromPort"),
            part("ToPort")
        );
        for (list, field) in [
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("Groups", "GroupId"),
            ("PrefixListIds", "PrefixListId"),
        ] {
            let sources = at(permission, list).and_then(Value::as_array).into_iter().flatten();
            let sources = sources.filter_map(|source| at(source, field)?.as_str());
            rules.extend(sources.map(|source| format!("{ports} {source}")));
        }
        rules.extend(
            at(permission, "CidrIp")
                .and_then(Value::as_str)
                .map(|cidr| format!("{ports} {cidr}")),
        );
    }
    rules
}

/// With the ids that the cloud gave them: each is `(id, rule)`.
pub(super) fn answered(body: &[u8]) -> Vec<(String, String)> {
    let Some(root) = xml::parse(body) else {
        return Vec::new();
    };
    let Some(set) = xml::find(&root, "securityGroupRuleSet") else {
        return Vec::new();
    };
    let rule = |item| {
        let part = |name: &str| xml::child_text(item, name).filter(|text| !text.is_empty());
        let direction = if part("isEgress").as_deref() == Some("true") {
            "egress"
        } else {
            "ingress"
        };
        let number = |name: &str| part(name).unwrap_or_else(|| "-1".to_owned());
        let group = item
            .get_child("referencedGroupInfo")
            .and_then(|info| xml::child_text(info, "groupId"));
        let source = part("cidrIpv4")
            .or(part("cidrIpv6"))
            .or(group)
            .or(part("prefixListId"))?;
        let ports = format!("{} {}-{}", part("ipProtocol")?, number("fromPort"), number("toPort"));
        Some((part("securityGroupRuleId")?, format!("{direction} {ports} {source}")))
    };
    xml::elements(set).filter_map(rule).collect()
}

impl Thing {
    pub(crate) fn group_rules(&self) -> impl Iterator<Item = (&str, &str)> {
        let rules = self.facts.get(FACT).and_then(Value::as_array).into_iter().flatten();
        rules.filter_map(|rule| Some((rule.get(0)?.as_str()?, rule.get(1)?.as_str()?)))
    }

    pub(super) fn set_group_rules(&mut self, rules: &[(String, String)]) {
        let groups = rules.iter().filter_map(|(_, rule)| rule.rsplit(' ').next());
        let groups: Vec<String> = groups
            .filter(|source| source.starts_with("sg-"))
            .map(str::to_owned)
            .collect();
        // A rule about the group itself does not keep it.
        let own = self.id.clone();
        let others = groups.iter().map(String::as_str).filter(|id| *id != own);
        self.refer_only(super::Kind::SecurityGroup, others);
        self.set(FACT, json!(rules));
    }
}
