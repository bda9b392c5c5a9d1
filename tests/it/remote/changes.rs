//! Every setting of dev changed once: the calls that are made are those that it takes, and no others.

use std::collections::{BTreeMap, BTreeSet};

use libtest_mimic::Trial;
use logline::config::{Base, KEYS};

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(every_setting_changes_what_it_must_and_nothing_else),
        bed.trial(what_holds_data_is_not_made_again),
    ]
}

/// How often which operation is called.
type Calls = &'static [(&'static str, usize)];

/// A setting, another value, and the calls that it takes, one after the other on one environment.
const CHANGES: &[(&str, &str, Calls)] = &[
    ("security.waf_rate", "3000", &[("wafv2:UpdateWebACL", 1)]),
    ("security.kms_window_days", "14", &[("kms:TagResource", 1)]),
    ("database.class", "db.t4g.large", &[("rds:ModifyDBInstance", 1)]),
    ("database.multi_az", "true", &[("rds:ModifyDBInstance", 1)]),
    ("database.storage_limit", "500", &[("rds:ModifyDBInstance", 1)]),
    (
        "database.storage",
        "50",
        &[("rds:ModifyDBInstance", 1), ("rds:AddTagsToResource", 1)],
    ),
    ("database.backup_days", "21", &[("rds:ModifyDBInstance", 1)]),
    ("database.final_snapshot", "true", &[("rds:AddTagsToResource", 1)]),
    ("database.deletion_protection", "true", &[("rds:ModifyDBInstance", 1)]),
    (
        "database.port",
        "5433",
        &[
            ("ec2:AuthorizeSecurityGroupIngress", 1),
            ("ec2:RevokeSecurityGroupIngress", 1),
            ("rds:ModifyDBInstance", 1),
            ("secretsmanager:PutSecretValue", 2),
            ("secretsmanager:TagResource", 2),
        ],
    ),
    ("cache.version", "7.0", &[("elasticache:ModifyReplicationGroup", 1)]),
    (
        "cache.class",
        "cache.m7g.large",
        &[("elasticache:ModifyReplicationGroup", 1)],
    ),
    (
        "cache.nodes",
        "3",
        &[
            ("elasticache:IncreaseReplicaCount", 1),
            ("elasticache:ModifyReplicationGroup", 1),
        ],
    ),
    ("cache.snapshot_days", "7", &[("elasticache:ModifyReplicationGroup", 1)]),
    ("secrets.recovery_days", "14", &[("secretsmanager:TagResource", 3)]),
    ("logs.retention_days", "60", &[("logs:PutRetentionPolicy", 2)]),
    (
        "network.nat",
        "per-zone",
        &[
            ("ec2:AllocateAddress", 1),
            ("ec2:CreateNatGateway", 1),
            ("ec2:ReplaceRoute", 1),
        ],
    ),
    (
        "network.flow_logs",
        "true",
        &[
            ("ec2:CreateFlowLogs", 1),
            ("iam:CreateRole", 1),
            ("iam:PutRolePolicy", 1),
            ("logs:CreateLogGroup", 1),
            ("logs:PutRetentionPolicy", 1),
        ],
    ),
    (
        "network.zones",
        "a,b,c",
        &[
            ("ec2:AllocateAddress", 1),
            ("ec2:AssociateRouteTable", 2),
            ("ec2:CreateNatGateway", 1),
            ("ec2:CreateRoute", 1),
            ("ec2:CreateRouteTable", 1),
            ("ec2:CreateSubnet", 2),
            ("ec2:ModifyVpcEndpoint", 1),
            ("elasticache:ModifyCacheSubnetGroup", 1),
            ("rds:ModifyDBSubnetGroup", 1),
        ],
    ),
];

/// Settings with which what holds data would have to be made again, and what refuses.
const REFUSED: &[(&str, &str, &str)] = &[
    ("network.cidr", "10.77.0.0/16", "database/main"),
    ("database.major", "16", "database/main"),
    ("cache.engine", "valkey", "cache/main"),
    ("cache.port", "6380", "cache/main"),
];

/// They say where something is, and not what it is like.
const ELSEWHERE: &[&str] = &["aws.region", "aws.account", "logs.level", "local.dir"];

async fn every_setting_changes_what_it_must_and_nothing_else(bed: &'static Bed) -> Outcome {
    let site = Site::hurried(bed).await?;
    site.up().await?;
    let mut variables: Vec<(String, &str)> = Vec::new();
    let mut wrong = Vec::new();
    for (key, value, expected) in CHANGES {
        variables.push((variable(key), value));
        let set: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        site.cloud.recorder().clear();
        site.beside("up --yes", &set).await?.succeeded()?;
        let mut made: BTreeMap<String, usize> = BTreeMap::new();
        for call in site.changes() {
            *made.entry(call.action()).or_default() += 1;
        }
        let expected: BTreeMap<String, usize> = expected
            .iter()
            .map(|(action, count)| ((*action).to_owned(), *count))
            .collect();
        if made != expected {
            wrong.push(format!("{key} = {value} makes {made:?}"));
        }
        site.cloud.recorder().clear();
        site.beside("up --yes", &set).await?.succeeded()?;
        if !site.cloud.recorder().mutating().is_empty() {
            wrong.push(format!("{key} = {value} is changed again by a second run"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<&str> = CHANGES
        .iter()
        .map(|change| change.0)
        .chain(REFUSED.iter().map(|one| one.0))
        .collect();
    let remote = KEYS.iter().filter(|key| key.exists_in(Base::Dev)).map(|key| key.name);
    let forgotten: Vec<&str> = remote
        .filter(|key| !known.contains(key) && !ELSEWHERE.contains(key))
        .collect();
    assert!(forgotten.is_empty(), "nobody has tried {forgotten:?}");
    Ok(())
}

async fn what_holds_data_is_not_made_again(bed: &'static Bed) -> Outcome {
    let site = Site::hurried(bed).await?;
    site.up().await?;
    for (key, value, holder) in REFUSED {
        site.cloud.recorder().clear();
        let variable = variable(key);
        let answer = site.beside("up --yes", &[(&variable, value)]).await?;
        answer.assert_refused(1, &[holder, "because: ", "try: "]);
        assert_eq!(site.cloud.recorder().mutating().len(), 0, "{key}");
    }
    Ok(())
}

fn variable(key: &str) -> String {
    format!("LOGLINE_{}", key.replace('.', "_").to_uppercase())
}
