//! `elasticache/replication-group`: the cache, encrypted at rest and in transit.

mod seen;

use aws_sdk_elasticache::types::{CacheCluster, ReplicationGroup as Listed};
use engine::{
    Act, Call, Class, Cx, Failure, Found, Kind, Look, NameRule, Operation, Progress, Ref, RepeatSafety, Resource, Takes,
};
use futures_util::future::{try_join, try_join_all};
use serde::{Deserialize, Serialize};

use super::{ParameterGroup, SubnetGroup, tags_of, written};
use crate::Aws;
use crate::ec2::SecurityGroup;
use crate::names::belongs_by_name;
use crate::operation::{operation, send};
use crate::secrets::{self, Secret};
use crate::tags::Tags;
use seen::{Condition, PORT, SECRET};

#[derive(Debug, Serialize, Deserialize)]
pub struct ReplicationGroup {
    pub description: String,
    /// `redis` or `valkey`.
    pub engine: String,
    /// As in `7.1`: AWS chooses what follows.
    pub version: String,
    pub class: String,
    /// With more than one there is a failover, in another zone.
    pub nodes: u8,
    pub port: u16,
    pub snapshot_days: u8,
    /// Its token is read from there when the group is made, and is nowhere else.
    pub secret: Ref<Secret>,
    pub subnet_group: Ref<SubnetGroup>,
    pub security_group: Ref<SecurityGroup>,
    pub parameter_group: Ref<ParameterGroup>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
    pub arn: String,
    /// Of the node that takes writes, whichever it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
}

impl Kind for ReplicationGroup {
    const KIND: &'static str = "elasticache/replication-group";
    const OUTPUTS: &'static [&'static str] = &["id", "arn"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const STABLE_OUTPUTS: &'static [&'static str] = &["host", "port"];
    const FIXED: &'static [&'static str] = &["engine", "port", "subnet_group"];
    const FORBIDDEN: &'static [&'static str] = &["secret"];
    const STATEFUL: Option<&'static str> = Some("restore a snapshot of it beside it, and move the clients there");
    const SETTLES: bool = true;
    // Seen in public logs: 6 to 9 minutes.
    const TAKES: Takes = Takes::seconds(540, 240);
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 40,
        allows: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
    });
    const WRITES: fn(Act, &[String]) -> usize = |act, changed| match act {
        // All fields change in one call; nodes come and go by another one.
        Act::Update => 1 + usize::from(changed.iter().any(|field| field == "nodes")),
        _ => 1,
    };
}

const CREATE: Operation = operation("elasticache", "CreateReplicationGroup");
const DECREASE: Operation = operation("elasticache", "DecreaseReplicaCount");
const DELETE: Operation = operation("elasticache", "DeleteReplicationGroup");
const INCREASE: Operation = operation("elasticache", "IncreaseReplicaCount");
const LIST: Operation = operation("elasticache", "DescribeReplicationGroups");
const LIST_NODES: Operation = operation("elasticache", "DescribeCacheClusters");
const MODIFY: Operation = operation("elasticache", "ModifyReplicationGroup");

impl Resource for ReplicationGroup {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let cache = &cx.cloud.elasticache;
        let groups = cx.read(LIST, || {
            let pages = cache.describe_replication_groups().into_paginator();
            send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
        });
        // Version, parameters and networks are shown with the nodes only.
        let nodes = cx.read(LIST_NODES, || {
            let pages = cache.describe_cache_clusters().into_paginator();
            send(LIST_NODES, pages.items().send().collect::<Result<Vec<_>, _>>())
        });
        let (groups, nodes) = try_join(groups, nodes).await?;
        let named = |group: &&Listed| belongs_by_name(cx.scope, group.replication_group_id().unwrap_or_default());
        let found = try_join_all(groups.iter().filter(named).map(|group| found(cx, group, &nodes))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (name, secret): (String, String) = (cx.name(), self.secret.value()?);
        let content = secrets::read(cx.cloud, &cx.look, &secret).await?;
        let (subnets, security, parameters): (String, String, String) = (
            self.subnet_group.value()?,
            self.security_group.value()?,
            self.parameter_group.value()?,
        );
        let tags = written(&Tags::of(cx).with(SECRET, &secret).with(PORT, &self.port));
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.elasticache.create_replication_group();
                let request = request
                    .replication_group_id(&name)
                    .replication_group_description(&self.description)
                    .engine(&self.engine)
                    .engine_version(&self.version)
                    .auto_minor_version_upgrade(true)
                    .cache_node_type(&self.class)
                    .num_cache_clusters(self.nodes.into())
                    .automatic_failover_enabled(self.has_failover())
                    .multi_az_enabled(self.has_failover());
                let request = request
                    .at_rest_encryption_enabled(true)
                    .transit_encryption_enabled(true)
                    .auth_token(content.password.reveal())
                    .snapshot_retention_limit(self.snapshot_days.into());
                let request = request
                    .port(self.port.into())
                    .cache_subnet_group_name(&subnets)
                    .security_group_ids(&security)
                    .cache_parameter_group_name(&parameters);
                send(CREATE, request.set_tags(Some(tags.clone())).send())
            })
            .await?;
        let lost = || Failure::new(Class::Lost, "make a cache", "the answer has no group");
        made.replication_group().and_then(seen::made).ok_or_else(lost)
    }

    /// A failover needs a second node: that comes before it, and goes after it.
    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, changed: &[String]) -> Result<Made, Failure> {
        let wanted = usize::from(self.nodes);
        let actual = match look_at(cx.cloud, &cx.look, &out.id).await? {
            Some(group) if changed.iter().any(|field| field == "nodes") => seen::nodes(&group),
            _ => wanted,
        };
        let (replicas, cache) = (i32::from(self.nodes).saturating_sub(1), &cx.cloud.elasticache);
        if actual < wanted {
            cx.write(INCREASE, |_| {
                let request = cache.increase_replica_count().replication_group_id(&out.id);
                send(
                    INCREASE,
                    request.new_replica_count(replicas).apply_immediately(true).send(),
                )
            })
            .await?;
        }
        self.modify(cx, &out.id, changed).await?;
        if actual > wanted {
            when_ready(cx, &out.id, DECREASE, || {
                let request = cache.decrease_replica_count().replication_group_id(&out.id);
                send(
                    DECREASE,
                    request.new_replica_count(replicas).apply_immediately(true).send(),
                )
            })
            .await?;
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.elasticache.delete_replication_group();
            let request = request.replication_group_id(&out.id).retain_primary_cluster(false);
            send(DELETE, request.send())
        })
        .await
        .map(drop)
    }

    async fn progress(cx: &Cx<'_, Aws, Look<'_>>, out: Made) -> Result<Progress<Made>, Failure> {
        let Some(group) = look_at(cx.cloud, cx, &out.id).await? else {
            return Ok(Progress::Gone);
        };
        Ok(match Condition::of(&group) {
            Condition::Usable => seen::made(&group)
                .filter(|made| made.host.is_some())
                .map_or_else(|| Progress::Going("without an endpoint".to_owned()), Progress::Ready),
            Condition::Busy(status) => Progress::Going(status),
            Condition::Going => Progress::Going("deleting".to_owned()),
            Condition::Broken(why) => Progress::Broken(why),
        })
    }
}

impl ReplicationGroup {
    fn has_failover(&self) -> bool {
        self.nodes > 1
    }

    async fn modify(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str, changed: &[String]) -> Result<(), Failure> {
        let is = |field: &str| changed.iter().any(|changed| changed == field);
        let security = is("security_group").then(|| self.security_group.value()).transpose()?;
        let parameters = is("parameter_group")
            .then(|| self.parameter_group.value())
            .transpose()?;
        when_ready(cx, id, MODIFY, || {
            let request = cx.cloud.elasticache.modify_replication_group();
            let request = request.replication_group_id(id).apply_immediately(true);
            let request = request
                .set_replication_group_description(is("description").then(|| self.description.clone()))
                .set_engine_version(is("version").then(|| self.version.clone()))
                .set_cache_node_type(is("class").then(|| self.class.clone()))
                .set_snapshot_retention_limit(is("snapshot_days").then_some(self.snapshot_days.into()))
                .set_security_group_ids(security.clone().map(|group: String| vec![group]))
                .set_cache_parameter_group_name(parameters.clone())
                .set_automatic_failover_enabled(is("nodes").then_some(self.has_failover()))
                .set_multi_az_enabled(is("nodes").then_some(self.has_failover()));
            send(MODIFY, request.send())
        })
        .await
    }
}

/// AWS takes one change at a time.
async fn when_ready<T, R>(
    cx: &Cx<'_, Aws, Call<'_>>,
    id: &str,
    operation: Operation,
    request: impl Fn() -> R + Send + Sync,
) -> Result<(), Failure>
where
    R: Future<Output = Result<T, Failure>> + Send,
    T: Send,
{
    let request = &request;
    cx.write(operation, |_| async move {
        let group = look_at(cx.cloud, &cx.look, id).await?;
        match group.as_ref().map(Condition::of) {
            Some(Condition::Busy(status)) => Err(Failure::new(Class::Busy, "change the cache", status)),
            _ => request().await,
        }
    })
    .await
    .map(drop)
}

async fn found(cx: &Cx<'_, Aws, Look<'_>>, group: &Listed, nodes: &[CacheCluster]) -> Result<Option<Found>, Failure> {
    let tags = tags_of(cx.cloud, cx, group.arn().unwrap_or_default()).await?;
    Ok(tags.and_then(|tags| seen::found(cx.scope, group, nodes, &tags)))
}

async fn look_at(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Option<Listed>, Failure> {
    let listed = look
        .read(LIST, || {
            let request = aws.elasticache.describe_replication_groups();
            send(LIST, request.replication_group_id(id).send())
        })
        .await;
    match listed {
        Ok(listed) => Ok(listed.replication_groups.unwrap_or_default().into_iter().next()),
        Err(failure) if failure.class == Class::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}
