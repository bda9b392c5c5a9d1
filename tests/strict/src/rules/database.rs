//! The order in which RDS lets things be made, changed and deleted.

use super::database_input::{database, major};
use super::{Case, Rule, refuses};
use crate::model::database::lower;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::settings::Quota;

const CREATE: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
const MODIFY: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html";
const REBOOT: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html";
const DELETE: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html";
const SUBNETS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html";
const NO_SUBNETS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html";
const PARAMETERS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html";
const NO_PARAMETERS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html";
const SNAPSHOT: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html";
const NO_SNAPSHOT: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html";
const PROTECTION: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html";
const LIMITS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html";
const ENCRYPTION: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html";

const NEW: &[&str] = &["rds:CreateDBInstance"];
const GROUP: &[&str] = &["rds:CreateDBSubnetGroup", "rds:ModifyDBSubnetGroup"];
const GONE: &[&str] = &["rds:DeleteDBInstance"];

pub(super) const RULES: &[Rule] = &[
    refuses(
        "database-subnet-group-unique",
        &["rds:CreateDBSubnetGroup"],
        SUBNETS,
        subnet_group_unique,
    ),
    refuses("database-subnet-group-of-known-subnets", GROUP, SUBNETS, known_subnets),
    refuses("database-subnet-group-over-two-zones", GROUP, SUBNETS, two_zones),
    refuses("database-subnet-group-in-one-vpc", GROUP, SUBNETS, one_vpc),
    refuses(
        "database-subnet-group-free-before-deletion",
        &["rds:DeleteDBSubnetGroup"],
        NO_SUBNETS,
        subnet_group_free,
    ),
    refuses(
        "database-parameter-group-unique",
        &["rds:CreateDBParameterGroup"],
        PARAMETERS,
        parameter_group_unique,
    ),
    refuses(
        "database-parameter-group-free-before-deletion",
        &["rds:DeleteDBParameterGroup"],
        NO_PARAMETERS,
        parameter_group_free,
    ),
    refuses("database-unique", NEW, CREATE, unique),
    refuses("database-quota", NEW, LIMITS, quota),
    refuses("database-of-known-subnet-group", NEW, CREATE, known_subnet_group),
    refuses(
        "database-of-known-parameter-group",
        &["rds:CreateDBInstance", "rds:ModifyDBInstance"],
        CREATE,
        known_parameter_group,
    ),
    refuses("database-parameter-group-of-its-family", NEW, CREATE, family),
    refuses(
        "database-with-known-security-groups",
        &["rds:CreateDBInstance", "rds:ModifyDBInstance"],
        CREATE,
        known_groups,
    ),
    refuses("database-with-usable-key", NEW, ENCRYPTION, usable_key),
    refuses(
        "database-available-to-modify",
        &["rds:ModifyDBInstance"],
        MODIFY,
        available,
    ),
    refuses(
        "database-available-to-reboot",
        &["rds:RebootDBInstance"],
        REBOOT,
        available,
    ),
    refuses(
        "database-available-to-snapshot",
        &["rds:CreateDBSnapshot"],
        SNAPSHOT,
        available,
    ),
    refuses("database-not-deleted-twice", GONE, DELETE, not_deleting),
    refuses("database-final-snapshot-decided", GONE, DELETE, final_snapshot_decided),
    refuses(
        "database-snapshot-name-unique",
        &["rds:DeleteDBInstance", "rds:CreateDBSnapshot"],
        DELETE,
        snapshot_unique,
    ),
    refuses(
        "database-ready-for-final-snapshot",
        GONE,
        DELETE,
        ready_for_final_snapshot,
    ),
    refuses("database-unprotected-before-deletion", GONE, PROTECTION, unprotected),
    refuses(
        "database-snapshot-complete-before-deletion",
        &["rds:DeleteDBSnapshot"],
        NO_SNAPSHOT,
        snapshot_complete,
    ),
];

fn subnet_group_unique(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBSubnetGroupName");
    let holds = !case.model.has(Kind::DbSubnetGroup, &name);
    Refusal::unless(
        holds,
        "DBSubnetGroupAlreadyExists",
        format!("The DB subnet group '{name}' already exists."),
    )
}

fn known_subnets(case: &Case<'_>) -> Verdict {
    let unknown = case
        .request
        .texts("SubnetIds")
        .find(|id| !case.model.has(Kind::Subnet, id));
    let message = format!("Some input subnets in :[{}] are invalid.", unknown.unwrap_or_default());
    Refusal::unless(unknown.is_none(), "InvalidSubnet", message)
}

fn two_zones(case: &Case<'_>) -> Verdict {
    let message = "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage is too small. \
        Add subnets to cover at least 2 AZs.";
    Refusal::unless(
        differing(case, "AvailabilityZone") >= 2,
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        message,
    )
}

fn one_vpc(case: &Case<'_>) -> Verdict {
    let message = "The subnets are not all in the same VPC.";
    Refusal::unless(differing(case, "VpcId") <= 1, "InvalidSubnet", message)
}

/// How many values of a fact the subnets of a group have.
pub(super) fn differing(case: &Case<'_>, fact: &str) -> usize {
    let subnets = case.request.texts("SubnetIds");
    let subnets = subnets.filter_map(|id| case.model.get(Kind::Subnet, id)?.text(fact));
    subnets.collect::<std::collections::BTreeSet<_>>().len()
}

fn subnet_group_free(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBSubnetGroupName");
    let user = case.model.users(Kind::DbSubnetGroup, &name).next();
    let message = format!(
        "Cannot delete the subnet group '{name}' because at least one database instance: {} is still using it.",
        user.map_or("", |user| &user.id)
    );
    Refusal::unless(user.is_none(), "InvalidDBSubnetGroupStateFault", message)
}

fn parameter_group_unique(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBParameterGroupName");
    let holds = !case.model.has(Kind::DbParameterGroup, &name);
    Refusal::unless(
        holds,
        "DBParameterGroupAlreadyExists",
        format!("Parameter group {name} already exists"),
    )
}

fn parameter_group_free(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBParameterGroupName");
    let holds = case.model.users(Kind::DbParameterGroup, &name).next().is_none();
    let message =
        "One or more database instances are still members of this parameter group, so the group cannot be deleted";
    Refusal::unless(holds, "InvalidDBParameterGroupState", message)
}

fn unique(case: &Case<'_>) -> Verdict {
    Refusal::unless(
        database(case).is_none(),
        "DBInstanceAlreadyExists",
        "DB instance already exists",
    )
}

fn quota(case: &Case<'_>) -> Verdict {
    let most = case.settings.quota(Quota::Databases) as usize;
    let message = "You've reached the maximum number of DB instances.";
    Refusal::unless(
        case.model.count(Kind::Database) < most,
        "InstanceQuotaExceeded",
        message,
    )
}

fn known_subnet_group(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBSubnetGroupName");
    if name.is_empty() || name == "default" || case.model.has(Kind::DbSubnetGroup, &name) {
        return Ok(());
    }
    let message = format!("DB subnet group '{name}' does not exist.");
    Err(Refusal::not_found("DBSubnetGroupNotFoundFault", message))
}

fn known_parameter_group(case: &Case<'_>) -> Verdict {
    let name = lower(case.request, "DBParameterGroupName");
    if name.is_empty() || name.starts_with("default.") || case.model.has(Kind::DbParameterGroup, &name) {
        return Ok(());
    }
    let message = format!("DBParameterGroup not found: {name}");
    Err(Refusal::not_found("DBParameterGroupNotFound", message))
}

fn family(case: &Case<'_>) -> Verdict {
    let group = case
        .model
        .get(Kind::DbParameterGroup, &lower(case.request, "DBParameterGroupName"));
    let version = case.request.text("EngineVersion").and_then(major);
    let (Some(family), Some(version)) = (group.and_then(|group| group.text("DBParameterGroupFamily")), version) else {
        return Ok(());
    };
    let wanted = format!("{}{version}", case.request.named("Engine"));
    let message = format!(
        "The parameter group with DBParameterGroupFamily {family} can't be used for this instance. Please use a Parameter Group \
         with DBParameterGroupFamily {wanted}"
    );
    Refusal::unless(family == wanted, "InvalidParameterCombination", message)
}

fn known_groups(case: &Case<'_>) -> Verdict {
    let subnets = case
        .model
        .get(Kind::DbSubnetGroup, &lower(case.request, "DBSubnetGroupName"));
    let first = subnets.and_then(|group| group.refers_to.iter().find(|(kind, _)| *kind == Kind::Subnet));
    let vpc = first.and_then(|(_, id)| case.model.get(Kind::Subnet, id)?.text("VpcId"));
    for id in case.request.texts("VpcSecurityGroupIds") {
        let group = case.model.get(Kind::SecurityGroup, id);
        let message = format!("Invalid security group , groupId= {id}, groupName=.");
        Refusal::unless(group.is_some(), "InvalidParameterValue", message)?;
        let other = group.and_then(|group| group.text("VpcId"));
        let holds = vpc.is_none() || other.is_none() || vpc == other;
        let message = "The DB instance and EC2 security group are in different VPCs.";
        Refusal::unless(holds, "InvalidParameterCombination", message)?;
    }
    Ok(())
}

fn usable_key(case: &Case<'_>) -> Verdict {
    let Some(key) = case.request.text("KmsKeyId") else {
        return Ok(());
    };
    let holds = case.model.key(key).is_none_or(|key| key.is("available"));
    let message = format!(
        "The specified KMS key [{key}] does not exist, is not enabled or you do not have permissions to access it."
    );
    Refusal::unless(holds, "KMSKeyNotAccessibleFault", message)
}

fn available(case: &Case<'_>) -> Verdict {
    let state = database(case).map_or("available", Thing::state);
    let message = format!("Database instance is not in available state. It is {state}.");
    Refusal::unless(state == "available", "InvalidDBInstanceState", message)
}

fn not_deleting(case: &Case<'_>) -> Verdict {
    let holds = !database(case).is_some_and(|database| database.is("deleting"));
    let name = case.request.named("DBInstanceIdentifier");
    let message = format!("Instance {name} is already being deleted.");
    Refusal::unless(holds, "InvalidDBInstanceState", message)
}

fn final_snapshot_decided(case: &Case<'_>) -> Verdict {
    let skips = case.request.flag("SkipFinalSnapshot") == Some(true);
    let names = case.request.at("FinalDBSnapshotIdentifier").is_some();
    let message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.";
    Refusal::unless(skips || names, "InvalidParameterCombination", message)?;
    let message = "FinalDBSnapshotIdentifier can not be specified when deleting a instance with SkipFinalSnapshot set.";
    Refusal::unless(!(skips && names), "InvalidParameterCombination", message)
}

fn snapshot_unique(case: &Case<'_>) -> Verdict {
    let field = if case.request.operation == "CreateDBSnapshot" {
        "DBSnapshotIdentifier"
    } else {
        "FinalDBSnapshotIdentifier"
    };
    let name = lower(case.request, field);
    let holds = name.is_empty() || !case.model.has(Kind::DbSnapshot, &name);
    let message = format!("Cannot create the snapshot because a snapshot with the identifier {name} already exists.");
    Refusal::unless(holds, "DBSnapshotAlreadyExists", message)
}

fn ready_for_final_snapshot(case: &Case<'_>) -> Verdict {
    let state = database(case).map_or("available", Thing::state);
    let holds = case.request.flag("SkipFinalSnapshot") == Some(true) || state == "available";
    let message = format!("Cannot create a snapshot because the database instance is {state}, not available.");
    Refusal::unless(holds, "InvalidDBInstanceState", message)
}

fn unprotected(case: &Case<'_>) -> Verdict {
    let holds = !database(case).is_some_and(|database| database.flag("DeletionProtection"));
    let message = "Cannot delete protected DB Instance, please disable deletion protection and try again.";
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

fn snapshot_complete(case: &Case<'_>) -> Verdict {
    let snapshot = case
        .model
        .get(Kind::DbSnapshot, &lower(case.request, "DBSnapshotIdentifier"));
    let holds = snapshot.is_none_or(|snapshot| snapshot.is("available"));
    let message = "The snapshot is not in available state.";
    Refusal::unless(holds, "InvalidDBSnapshotState", message)
}
