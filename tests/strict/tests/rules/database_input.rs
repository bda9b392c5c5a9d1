//! What RDS takes as input.

use crate::aws::{Aws, Reply, quick};
use crate::story::{bites, bites_in};

async fn new(rule: &str, code: &str, more: &str) {
    bites(rule, code, async |aws| aws.database(more).await).await;
}

/// A change of a database that is available.
async fn change(rule: &str, code: &str, more: &str) {
    bites(rule, code, async |aws| changed(aws, more).await).await;
}

async fn changed(aws: &Aws, more: &str) -> Reply {
    aws.database("AllocatedStorage=100").await.ok();
    aws.database_settles().await;
    aws.rds("ModifyDBInstance", &format!("DBInstanceIdentifier=db&{more}"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_users_have_a_form() {
    for name in ["1db", "db-", "d--b", "d_b"] {
        new(
            "database-identifier-form",
            "InvalidParameterValue",
            &format!("DBInstanceIdentifier={name}"),
        )
        .await;
    }
    for user in ["admin", "rdsadmin", "Public", "pg_owner"] {
        new(
            "database-user-not-reserved",
            "InvalidParameterValue",
            &format!("MasterUsername={user}"),
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_have_an_alphabet_and_a_length() {
    for password in [
        "slash%2Fslash",
        "at%40at-at-at",
        "quote%22quote",
        "space%20space",
        "t%C3%A4stature",
    ] {
        let more = format!("MasterUserPassword={password}");
        new("database-password-alphabet", "InvalidParameterValue", &more).await;
    }
    new(
        "database-password-length",
        "InvalidParameterValue",
        "MasterUserPassword=short",
    )
    .await;
    change(
        "database-password-alphabet",
        "InvalidParameterValue",
        "MasterUserPassword=at%40at-at-at",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn classes_engines_and_versions_are_those_on_offer() {
    for class in ["db.t3.giant", "db.t1.micro", "t3.medium"] {
        new(
            "database-class-known",
            "InvalidParameterValue",
            &format!("DBInstanceClass={class}"),
        )
        .await;
    }
    let strict = quick().await.without("database-engine-version-offered");
    bites_in(strict, "database-engine-known", "InvalidParameterValue", async |aws| {
        aws.database("Engine=postgresql").await
    })
    .await;
    for version in ["15.2", "15.99", "9", "15.14.1x", "latest"] {
        let more = format!("EngineVersion={version}");
        new("database-engine-version-offered", "InvalidParameterCombination", &more).await;
    }
    change(
        "database-version-only-upwards",
        "InvalidParameterCombination",
        "EngineVersion=14",
    )
    .await;
    change(
        "database-version-only-upwards",
        "InvalidParameterCombination",
        "EngineVersion=16",
    )
    .await;
    let aws = Aws::with(quick().await).await;
    changed(&aws, "EngineVersion=16&AllowMajorVersionUpgrade=true")
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_and_retention_have_bounds() {
    new("database-storage-size", "InvalidParameterValue", "AllocatedStorage=19").await;
    new(
        "database-storage-size",
        "InvalidParameterValue",
        "AllocatedStorage=65537",
    )
    .await;
    change(
        "database-storage-only-grows",
        "InvalidParameterCombination",
        "AllocatedStorage=50",
    )
    .await;
    change(
        "database-storage-only-grows",
        "InvalidParameterCombination",
        "AllocatedStorage=105",
    )
    .await;
    new(
        "database-autoscaling-above-storage",
        "InvalidParameterCombination",
        "MaxAllocatedStorage=20",
    )
    .await;
    change(
        "database-autoscaling-above-storage",
        "InvalidParameterCombination",
        "MaxAllocatedStorage=100",
    )
    .await;
    new(
        "database-backup-retention",
        "InvalidParameterValue",
        "BackupRetentionPeriod=36",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_and_support_are_those_there_are() {
    new(
        "database-certificate-known",
        "CertificateNotFound",
        "CACertificateIdentifier=rds-ca-2019",
    )
    .await;
    new(
        "database-lifecycle-support-known",
        "InvalidParameterValue",
        "EngineLifecycleSupport=none",
    )
    .await;
}

async fn parameter(rule: &str, code: &str, name: &str, value: &str, method: &str) {
    bites(rule, code, async |aws| {
        let group = "DBParameterGroupName=p";
        let family = format!("{group}&DBParameterGroupFamily=postgres15&Description=d");
        aws.rds("CreateDBParameterGroup", &family).await.ok();
        let first = "Parameters.Parameter.1";
        let one = format!("{first}.ParameterName={name}&{first}.ParameterValue={value}&{first}.ApplyMethod={method}");
        aws.rds("ModifyDBParameterGroup", &format!("{group}&{one}")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_have_names_values_and_a_time_to_apply() {
    let (value, combination) = ("InvalidParameterValue", "InvalidParameterCombination");
    parameter(
        "database-parameter-known",
        value,
        "max_connection",
        "100",
        "pending-reboot",
    )
    .await;
    parameter(
        "database-parameter-value",
        value,
        "shared_buffers",
        "256MB",
        "pending-reboot",
    )
    .await;
    parameter("database-parameter-value", value, "log_statement", "some", "immediate").await;
    parameter(
        "database-parameter-static-not-immediate",
        combination,
        "max_connections",
        "100",
        "immediate",
    )
    .await;
    bites("database-parameters-20-at-once", value, async |aws| {
        let family = "DBParameterGroupName=p&DBParameterGroupFamily=postgres15&Description=d";
        aws.rds("CreateDBParameterGroup", family).await.ok();
        let one =
            |n| format!("Parameters.Parameter.{n}.ParameterName=work_mem&Parameters.Parameter.{n}.ParameterValue=4096");
        let all: Vec<String> = (1..=21).map(one).collect();
        aws.rds(
            "ModifyDBParameterGroup",
            &format!("DBParameterGroupName=p&{}", all.join("&")),
        )
        .await
    })
    .await;
    bites(
        "default-parameter-group-fixed",
        "InvalidDBParameterGroupState",
        async |aws| {
            aws.rds("DeleteDBParameterGroup", "DBParameterGroupName=default.postgres15")
                .await
        },
    )
    .await;
}
