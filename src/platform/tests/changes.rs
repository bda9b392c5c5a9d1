//! Every setting changed once, in every environment: what happens is what is expected, and nothing else.

use std::collections::BTreeSet;

use engine::{Action, Graph, Plan, Problem};

use super::world::{Disk, World, planned};
use super::{ENVIRONMENTS, config, scope};
use crate::config::{Base, KEYS};
use crate::platform::cost::delta;
use crate::platform::graph;

/// A setting, another value for it, and what that leads to: one word per act and address, and the fields of updates.
struct Change {
    key: &'static str,
    value: &'static str,
    leads_to: fn(&str) -> Vec<&'static str>,
}

/// Where only what costs a second zone is different, dev has one more or one less.
fn by<const D: usize, const O: usize>(
    environment: &str,
    dev: [&'static str; D],
    others: [&'static str; O],
) -> Vec<&'static str> {
    if environment == "dev" {
        dev.to_vec()
    } else {
        others.to_vec()
    }
}

const CHANGES: &[Change] = &[
    Change {
        key: "network.nat",
        value: "other",
        leads_to: |environment| {
            by(
                environment,
                [
                    "create network/address-b",
                    "create network/nat-b",
                    "update network/private-table-b/default: nat",
                ],
                [
                    "delete network/address-b",
                    "delete network/address-c",
                    "delete network/nat-b",
                    "delete network/nat-c",
                    "update network/private-table-b/default: nat",
                    "update network/private-table-c/default: nat",
                ],
            )
        },
    },
    Change {
        key: "network.flow_logs",
        value: "other",
        leads_to: |environment| {
            by(
                environment,
                [
                    "create network/flow-log",
                    "create network/flow-log-group",
                    "create network/flow-log-role",
                ],
                [
                    "delete network/flow-log",
                    "delete network/flow-log-group",
                    "delete network/flow-log-role",
                ],
            )
        },
    },
    Change {
        key: "security.waf_rate",
        value: "3000",
        leads_to: |_| vec!["update security/web-acl: rate_limit"],
    },
    Change {
        key: "security.kms_window_days",
        value: "14",
        leads_to: |_| vec!["update security/memory-key: window_days"],
    },
    Change {
        key: "database.class",
        value: "db.t4g.large",
        leads_to: |_| vec!["update database/main: class"],
    },
    Change {
        key: "database.multi_az",
        value: "other",
        leads_to: |_| vec!["update database/main: multi_az"],
    },
    Change {
        key: "database.storage",
        value: "50",
        leads_to: |_| vec!["update database/main: storage"],
    },
    Change {
        key: "database.storage_limit",
        value: "500",
        leads_to: |_| vec!["update database/main: storage_limit"],
    },
    Change {
        key: "database.backup_days",
        value: "21",
        leads_to: |_| vec!["update database/main: backup_days"],
    },
    Change {
        key: "database.final_snapshot",
        value: "other",
        leads_to: |_| vec!["update database/main: final_snapshot"],
    },
    Change {
        key: "database.deletion_protection",
        value: "other",
        leads_to: |_| vec!["update database/main: deletion_protection"],
    },
    Change {
        key: "database.port",
        value: "5433",
        leads_to: |_| {
            vec![
                "create security/database-from-lambda",
                "delete security/database-from-lambda",
                "update database/app-secret/endpoint: port",
                "update database/main: port",
                "update database/owner-secret/endpoint: port",
            ]
        },
    },
    Change {
        key: "cache.version",
        value: "7.0",
        leads_to: |_| vec!["update cache/main: version"],
    },
    Change {
        key: "cache.class",
        value: "cache.m7g.large",
        leads_to: |_| vec!["update cache/main: class"],
    },
    Change {
        key: "cache.nodes",
        value: "3",
        leads_to: |_| vec!["update cache/main: nodes"],
    },
    Change {
        key: "cache.snapshot_days",
        value: "7",
        leads_to: |_| vec!["update cache/main: snapshot_days"],
    },
    Change {
        key: "secrets.recovery_days",
        value: "14",
        leads_to: |_| {
            vec![
                "update cache/secret: recovery_days",
                "update database/app-secret: recovery_days",
                "update database/owner-secret: recovery_days",
            ]
        },
    },
    Change {
        key: "logs.retention_days",
        value: "60",
        leads_to: |environment| {
            by(
                environment,
                [
                    "update database/postgresql-log-group: retention_days",
                    "update database/upgrade-log-group: retention_days",
                ],
                [
                    "update database/postgresql-log-group: retention_days",
                    "update database/upgrade-log-group: retention_days",
                    "update network/flow-log-group: retention_days",
                ],
            )
        },
    },
    Change {
        key: "network.zones",
        value: "a,b,d",
        leads_to: |environment| {
            let added = [
                "create network/private-d",
                "create network/private-d/routes",
                "create network/private-table-d",
                "create network/private-table-d/default",
                "create network/public-d",
                "create network/public-d/routes",
                "update cache/subnets: subnets",
                "update database/subnets: subnets",
                "update network/s3-endpoint: tables",
            ];
            let moved = [
                "create network/address-d",
                "create network/nat-d",
                "delete network/address-c",
                "delete network/nat-c",
                "delete network/private-c",
                "delete network/private-c/routes",
                "delete network/private-table-c",
                "delete network/private-table-c/default",
                "delete network/public-c",
                "delete network/public-c/routes",
            ];
            if environment == "dev" {
                added.to_vec()
            } else {
                [&added[..], &moved].concat()
            }
        },
    },
];

/// Settings that no change may reach what holds data with: the resource that refuses, and the field.
const REFUSED: &[(&str, &str, &str)] = &[
    ("network.cidr", "10.77.0.0/16", "database/main"),
    ("database.major", "16", "database/main"),
    ("cache.engine", "valkey", "cache/main"),
    ("cache.port", "6380", "cache/main"),
];

/// They say where something is, or who may make it, and not what it is like.
const ELSEWHERE: &[&str] = &["aws.region", "aws.account", "logs.level", "local.dir"];

struct Standing {
    environment: &'static str,
    world: World,
    disk: Disk,
}

impl Standing {
    fn new(environment: &'static str) -> Self {
        let (world, disk) = (World::empty(&scope(environment)), Disk::default());
        world.arrive(&graph(&config(environment, &[]), scope(environment)), &disk);
        Self {
            environment,
            world,
            disk,
        }
    }

    fn graph_with(&self, key: &str, value: &str) -> Graph {
        let variable = format!("LOGLINE_{}", key.replace('.', "_").to_uppercase());
        let changed = config(self.environment, &[(&variable, value)]);
        graph(&changed, scope(self.environment))
    }

    /// A value other than the built-in one, for settings with two.
    fn value(&self, change: &Change) -> &'static str {
        let base = Base::named(self.environment).unwrap();
        let builtin = KEYS.iter().find(|key| key.name == change.key).unwrap().builtin(base);
        match (change.value, builtin) {
            ("other", Some("true")) => "false",
            ("other", Some("false")) => "true",
            ("other", Some("one")) => "per-zone",
            ("other", Some("per-zone")) => "one",
            // One step up from 100.
            ("50", Some("100")) => "200",
            (value, _) => value,
        }
    }
}

fn steps(plan: &Plan) -> Vec<String> {
    let mut shown: Vec<String> = plan
        .steps
        .iter()
        .map(|step| match &step.action {
            Action::Create { .. } => format!("create {}", step.address),
            Action::Delete { .. } => format!("delete {}", step.address),
            Action::Update { fields, .. } => format!("update {}: {}", step.address, fields.join(", ")),
            other => format!("{other:?}"),
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn every_setting_changes_what_it_says_and_nothing_else() {
    for environment in ENVIRONMENTS {
        let standing = Standing::new(environment);
        for change in CHANGES {
            let value = standing.value(change);
            let graph = standing.graph_with(change.key, value);
            let (world, disk) = (standing.world.fork(), standing.disk.clone());
            let before = disk.lock().unwrap().clone();
            let plan = planned(&world.observe(), &graph).unwrap();
            let mut expected = (change.leads_to)(environment);
            expected.sort_unstable();
            assert_eq!(steps(&plan), expected, "{environment}: {} = {value}", change.key);
            let writes = world.cloud.writes();
            let (done, _) = world.arrive(&graph, &disk);
            assert_eq!(world.cloud.writes() - writes, done.writes, "{}", change.key);
            assert!(planned(&world.observe(), &graph).unwrap().is_empty(), "{}", change.key);
            *disk.lock().unwrap() = before;
        }
    }
}

#[test]
fn what_holds_data_is_never_made_again_and_says_what_to_do_instead() {
    for environment in ENVIRONMENTS {
        let standing = Standing::new(environment);
        for (key, value, holder) in REFUSED {
            let problems = planned(&standing.world.observe(), &standing.graph_with(key, value)).unwrap_err();
            let refused = |problem: &Problem| {
                let (Problem::Forbidden { address, recipe, .. } | Problem::HoldsData { address, recipe, .. }) = problem
                else {
                    return false;
                };
                address.as_str() == *holder && !recipe.is_empty()
            };
            assert!(
                problems.iter().any(refused),
                "{environment}: {key} = {value}: {problems:?}"
            );
        }
    }
}

#[test]
fn another_family_of_parameters_is_made_beside_the_old_one() {
    let (world, disk) = (World::empty(&scope("dev")), Disk::default());
    let valkey = |version| {
        let variables = [("LOGLINE_CACHE_ENGINE", "valkey"), ("LOGLINE_CACHE_VERSION", version)];
        graph(&config("dev", &variables), scope("dev"))
    };
    world.arrive(&valkey("7.2"), &disk);
    let (plan, _) = world.arrive(&valkey("8.0"), &disk);
    let expected = [
        "create cache/parameters-valkey8",
        "delete cache/parameters-valkey7",
        "update cache/main: parameter_group, version",
    ];
    assert_eq!(steps(&plan), expected);
    assert_eq!(world.cloud.refused(), 0, "the old one goes when nothing uses it");
}

#[test]
fn every_setting_of_a_remote_environment_is_in_one_of_the_tables() {
    let told: BTreeSet<&str> = CHANGES
        .iter()
        .map(|change| change.key)
        .chain(REFUSED.iter().map(|(key, _, _)| *key))
        .chain(ELSEWHERE.iter().copied())
        .collect();
    let remote = KEYS.iter().filter(|key| key.exists_in(Base::Dev));
    let untold: Vec<&str> = remote.map(|key| key.name).filter(|name| !told.contains(name)).collect();
    assert_eq!(untold, [""; 0]);
}

#[test]
fn a_change_says_what_it_adds_to_the_bill() {
    let standing = Standing::new("dev");
    let observed = standing.world.observe();
    for (key, value, expected) in [
        ("database.multi_az", "true", "+54.86"),
        ("network.nat", "per-zone", "+36.50"),
        ("security.waf_rate", "100", "+0.00"),
        ("cache.nodes", "2", "+12.41"),
    ] {
        let plan = planned(&observed, &standing.graph_with(key, value)).unwrap();
        assert_eq!(delta(&plan, &observed).monthly_usd.signed(), expected, "{key}");
    }
    let nothing = planned(&observed, &Graph::new(scope("dev"))).unwrap();
    assert_eq!(delta(&nothing, &observed).monthly_usd.signed(), "-112.97");
}
