//! What RDS takes as input: names, passwords, classes, versions, sizes.

use super::{Case, Rule, refuses};
use crate::model::Kind;
use crate::model::database::lower;
use crate::refusal::{Refusal, Verdict};

const CREATE: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
const MODIFY: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html";
const CLASSES: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html";
const VERSIONS: &str =
    "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html";
const STORAGE: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html";
const AUTOSCALING: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html";
const CERTIFICATES: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html";
const SUPPORT: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html";

const NEW: &[&str] = &["rds:CreateDBInstance"];
const CHANGED: &[&str] = &["rds:ModifyDBInstance"];
const BOTH: &[&str] = &["rds:CreateDBInstance", "rds:ModifyDBInstance"];
const NAMED: &[&str] = &[
    "rds:CreateDBInstance",
    "rds:CreateDBSubnetGroup",
    "rds:CreateDBParameterGroup",
    "rds:CreateDBSnapshot",
];

pub(super) const RULES: &[Rule] = &[
    refuses("database-identifier-form", NAMED, CREATE, identifier_form),
    refuses("database-user-not-reserved", NEW, CREATE, user_not_reserved),
    refuses("database-password-alphabet", BOTH, CREATE, password_alphabet),
    refuses("database-password-length", BOTH, CREATE, password_length),
    refuses("database-class-known", BOTH, CLASSES, class_known),
    refuses("database-engine-known", NEW, CREATE, engine_known),
    refuses("database-engine-version-offered", BOTH, VERSIONS, version_offered),
    refuses("database-version-only-upwards", CHANGED, MODIFY, version_only_upwards),
    refuses("database-storage-size", NEW, STORAGE, storage_size),
    refuses("database-storage-only-grows", CHANGED, MODIFY, storage_only_grows),
    refuses(
        "database-autoscaling-above-storage",
        BOTH,
        AUTOSCALING,
        autoscaling_above_storage,
    ),
    refuses("database-backup-retention", BOTH, CREATE, backup_retention),
    refuses("database-certificate-known", BOTH, CERTIFICATES, certificate_known),
    refuses(
        "database-lifecycle-support-known",
        NEW,
        SUPPORT,
        lifecycle_support_known,
    ),
];

/// Not to be had as a master user of PostgreSQL.
const RESERVED: [&str; 8] = [
    "admin",
    "postgres_admin",
    "public",
    "rdsadmin",
    "rds_superuser",
    "rdsrepladmin",
    "rds_replication",
    "user",
];

/// Families of x86 and Graviton that PostgreSQL runs on, with the sizes of each.
const BURSTABLE: [&str; 6] = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
const FAMILIES: [&str; 18] = [
    "m5", "m5d", "m6g", "m6gd", "m6i", "m6id", "m7g", "m7i", "m8g", "r5", "r5b", "r6g", "r6gd", "r6i", "r7g", "r7i",
    "r8g", "x2g",
];
const SIZES: [&str; 8] = [
    "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
];

/// Minors on offer at the end of 2026, oldest to newest: what is older was retired.
const OFFERED: [(u32, u32, u32); 5] = [(14, 18, 23), (15, 13, 18), (16, 9, 14), (17, 5, 10), (18, 1, 4)];

const CERTIFICATE_AUTHORITIES: [&str; 3] = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];

fn identifier_form(case: &Case<'_>) -> Verdict {
    let names = [
        "DBInstanceIdentifier",
        "DBSubnetGroupName",
        "DBParameterGroupName",
        "DBSnapshotIdentifier",
    ];
    let (own, most) = match case.request.operation.as_str() {
        "CreateDBInstance" => (names[0], 63),
        "CreateDBSubnetGroup" => (names[1], 255),
        "CreateDBParameterGroup" => (names[2], 255),
        _ => (names[3], 255),
    };
    let name = case.request.named(own);
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        // Subnet groups may have more, for once.
        || own == names[1] && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c));
    let holds = (1..=most).contains(&name.len())
        && is_plain
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with('-')
        && !name.contains("--");
    let message = format!(
        "The parameter {own} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, \
         digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
    );
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn user_not_reserved(case: &Case<'_>) -> Verdict {
    let user = case.request.named("MasterUsername");
    let holds = !RESERVED.contains(&user.to_lowercase().as_str()) && !user.starts_with("pg_");
    let message = format!("MasterUsername {user} cannot be used as it is a reserved word used by the engine");
    Refusal::unless(holds, "InvalidParameterValue", message)?;
    let holds = (1..=63).contains(&user.len())
        && user.starts_with(|c: char| c.is_ascii_alphabetic())
        && user.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let message = "The parameter MasterUsername must begin with a letter and contain only alphanumeric characters.";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn password_alphabet(case: &Case<'_>) -> Verdict {
    let Some(password) = case.request.text("MasterUserPassword") else {
        return Ok(());
    };
    let holds = password
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !br#"/@""#.contains(&byte));
    let message = "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn password_length(case: &Case<'_>) -> Verdict {
    let Some(password) = case.request.text("MasterUserPassword") else {
        return Ok(());
    };
    let message = "The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 128 characters.";
    Refusal::unless((8..=128).contains(&password.len()), "InvalidParameterValue", message)
}

fn class_known(case: &Case<'_>) -> Verdict {
    let Some(class) = case.request.text("DBInstanceClass") else {
        return Ok(());
    };
    Refusal::unless(
        is_class(class),
        "InvalidParameterValue",
        format!("Invalid DB Instance class: {class}"),
    )
}

fn is_class(class: &str) -> bool {
    let known = class.strip_prefix("db.").and_then(|rest| rest.split_once('.'));
    known.is_some_and(|(family, size)| match family {
        "t3" | "t4g" => BURSTABLE.contains(&size),
        _ => FAMILIES.contains(&family) && SIZES.contains(&size),
    })
}

/// The versions of PostgreSQL that a class can be ordered with, newest of each major; none for a class that is none.
pub(crate) fn orderable(class: &str) -> Vec<String> {
    let newest = OFFERED.iter().map(|(major, _, newest)| format!("{major}.{newest}"));
    newest.filter(|_| is_class(class)).collect()
}

fn engine_known(case: &Case<'_>) -> Verdict {
    let engine = case.request.named("Engine");
    let message = format!("Invalid DB engine: {engine}");
    let known = ["postgres", "mysql", "mariadb", "aurora-postgresql", "aurora-mysql"];
    Refusal::unless(known.contains(&engine), "InvalidParameterValue", message)
}

/// A major alone is always right: RDS chooses the minor.
fn version_offered(case: &Case<'_>) -> Verdict {
    let (Some(version), "postgres") = (case.request.text("EngineVersion"), engine(case)) else {
        return Ok(());
    };
    let numbers: Result<Vec<u32>, _> = version.split('.').map(str::parse).collect();
    let offered = |wanted: u32| OFFERED.iter().find(|(major, ..)| *major == wanted);
    let holds = match numbers.as_deref() {
        Ok([major]) => offered(*major).is_some(),
        Ok([major, minor]) => offered(*major).is_some_and(|(_, oldest, newest)| (oldest..=newest).contains(&minor)),
        _ => false,
    };
    let message = format!("Cannot find version {version} for postgres");
    Refusal::unless(holds, "InvalidParameterCombination", message)
}

fn version_only_upwards(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let old = database(case).and_then(|database| major(database.text("EngineVersion")?));
    let new = request.text("EngineVersion").and_then(major);
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(());
    };
    let message = format!("Cannot upgrade postgres from {old} to {new}");
    Refusal::unless(new >= old, "InvalidParameterCombination", message)?;
    let may = request.flag("AllowMajorVersionUpgrade") == Some(true);
    let message = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.";
    Refusal::unless(new == old || may, "InvalidParameterCombination", message)
}

fn storage_size(case: &Case<'_>) -> Verdict {
    let size = case.request.number("AllocatedStorage").unwrap_or_default();
    let kind = case.request.text("StorageType").unwrap_or("gp2");
    let range = match kind {
        "gp2" | "gp3" => 20..=65536,
        "io1" | "io2" => 100..=65536,
        _ => 5..=3072,
    };
    let message = format!("Invalid storage size for engine name postgres and storage type {kind}: {size}");
    Refusal::unless(range.contains(&size), "InvalidParameterValue", message)
}

/// And by a tenth at least.
fn storage_only_grows(case: &Case<'_>) -> Verdict {
    let old = database(case).and_then(|database| database.number("AllocatedStorage"));
    let (Some(old), Some(new)) = (old, case.request.number("AllocatedStorage")) else {
        return Ok(());
    };
    let message = format!("Requested storage size ({new}) cannot be less than the current storage size ({old}).");
    Refusal::unless(new >= old, "InvalidParameterCombination", message)?;
    let message = format!("Invalid storage size: the increase from {old} must be at least 10%.");
    Refusal::unless(
        new == old || new * 10 >= old * 11,
        "InvalidParameterCombination",
        message,
    )
}

fn autoscaling_above_storage(case: &Case<'_>) -> Verdict {
    let known = database(case).and_then(|database| database.number("AllocatedStorage"));
    let size = case.request.number("AllocatedStorage").or(known);
    let (Some(size), Some(most)) = (size, case.request.number("MaxAllocatedStorage")) else {
        return Ok(());
    };
    let message = "Max storage size must be greater than storage size";
    Refusal::unless(most > size, "InvalidParameterCombination", message)
}

fn backup_retention(case: &Case<'_>) -> Verdict {
    let Some(days) = case.request.number("BackupRetentionPeriod") else {
        return Ok(());
    };
    let message = format!("Invalid backup retention period: {days}. Must be between 0 and 35.");
    Refusal::unless((0..=35).contains(&days), "InvalidParameterValue", message)
}

fn certificate_known(case: &Case<'_>) -> Verdict {
    let Some(name) = case.request.text("CACertificateIdentifier") else {
        return Ok(());
    };
    if CERTIFICATE_AUTHORITIES.contains(&name) {
        return Ok(());
    }
    Err(Refusal::not_found(
        "CertificateNotFound",
        format!("Certificate {name} not found."),
    ))
}

fn lifecycle_support_known(case: &Case<'_>) -> Verdict {
    let Some(support) = case.request.text("EngineLifecycleSupport") else {
        return Ok(());
    };
    let known = [
        "open-source-rds-extended-support",
        "open-source-rds-extended-support-disabled",
    ];
    let message = format!("Invalid engine lifecycle support: {support}");
    Refusal::unless(known.contains(&support), "InvalidParameterValue", message)
}

fn engine<'a>(case: &'a Case<'_>) -> &'a str {
    let known = database(case).and_then(|database| database.text("Engine"));
    case.request.text("Engine").or(known).unwrap_or_default()
}

pub(super) fn database<'a>(case: &'a Case<'_>) -> Option<&'a crate::model::Thing> {
    case.model
        .get(Kind::Database, &lower(case.request, "DBInstanceIdentifier"))
}

pub(super) fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// The minor that RDS chooses for a major.
pub(crate) fn newest(version: &str) -> Option<String> {
    let wanted = major(version).filter(|_| !version.contains('.'))?;
    let (major, _, newest) = OFFERED.iter().find(|(major, ..)| *major == wanted)?;
    Some(format!("{major}.{newest}"))
}
