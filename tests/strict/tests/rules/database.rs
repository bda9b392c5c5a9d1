//! The order in which RDS lets things be made, changed and deleted.

use strict::Quota;

use crate::aws::{Aws, quick, slow};
use crate::story::{bites, bites_in, refused};

const PARAMETER_GROUP: &str = "DBParameterGroupName=p&Description=d&DBParameterGroupFamily=postgres15";

#[tokio::test(flavor = "multi_thread")]
async fn a_subnet_group_covers_two_zones_of_one_vpc() {
    let group = async |aws: &Aws, subnets: &[&str]| {
        let subnets = subnets
            .iter()
            .enumerate()
            .map(|(n, id)| format!("&SubnetIds.SubnetIdentifier.{}={id}", n + 1));
        let subnets: String = subnets.collect();
        aws.rds(
            "CreateDBSubnetGroup",
            &format!("DBSubnetGroupName=g&DBSubnetGroupDescription=d{subnets}"),
        )
        .await
    };
    bites(
        "database-subnet-group-over-two-zones",
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        async |aws| {
            let subnet = aws.subnet(&aws.vpc().await, 0).await;
            group(aws, &[&subnet]).await
        },
    )
    .await;
    let strict = quick().await.without("database-subnet-group-over-two-zones");
    crate::story::refused_in(
        strict,
        "database-subnet-group-of-known-subnets",
        "InvalidSubnet",
        &async |aws: &Aws| group(aws, &["subnet-1", "subnet-2"]).await,
    )
    .await;
    refused("database-subnet-group-in-one-vpc", "InvalidSubnet", async |aws| {
        let (one, other) = (aws.vpc().await, aws.vpc().await);
        let (one, other) = (aws.subnet(&one, 0).await, aws.subnet(&other, 1).await);
        group(aws, &[&one, &other]).await
    })
    .await;
    refused(
        "database-subnet-group-unique",
        "DBSubnetGroupAlreadyExists",
        async |aws| {
            let vpc = aws.subnet_groups().await;
            let (one, two) = (aws.subnet(&vpc, 2).await, aws.subnet(&vpc, 3).await);
            group(aws, &[&one, &two]).await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_outlive_the_databases_that_use_them() {
    bites_in(
        slow().await,
        "database-subnet-group-free-before-deletion",
        "InvalidDBSubnetGroupStateFault",
        async |aws| {
            aws.subnet_groups().await;
            aws.database("DBSubnetGroupName=g").await.ok();
            aws.rds("DeleteDBInstance", "DBInstanceIdentifier=db&SkipFinalSnapshot=true")
                .await
                .ok();
            aws.rds("DeleteDBSubnetGroup", "DBSubnetGroupName=g").await
        },
    )
    .await;
    bites_in(
        slow().await,
        "database-parameter-group-free-before-deletion",
        "InvalidDBParameterGroupState",
        async |aws| {
            aws.rds("CreateDBParameterGroup", PARAMETER_GROUP).await.ok();
            aws.database("DBParameterGroupName=p").await.ok();
            aws.rds("DeleteDBParameterGroup", "DBParameterGroupName=p").await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_one_of_its_name_made_from_what_is_there() {
    refused("database-unique", "DBInstanceAlreadyExists", async |aws| {
        aws.database("").await.ok();
        aws.database("").await
    })
    .await;
    refused(
        "database-parameter-group-unique",
        "DBParameterGroupAlreadyExists",
        async |aws| {
            aws.rds("CreateDBParameterGroup", PARAMETER_GROUP).await.ok();
            aws.rds("CreateDBParameterGroup", PARAMETER_GROUP).await
        },
    )
    .await;
    let none = quick().await.with_quota(Quota::Databases, 0);
    bites_in(none, "database-quota", "InstanceQuotaExceeded", async |aws| {
        aws.database("").await
    })
    .await;
    bites(
        "database-of-known-subnet-group",
        "DBSubnetGroupNotFoundFault",
        async |aws| aws.database("DBSubnetGroupName=nowhere").await,
    )
    .await;
    refused(
        "database-of-known-parameter-group",
        "DBParameterGroupNotFound",
        async |aws| aws.database("DBParameterGroupName=nothing").await,
    )
    .await;
    bites(
        "database-parameter-group-of-its-family",
        "InvalidParameterCombination",
        async |aws| {
            aws.rds("CreateDBParameterGroup", PARAMETER_GROUP).await.ok();
            aws.database("DBParameterGroupName=p&EngineVersion=16").await
        },
    )
    .await;
    bites(
        "database-with-known-security-groups",
        "InvalidParameterValue",
        async |aws| aws.database("VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1").await,
    )
    .await;
    bites(
        "database-with-known-security-groups",
        "InvalidParameterCombination",
        async |aws| {
            aws.subnet_groups().await;
            let elsewhere = aws.group(&aws.vpc().await, "elsewhere").await;
            aws.database(&format!(
                "DBSubnetGroupName=g&VpcSecurityGroupIds.VpcSecurityGroupId.1={elsewhere}"
            ))
            .await
        },
    )
    .await;
    bites("database-with-usable-key", "KMSKeyNotAccessibleFault", async |aws| {
        let key = aws.kms("CreateKey", serde_json::json!({})).await.json()["KeyMetadata"]["KeyId"].clone();
        aws.kms("ScheduleKeyDeletion", serde_json::json!({"KeyId": key}))
            .await
            .ok();
        aws.database(&format!("KmsKeyId={}", key.as_str().unwrap())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_being_made_is_left_alone() {
    let state = "InvalidDBInstanceState";
    bites_in(slow().await, "database-available-to-modify", state, async |aws| {
        aws.database("").await.ok();
        aws.rds("ModifyDBInstance", "DBInstanceIdentifier=db&DeletionProtection=false")
            .await
    })
    .await;
    bites_in(slow().await, "database-available-to-reboot", state, async |aws| {
        aws.database("").await.ok();
        aws.rds("RebootDBInstance", "DBInstanceIdentifier=db").await
    })
    .await;
    bites_in(slow().await, "database-available-to-snapshot", state, async |aws| {
        aws.database("").await.ok();
        aws.rds("CreateDBSnapshot", "DBInstanceIdentifier=db&DBSnapshotIdentifier=s")
            .await
    })
    .await;
    bites_in(slow().await, "database-ready-for-final-snapshot", state, async |aws| {
        aws.database("").await.ok();
        aws.rds(
            "DeleteDBInstance",
            "DBInstanceIdentifier=db&FinalDBSnapshotIdentifier=s",
        )
        .await
    })
    .await;
    let strict = slow().await.without("database-ready-for-final-snapshot");
    bites_in(strict, "database-not-deleted-twice", state, async |aws| {
        aws.database("").await.ok();
        aws.rds("DeleteDBInstance", "DBInstanceIdentifier=db&SkipFinalSnapshot=true")
            .await
            .ok();
        aws.rds("DeleteDBInstance", "DBInstanceIdentifier=db&SkipFinalSnapshot=true")
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_deleted_unprotected_and_with_a_word_on_its_snapshot() {
    let deleted = async |aws: &Aws, database: &str, form: &str| {
        aws.database(database).await.ok();
        aws.database_settles().await;
        aws.rds("DeleteDBInstance", &format!("DBInstanceIdentifier=db&{form}"))
            .await
    };
    let combination = "InvalidParameterCombination";
    bites("database-final-snapshot-decided", combination, async |aws| {
        deleted(aws, "", "").await
    })
    .await;
    bites("database-final-snapshot-decided", combination, async |aws| {
        deleted(aws, "", "SkipFinalSnapshot=true&FinalDBSnapshotIdentifier=s").await
    })
    .await;
    bites("database-unprotected-before-deletion", combination, async |aws| {
        deleted(aws, "DeletionProtection=true", "SkipFinalSnapshot=true").await
    })
    .await;
    bites(
        "database-snapshot-name-unique",
        "DBSnapshotAlreadyExists",
        async |aws| {
            aws.database("").await.ok();
            aws.database_settles().await;
            aws.rds("CreateDBSnapshot", "DBInstanceIdentifier=db&DBSnapshotIdentifier=s")
                .await
                .ok();
            aws.rds(
                "DeleteDBInstance",
                "DBInstanceIdentifier=db&FinalDBSnapshotIdentifier=s",
            )
            .await
        },
    )
    .await;
    bites_in(
        slow().await.without("database-available-to-snapshot"),
        "database-snapshot-complete-before-deletion",
        "InvalidDBSnapshotState",
        async |aws| {
            aws.database("").await.ok();
            aws.rds("CreateDBSnapshot", "DBInstanceIdentifier=db&DBSnapshotIdentifier=s")
                .await
                .ok();
            aws.rds("DeleteDBSnapshot", "DBSnapshotIdentifier=s").await
        },
    )
    .await;
}
