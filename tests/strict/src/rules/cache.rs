//! ElastiCache: subnet groups, parameter groups, replication groups.

use super::database::differing;
use super::{Case, Rule, refuses};
use crate::model::database::lower;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};

const CREATE: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html";
const MODIFY: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html";
const DELETE: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html";
const SUBNETS: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html";
const NO_SUBNETS: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteCacheSubnetGroup.html";
const PARAMETERS: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html";
const NO_PARAMETERS: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteCacheParameterGroup.html";
const AUTH: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html";
const FAILOVER: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html";
const NODES: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html";
const ENGINES: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html";

const NEW: &[&str] = &["elasticache:CreateReplicationGroup"];
const BOTH: &[&str] = &[
    "elasticache:CreateReplicationGroup",
    "elasticache:ModifyReplicationGroup",
];

pub(super) const RULES: &[Rule] = &[
    refuses(
        "cache-subnet-group-unique",
        &["elasticache:CreateCacheSubnetGroup"],
        SUBNETS,
        subnet_group_unique,
    ),
    refuses(
        "cache-subnet-group-of-known-subnets",
        &["elasticache:CreateCacheSubnetGroup"],
        SUBNETS,
        known_subnets,
    ),
    refuses(
        "cache-subnet-group-free-before-deletion",
        &["elasticache:DeleteCacheSubnetGroup"],
        NO_SUBNETS,
        subnet_group_free,
    ),
    refuses(
        "cache-parameter-group-unique",
        &["elasticache:CreateCacheParameterGroup"],
        PARAMETERS,
        parameter_group_unique,
    ),
    refuses(
        "cache-parameter-family-known",
        &["elasticache:CreateCacheParameterGroup"],
        PARAMETERS,
        family_known,
    ),
    refuses(
        "cache-parameter-group-free-before-deletion",
        &["elasticache:DeleteCacheParameterGroup"],
        NO_PARAMETERS,
        parameter_group_free,
    ),
    refuses("cache-identifier-form", NEW, CREATE, identifier_form),
    refuses("cache-node-type-known", BOTH, NODES, node_type_known),
    refuses("cache-engine-version-offered", BOTH, ENGINES, version_offered),
    refuses("cache-auth-token-form", BOTH, AUTH, auth_token_form),
    refuses("cache-auth-token-with-tls", NEW, AUTH, auth_token_with_tls),
    refuses("cache-failover-needs-two-nodes", NEW, FAILOVER, failover_needs_two),
    refuses("cache-zones-need-failover", BOTH, FAILOVER, zones_need_failover),
    refuses("cache-snapshot-retention", BOTH, CREATE, snapshot_retention),
    refuses("cache-of-known-groups", BOTH, CREATE, known_groups),
    refuses("cache-parameter-group-of-its-family", NEW, CREATE, family),
    refuses("cache-unique", NEW, CREATE, unique),
    refuses(
        "cache-available-to-modify",
        &[
            "elasticache:ModifyReplicationGroup",
            "elasticache:IncreaseReplicaCount",
            "elasticache:DecreaseReplicaCount",
        ],
        MODIFY,
        available,
    ),
    refuses(
        "cache-available-to-delete",
        &["elasticache:DeleteReplicationGroup"],
        DELETE,
        available,
    ),
    refuses(
        "cache-snapshot-name-unique",
        &["elasticache:DeleteReplicationGroup", "elasticache:CreateSnapshot"],
        DELETE,
        snapshot_unique,
    ),
];

const FAMILIES: [&str; 6] = ["redis5.0", "redis6.x", "redis7", "valkey7", "valkey8", "valkey9"];

/// Engine, version as it may be asked for, family of its parameters. Dated end of 2026.
const VERSIONS: [(&str, &str, &str); 9] = [
    ("redis", "6.0", "redis6.x"),
    ("redis", "6.2", "redis6.x"),
    ("redis", "7.0", "redis7"),
    ("redis", "7.1", "redis7"),
    ("valkey", "7.2", "valkey7"),
    ("valkey", "8.0", "valkey8"),
    ("valkey", "8.1", "valkey8"),
    ("valkey", "8.2", "valkey8"),
    ("valkey", "9.0", "valkey9"),
];

fn subnet_group_unique(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "CacheSubnetGroupName");
    let message = format!("Cache subnet group {name} already exists.");
    let holds = !case.model.has(Kind::CacheSubnetGroup, &name);
    Refusal::unless(holds, "CacheSubnetGroupAlreadyExists", message)
}

fn known_subnets(case: &Case<'_>) -> Verdict {
    let unknown = case
        .request
        .texts("SubnetIds")
        .find(|id| !case.model.has(Kind::Subnet, id));
    let message = format!("Some input subnets in :[{}] are invalid.", unknown.unwrap_or_default());
    Refusal::unless(unknown.is_none(), "InvalidSubnet", message)?;
    let message = "The subnets are not all in the same VPC.";
    Refusal::unless(differing(case, "VpcId") <= 1, "InvalidSubnet", message)
}

fn subnet_group_free(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "CacheSubnetGroupName");
    let user = case.model.users(Kind::CacheSubnetGroup, &name).next();
    let message = format!("Cache subnet group {name} is currently in use by a cache cluster.");
    Refusal::unless(user.is_none(), "CacheSubnetGroupInUse", message)
}

fn parameter_group_unique(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "CacheParameterGroupName");
    let message = format!("Cache parameter group {name} already exists.");
    let holds = !case.model.has(Kind::CacheParameterGroup, &name);
    Refusal::unless(holds, "CacheParameterGroupAlreadyExists", message)
}

fn family_known(case: &Case<'_>) -> Verdict {
    let family = case.request.named("CacheParameterGroupFamily");
    let message = format!("CacheParameterGroupFamily {family} is not a valid parameter group family.");
    Refusal::unless(FAMILIES.contains(&family), "InvalidParameterValue", message)
}

fn parameter_group_free(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "CacheParameterGroupName");
    let user = case.model.users(Kind::CacheParameterGroup, &name).next();
    let message =
        "One or more cache clusters are still members of this parameter group, so the group cannot be deleted.";
    Refusal::unless(user.is_none(), "InvalidCacheParameterGroupState", message)
}

fn identifier_form(case: &Case<'_>) -> Verdict {
    let id = case.request.named("ReplicationGroupId");
    let holds = (1..=40).contains(&id.len())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && !id.ends_with('-')
        && !id.contains("--");
    let message = "The parameter ReplicationGroupId is not a valid identifier. Identifiers must begin with a letter; must contain \
        only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn node_type_known(case: &Case<'_>) -> Verdict {
    let Some(node) = case.request.text("CacheNodeType") else {
        return Ok(());
    };
    let known = node.strip_prefix("cache.").and_then(|rest| rest.split_once('.'));
    let holds = known.is_some_and(|(family, size)| match family {
        "t3" | "t4g" => ["micro", "small", "medium"].contains(&size),
        "m5" | "m6g" | "m7g" | "r5" | "r6g" | "r7g" => [
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
        ]
        .contains(&size),
        _ => false,
    });
    Refusal::unless(
        holds,
        "InvalidParameterValue",
        format!("Invalid Cache Node type: {node}"),
    )
}

fn version_offered(case: &Case<'_>) -> Verdict {
    let Some(version) = case.request.text("EngineVersion") else {
        return Ok(());
    };
    let engine = engine(case);
    let holds = VERSIONS
        .iter()
        .any(|(name, offered, _)| *name == engine && *offered == version);
    let message = format!("Cannot find version {version} for {engine}");
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

/// Of the printable special characters, a token may have these only.
const TOKEN_PUNCTUATION: &str = "!&#$^<>-";

fn auth_token_form(case: &Case<'_>) -> Verdict {
    let Some(token) = case.request.text("AuthToken") else {
        return Ok(());
    };
    let is_plain = token
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || TOKEN_PUNCTUATION.contains(c));
    let holds = (16..=128).contains(&token.len()) && is_plain;
    let message = "Invalid AuthToken provided. It must be 16 to 128 printable characters, special ones only of !, &, #, $, ^, <, >, -.";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn auth_token_with_tls(case: &Case<'_>) -> Verdict {
    let holds = case.request.at("AuthToken").is_none() || case.request.flag("TransitEncryptionEnabled") == Some(true);
    let message = "The AUTH token is only supported when encryption-in-transit is enabled.";
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

fn failover_needs_two(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let replicas = request.number("ReplicasPerNodeGroup").map(|replicas| replicas + 1);
    let nodes = request.number("NumCacheClusters").or(replicas).unwrap_or(1);
    let holds = request.flag("AutomaticFailoverEnabled") != Some(true) || nodes >= 2;
    let message = "When using automatic failover, there must be at least 2 cache clusters in the replication group.";
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

fn zones_need_failover(case: &Case<'_>) -> Verdict {
    let known = group(case).is_some_and(|group| group.flag("AutomaticFailoverEnabled"));
    let fails_over = case.request.flag("AutomaticFailoverEnabled").unwrap_or(known);
    let holds = case.request.flag("MultiAZEnabled") != Some(true) || fails_over;
    let message = "Must have automatic failover enabled to enable Multi-AZ.";
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

fn snapshot_retention(case: &Case<'_>) -> Verdict {
    let days = case.request.number("SnapshotRetentionLimit").unwrap_or_default();
    let message = format!("Invalid snapshot retention limit: {days}. Must be between 0 and 35.");
    Refusal::unless((0..=35).contains(&days), "InvalidParameterValue", message)
}

fn known_groups(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "CacheSubnetGroupName");
    if !name.is_empty() && name != "default" && !case.model.has(Kind::CacheSubnetGroup, &name) {
        let message = format!("Cache subnet group {name} does not exist.");
        return Err(Refusal::new("CacheSubnetGroupNotFoundFault", message));
    }
    let name = lower(case.request, "CacheParameterGroupName");
    if !name.is_empty() && !name.starts_with("default.") && !case.model.has(Kind::CacheParameterGroup, &name) {
        let message = format!("CacheParameterGroup not found: {name}");
        return Err(Refusal::not_found("CacheParameterGroupNotFound", message));
    }
    let unknown = case
        .request
        .texts("SecurityGroupIds")
        .find(|id| !case.model.has(Kind::SecurityGroup, id));
    let message = format!("Some security groups are invalid: {}", unknown.unwrap_or_default());
    Refusal::unless(unknown.is_none(), "InvalidParameterValue", message)
}

fn family(case: &Case<'_>) -> Verdict {
    let group = case.model.get(
        Kind::CacheParameterGroup,
        &lower(case.request, "CacheParameterGroupName"),
    );
    let version = case.request.text("EngineVersion");
    let wanted = VERSIONS
        .iter()
        .find(|(name, offered, _)| *name == engine(case) && Some(*offered) == version);
    let have = group.and_then(|group| group.text("CacheParameterGroupFamily"));
    let (Some(have), Some((.., wanted))) = (have, wanted) else {
        return Ok(());
    };
    let message = format!("Expected a parameter group of family {wanted} but found one of family {have}");
    Refusal::unless(have == *wanted, "InvalidParameterCombination", message)
}

fn unique(case: &Case<'_>) -> Verdict {
    let id = case.request.named("ReplicationGroupId");
    let message = format!("Replication group {id} already exists.");
    Refusal::unless(group(case).is_none(), "ReplicationGroupAlreadyExists", message)
}

fn available(case: &Case<'_>) -> Verdict {
    let state = group(case).map_or("available", Thing::state);
    let message = format!("Replication group is not in available state. It is {state}.");
    Refusal::unless(state == "available", "InvalidReplicationGroupState", message)
}

fn snapshot_unique(case: &Case<'_>) -> Verdict {
    let field = if case.request.operation == "CreateSnapshot" {
        "SnapshotName"
    } else {
        "FinalSnapshotIdentifier"
    };
    let name = lower(case.request, field);
    let holds = name.is_empty() || !case.model.has(Kind::CacheSnapshot, &name);
    let message = format!("Snapshot with specified name already exists: {name}");
    Refusal::unless(holds, "SnapshotAlreadyExistsFault", message)
}

fn engine<'a>(case: &'a Case<'_>) -> &'a str {
    let known = group(case).and_then(|group| group.text("Engine"));
    case.request.text("Engine").or(known).unwrap_or("redis")
}

fn group<'a>(case: &'a Case<'_>) -> Option<&'a Thing> {
    case.model
        .get(Kind::ReplicationGroup, &lower(case.request, "ReplicationGroupId"))
}
