//! PostgreSQL: private, encrypted, with a password for the owner and one for the functions.

use aws::logs::LogGroup;
use aws::rds::{Instance, ParameterGroup, SubnetGroup};
use aws::secrets::{Endpoint, Secret};
use engine::{Address, Graph, Ref};

use super::network::Network;
use super::parameters::{POSTGRES, restart_digest, values};
use super::security::Groups;
use crate::config::RemoteConfig;

const ADDRESS: &str = "database/main";
/// The database and its two users are called as on the operator's machine.
const NAME: &str = "logline";
const OWNER: &str = "logline_owner";
const APP: &str = "logline_app";
/// What PostgreSQL on RDS writes, and the names of the groups that it goes to.
const LOGS: [&str; 2] = ["postgresql", "upgrade"];

pub(super) fn database(g: &mut Graph, config: &RemoteConfig, network: &Network, groups: &Groups) {
    let asked = &config.database;
    let subnets = SubnetGroup {
        description: "The private subnets of LogLineOS".to_owned(),
        subnets: network.private.clone(),
    };
    let subnet_group = g.add("database/subnets", &subnets);
    let family = format!("postgres{}", asked.major);
    let parameters = ParameterGroup {
        description: format!("PostgreSQL {} as LogLineOS needs it", asked.major),
        parameters: values(POSTGRES),
        family: family.clone(),
    };
    // Another major version has a group of its own beside the old one.
    let parameter_group = g.add(&format!("database/parameters-{family}"), &parameters);
    log_groups(g, config);
    let owner = secret(
        g,
        config,
        "owner",
        OWNER,
        "The owner of the ledger: for migrations only",
    );
    let app = secret(g, config, "app", APP, "How the functions log in to the database");
    let instance = Instance {
        major: asked.major.to_string(),
        class: asked.class.clone(),
        storage: asked.storage,
        storage_limit: asked.storage_limit,
        multi_az: asked.multi_az,
        backup_days: asked.backup_days,
        deletion_protection: asked.deletion_protection,
        final_snapshot: asked.final_snapshot,
        port: asked.port,
        database: NAME.to_owned(),
        owner: OWNER.to_owned(),
        secret: owner.clone(),
        subnet_group,
        security_group: groups.database.clone(),
        parameter_group,
        restarted_for: restart_digest(POSTGRES),
        log_exports: LOGS.map(ToOwned::to_owned).to_vec(),
    };
    let instance = g.add(ADDRESS, &instance);
    for (name, secret) in [("owner", owner), ("app", app)] {
        let endpoint = Endpoint {
            secret,
            host: instance.stable("host").of_any_kind(),
            // As asked and not as seen: when it changes, the same run writes it down.
            port: Ref::seen(asked.port),
        };
        g.add(&format!("database/{name}-secret/endpoint"), &endpoint);
    }
}

/// RDS would make them itself, and keep every line for ever.
fn log_groups(g: &mut Graph, config: &RemoteConfig) {
    let instance = g.scope.name(&Address::new(ADDRESS));
    for log in LOGS {
        let group = LogGroup {
            name: format!("/aws/rds/instance/{instance}/{log}"),
            retention_days: config.log_days,
        };
        g.add(&format!("database/{log}-log-group"), &group);
    }
}

fn secret(g: &mut Graph, config: &RemoteConfig, name: &str, user: &str, description: &str) -> Ref<Secret> {
    let secret = Secret {
        name: format!("logline/{}/database/{name}", g.scope.environment),
        description: description.to_owned(),
        user: Some(user.to_owned()),
        database: Some(NAME.to_owned()),
        recovery_days: config.recovery_days,
    };
    g.add(&format!("database/{name}-secret"), &secret)
}
