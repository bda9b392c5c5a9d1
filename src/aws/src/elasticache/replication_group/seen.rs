//! What lists show of a replication group and its nodes, in the form in which it is asked for.

use aws_sdk_elasticache::types::{AutomaticFailoverStatus, CacheCluster, Endpoint, ReplicationGroup};
use engine::{Found, Scope, State};
use serde_json::{Value, json};

use super::Made;
use crate::names::whose;
use crate::tags::Tags;

pub(super) const PORT: &str = "logline:port";
pub(super) const SECRET: &str = "logline:secret";

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Usable,
    /// With AWS's word.
    Busy(String),
    Going,
    Broken(String),
}

impl Condition {
    pub fn of(group: &ReplicationGroup) -> Self {
        match group.status().unwrap_or_default() {
            // It takes a snapshot every night, and can be used meanwhile.
            "available" | "snapshotting" => Self::Usable,
            "deleting" => Self::Going,
            "create-failed" => Self::Broken(
                "AWS could not make it, and nothing is in it: delete it with `aws elasticache delete-replication-group`"
                    .to_owned(),
            ),
            status => Self::Busy(status.to_owned()),
        }
    }
}

pub(super) fn found(scope: &Scope, group: &ReplicationGroup, clusters: &[CacheCluster], tags: &Tags) -> Option<Found> {
    let made = made(group)?;
    let (address, owner) = whose(scope, &made.id, tags)?;
    let state = match Condition::of(group) {
        Condition::Usable => State::Ready,
        Condition::Busy(_) => State::Pending,
        Condition::Going => State::Deleting,
        Condition::Broken(why) => State::Failed(why),
    };
    let node = clusters
        .iter()
        .find(|cluster| cluster.replication_group_id() == Some(&made.id));
    Some(Found {
        address,
        id: made.id.clone(),
        born: group
            .replication_group_create_time()
            .and_then(|date| date.secs().try_into().ok()),
        out: serde_json::to_value(&made).ok()?,
        seen: seen(group, node, tags),
        state,
        owner,
    })
}

pub(super) fn made(group: &ReplicationGroup) -> Option<Made> {
    let endpoint = group.node_groups().first().and_then(|nodes| nodes.primary_endpoint());
    Some(Made {
        id: group.replication_group_id()?.to_owned(),
        arn: group.arn()?.to_owned(),
        host: endpoint.and_then(|endpoint| endpoint.address()).map(str::to_owned),
        port: endpoint.and_then(Endpoint::port).and_then(|port| port.try_into().ok()),
    })
}

/// As long as it is being made, its members are named before they are in a group.
pub(super) fn nodes(group: &ReplicationGroup) -> usize {
    let members = group.node_groups().iter().map(|nodes| nodes.node_group_members().len());
    match members.sum() {
        0 => group.member_clusters().len(),
        members => members,
    }
}

fn seen(group: &ReplicationGroup, node: Option<&CacheCluster>, tags: &Tags) -> Value {
    let engine = group.engine().or(node.and_then(CacheCluster::engine));
    let version = node.and_then(CacheCluster::engine_version).map(major_and_minor);
    let security = node.map(CacheCluster::security_groups).unwrap_or_default();
    let security: Vec<&str> = security.iter().filter_map(|group| group.security_group_id()).collect();
    let parameters = node.and_then(CacheCluster::cache_parameter_group);
    json!({
        "description": group.description(),
        "engine": engine,
        "version": version,
        "class": group.cache_node_type(),
        "nodes": counted(group),
        // The primary's endpoint is there later, and a group cannot change its port.
        "port": tags.parsed::<u16>(PORT),
        "snapshot_days": group.snapshot_retention_limit().unwrap_or_default(),
        "secret": tags.get(SECRET),
        "subnet_group": node.and_then(CacheCluster::cache_subnet_group_name),
        "security_group": match security[..] {
            [id] => Value::from(id),
            _ => Value::from(security),
        },
        "parameter_group": parameters.and_then(|group| group.cache_parameter_group_name()),
    })
}

/// Nodes that do not stand in for each other, or one that is to be stood in for, are something to
/// change, whatever their number is.
fn counted(group: &ReplicationGroup) -> Value {
    let nodes = nodes(group);
    let has_failover = !matches!(
        group.automatic_failover(),
        None | Some(AutomaticFailoverStatus::Disabled | AutomaticFailoverStatus::Disabling)
    );
    if Condition::of(group) == Condition::Usable && has_failover != (nodes > 1) {
        let word = if has_failover { "with" } else { "without" };
        return Value::from(format!("{nodes} {word} a failover"));
    }
    Value::from(nodes)
}

/// AWS shows a third number, which it chooses.
fn major_and_minor(version: &str) -> String {
    let mut numbers = version.splitn(3, '.');
    [numbers.next(), numbers.next()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(".")
}

#[cfg(test)]
mod tests {
    use aws_sdk_elasticache::types::{NodeGroup, NodeGroupMember};

    use super::*;

    fn group(status: &str, failover: AutomaticFailoverStatus, nodes: usize) -> ReplicationGroup {
        let members = vec![NodeGroupMember::builder().build(); nodes];
        ReplicationGroup::builder()
            .status(status)
            .automatic_failover(failover)
            .node_groups(NodeGroup::builder().set_node_group_members(Some(members)).build())
            .build()
    }

    #[test]
    fn two_nodes_without_a_failover_are_not_two_nodes() {
        use AutomaticFailoverStatus::{Disabled, Enabled};
        assert_eq!(counted(&group("available", Enabled, 2)), json!(2));
        assert_eq!(counted(&group("available", Disabled, 1)), json!(1));
        assert_eq!(counted(&group("available", Disabled, 2)), json!("2 without a failover"));
        assert_eq!(counted(&group("creating", Disabled, 2)), json!(2));
    }

    #[test]
    fn a_version_is_compared_without_the_number_that_aws_chooses() {
        assert_eq!(major_and_minor("7.1.0"), "7.1");
        assert_eq!(major_and_minor("8.0"), "8.0");
    }

    #[test]
    fn a_group_that_takes_its_nightly_snapshot_is_usable() {
        let group = group("snapshotting", AutomaticFailoverStatus::Enabled, 2);
        assert_eq!(Condition::of(&group), Condition::Usable);
    }
}
