//! Redis or Valkey: what is in it can be made again, and nobody reaches it without its token.

use aws::elasticache::{ParameterGroup, ReplicationGroup, SubnetGroup};
use aws::secrets::{Endpoint, Secret};
use engine::Graph;

use super::network::Network;
use super::parameters::{CACHE, values};
use super::security::Groups;
use crate::config::RemoteConfig;

pub(super) fn cache(g: &mut Graph, config: &RemoteConfig, network: &Network, groups: &Groups) {
    let asked = &config.cache;
    let subnets = SubnetGroup {
        description: "The private subnets of LogLineOS".to_owned(),
        subnets: network.private.clone(),
    };
    let subnet_group = g.add("cache/subnets", &subnets);
    // `redis7` for 7.0 and 7.1, `valkey8` for 8.0 and 8.1.
    let major = asked.version.split('.').next().unwrap_or_default();
    let family = format!("{}{major}", asked.engine.name());
    let parameters = ParameterGroup {
        description: format!("{} {major} as LogLineOS needs it", asked.engine.name()),
        parameters: values(CACHE),
        family: family.clone(),
    };
    // Another family has a group of its own beside the old one.
    let parameter_group = g.add(&format!("cache/parameters-{family}"), &parameters);
    let secret = Secret {
        name: format!("logline/{}/cache", g.scope.environment),
        description: "How the functions log in to the cache".to_owned(),
        user: None,
        database: None,
        recovery_days: config.recovery_days,
    };
    let secret = g.add("cache/secret", &secret);
    let group = ReplicationGroup {
        description: "The cache of LogLineOS".to_owned(),
        engine: asked.engine.name().to_owned(),
        version: asked.version.clone(),
        class: asked.class.clone(),
        nodes: asked.nodes,
        port: asked.port,
        snapshot_days: asked.snapshot_days,
        secret: secret.clone(),
        subnet_group,
        security_group: groups.cache.clone(),
        parameter_group,
    };
    let group = g.add("cache/main", &group);
    let endpoint = Endpoint {
        secret,
        host: group.stable("host").of_any_kind(),
        port: group.stable("port").of_any_kind(),
    };
    g.add("cache/secret/endpoint", &endpoint);
}
