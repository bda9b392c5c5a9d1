//! ElastiCache.

use crate::aws::{Aws, Reply, quick, slow};
use crate::story::{bites, bites_in, refused};

const PARAMETER_GROUP: &str = "CacheParameterGroupName=p&Description=d&CacheParameterGroupFamily=redis7";

async fn new(rule: &str, code: &str, more: &str) {
    bites(rule, code, async |aws| aws.replication_group(more).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subnet_and_parameter_groups_are_unique_known_and_outlive_their_users() {
    refused(
        "cache-subnet-group-unique",
        "CacheSubnetGroupAlreadyExists",
        async |aws| {
            let subnet = aws.subnet(&aws.vpc().await, 0).await;
            let form =
                format!("CacheSubnetGroupName=g&CacheSubnetGroupDescription=d&SubnetIds.SubnetIdentifier.1={subnet}");
            aws.cache("CreateCacheSubnetGroup", &form).await.ok();
            aws.cache("CreateCacheSubnetGroup", &form).await
        },
    )
    .await;
    refused("cache-subnet-group-of-known-subnets", "InvalidSubnet", async |aws| {
        let form = "CacheSubnetGroupName=g&CacheSubnetGroupDescription=d&SubnetIds.SubnetIdentifier.1=subnet-1";
        aws.cache("CreateCacheSubnetGroup", form).await
    })
    .await;
    refused(
        "cache-subnet-group-free-before-deletion",
        "CacheSubnetGroupInUse",
        async |aws| {
            aws.subnet_groups().await;
            aws.replication_group("CacheSubnetGroupName=g").await.ok();
            aws.cache("DeleteCacheSubnetGroup", "CacheSubnetGroupName=g").await
        },
    )
    .await;
    refused(
        "cache-parameter-group-unique",
        "CacheParameterGroupAlreadyExists",
        async |aws| {
            aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await.ok();
            aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await
        },
    )
    .await;
    bites("cache-parameter-family-known", "InvalidParameterValue", async |aws| {
        aws.cache(
            "CreateCacheParameterGroup",
            &PARAMETER_GROUP.replace("redis7", "redis7.1"),
        )
        .await
    })
    .await;
    let state = "InvalidCacheParameterGroupState";
    bites_in(
        slow().await,
        "cache-parameter-group-free-before-deletion",
        state,
        async |aws| {
            aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await.ok();
            aws.replication_group("CacheParameterGroupName=p").await.ok();
            aws.cache("DeleteCacheParameterGroup", "CacheParameterGroupName=p")
                .await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replication_group_is_made_from_what_elasticache_has() {
    let value = "InvalidParameterValue";
    new("cache-identifier-form", value, "ReplicationGroupId=1rg").await;
    new(
        "cache-identifier-form",
        value,
        "ReplicationGroupId=a-name-of-more-than-forty-characters-in-all",
    )
    .await;
    new("cache-node-type-known", value, "CacheNodeType=cache.t3.large").await;
    new(
        "cache-engine-version-offered",
        "InvalidParameterCombination",
        "EngineVersion=7.3",
    )
    .await;
    new("cache-snapshot-retention", value, "SnapshotRetentionLimit=36").await;
    new(
        "cache-of-known-groups",
        "CacheSubnetGroupNotFoundFault",
        "CacheSubnetGroupName=nowhere",
    )
    .await;
    new(
        "cache-of-known-groups",
        value,
        "SecurityGroupIds.SecurityGroupId.1=sg-1",
    )
    .await;
    bites(
        "cache-parameter-group-of-its-family",
        "InvalidParameterCombination",
        async |aws| {
            aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await.ok();
            aws.replication_group("CacheParameterGroupName=p&Engine=valkey&EngineVersion=8.0")
                .await
        },
    )
    .await;
    refused("cache-unique", "ReplicationGroupAlreadyExists", async |aws| {
        aws.replication_group("").await.ok();
        aws.replication_group("").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_need_tls_and_failover_needs_a_second_node() {
    let tls = "TransitEncryptionEnabled=true&AuthToken=";
    for token in ["too-short", "slash%2Fslash-slash-slash", "star%2Astar-star-star"] {
        new(
            "cache-auth-token-form",
            "InvalidParameterValue",
            &format!("{tls}{token}"),
        )
        .await;
    }
    new(
        "cache-auth-token-with-tls",
        "InvalidParameterCombination",
        "AuthToken=long-enough-for-this",
    )
    .await;
    new(
        "cache-failover-needs-two-nodes",
        "InvalidParameterCombination",
        "AutomaticFailoverEnabled=true",
    )
    .await;
    let two = "NumCacheClusters=2&MultiAZEnabled=true";
    new("cache-zones-need-failover", "InvalidParameterCombination", two).await;
    let aws = Aws::with(quick().await).await;
    let right = format!("{two}&AutomaticFailoverEnabled=true&{tls}long-enough-for-this");
    aws.replication_group(&right).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replication_group_that_is_not_available_is_left_alone() {
    let state = "InvalidReplicationGroupState";
    bites_in(slow().await, "cache-available-to-modify", state, async |aws| {
        aws.replication_group("").await.ok();
        let form = "ReplicationGroupId=rg&ApplyImmediately=true&SnapshotRetentionLimit=5";
        aws.cache("ModifyReplicationGroup", form).await
    })
    .await;
    bites_in(slow().await, "cache-available-to-delete", state, async |aws| {
        aws.replication_group("").await.ok();
        aws.cache("DeleteReplicationGroup", "ReplicationGroupId=rg").await
    })
    .await;
    bites(
        "cache-snapshot-name-unique",
        "SnapshotAlreadyExistsFault",
        async |aws| {
            aws.replication_group("").await.ok();
            aws.cache_settles().await;
            aws.cache("CreateSnapshot", "ReplicationGroupId=rg&SnapshotName=s")
                .await
                .ok();
            aws.cache(
                "DeleteReplicationGroup",
                "ReplicationGroupId=rg&FinalSnapshotIdentifier=s",
            )
            .await
        },
    )
    .await;
}

async fn parameter(aws: &Aws, name: &str, value: &str) -> Reply {
    aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await.ok();
    let first = "ParameterNameValues.ParameterNameValue.1";
    let form = format!("CacheParameterGroupName=p&{first}.ParameterName={name}&{first}.ParameterValue={value}");
    aws.cache("ModifyCacheParameterGroup", &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_have_names_and_values() {
    let value = "InvalidParameterValue";
    bites("cache-parameter-known", value, async |aws| {
        parameter(aws, "maxmemory_policy", "allkeys-lru").await
    })
    .await;
    bites("cache-parameter-value", value, async |aws| {
        parameter(aws, "maxmemory-policy", "lru").await
    })
    .await;
    bites("cache-parameters-20-at-once", value, async |aws| {
        aws.cache("CreateCacheParameterGroup", PARAMETER_GROUP).await.ok();
        let list = "ParameterNameValues.ParameterNameValue";
        let one = |n| format!("{list}.{n}.ParameterName=timeout&{list}.{n}.ParameterValue=300");
        let all: Vec<String> = (1..=21).map(one).collect();
        aws.cache(
            "ModifyCacheParameterGroup",
            &format!("CacheParameterGroupName=p&{}", all.join("&")),
        )
        .await
    })
    .await;
    refused(
        "default-cache-parameter-group-fixed",
        "InvalidCacheParameterGroupState",
        async |aws| {
            aws.cache("DeleteCacheParameterGroup", "CacheParameterGroupName=default.redis7")
                .await
        },
    )
    .await;
    let aws = Aws::with(quick().await).await;
    parameter(&aws, "maxmemory-policy", "allkeys-lru").await.ok();
}
