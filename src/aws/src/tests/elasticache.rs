use std::sync::Arc;

use engine::{Catalog, Graph, Ref, State};

use super::emulators::{ministack, moto};
use super::ground::Ground;
use super::lab::Lab;
use crate::Aws;
use crate::ec2::SecurityGroup;
use crate::elasticache::{ParameterGroup, ReplicationGroup, Snapshot, SubnetGroup};
use crate::secrets::{Endpoint, Secret};

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default()
        .with::<Endpoint>(aws)
        .with::<ParameterGroup>(aws)
        .with::<ReplicationGroup>(aws)
        .with::<Secret>(aws)
        .with::<Snapshot>(aws)
        .with::<SubnetGroup>(aws)
}

struct Wish {
    zones: usize,
    ground: Ground,
    parameters: Vec<(&'static str, &'static str)>,
    group: ReplicationGroup,
}

impl Wish {
    async fn new(lab: &Lab) -> Self {
        let ground = Ground::new(&lab.aws).await;
        Self {
            zones: 2,
            parameters: vec![("maxmemory-policy", "allkeys-lru"), ("timeout", "300")],
            group: ReplicationGroup {
                description: "of the ledger".to_owned(),
                engine: "redis".to_owned(),
                version: "7.1".to_owned(),
                class: "cache.t3.micro".to_owned(),
                nodes: 1,
                port: 6379,
                snapshot_days: 5,
                secret: Ref::seen("made by the graph"),
                subnet_group: Ref::seen("made by the graph"),
                security_group: ground.security_group::<SecurityGroup>(&lab.aws, "cache").await,
                parameter_group: Ref::seen("made by the graph"),
            },
            ground,
        }
    }

    fn graph(&mut self, lab: &Lab) -> Graph {
        let mut graph = lab.graph();
        let secret = Secret {
            name: "logline/dev/cache/token".to_owned(),
            description: "of the cache".to_owned(),
            user: None,
            database: None,
            recovery_days: None,
        };
        self.group.secret = graph.add("cache/token", &secret);
        let subnets = SubnetGroup {
            description: "private".to_owned(),
            subnets: self.ground.subnets(self.zones),
        };
        self.group.subnet_group = graph.add("cache/subnets", &subnets);
        let parameters = self.parameters.iter();
        let parameters = ParameterGroup {
            family: "redis7".to_owned(),
            description: "of the ledger".to_owned(),
            parameters: parameters
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        self.group.parameter_group = graph.add("cache/parameters", &parameters);
        let group = graph.add("cache/group", &self.group);
        let endpoint = Endpoint {
            secret: self.group.secret.clone(),
            host: group.stable("host").of_any_kind(),
            port: group.stable("port").of_any_kind(),
        };
        graph.add("cache/token/endpoint", &endpoint);
        graph
    }

    async fn change(&mut self, lab: &Lab, edit: impl FnOnce(&mut Self)) -> Vec<(String, Vec<String>)> {
        edit(self);
        lab.change(&self.graph(lab)).await
    }
}

fn step(address: &str, field: &str) -> Vec<(String, Vec<String>)> {
    vec![(address.to_owned(), vec![field.to_owned()])]
}

/// The emulator forgets what a change of version, parameter group or security group asks for.
#[tokio::test]
async fn a_cache_is_made_and_each_field_changes_alone() {
    let lab = Lab::new(ministack().await, "320000000001", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    assert_eq!(
        wish.change(&lab, |w| w.zones = 3).await,
        step("cache/subnets", "subnets")
    );
    let parameters = wish.change(&lab, |w| w.parameters[1].1 = "60");
    assert_eq!(parameters.await, step("cache/parameters", "parameters"));
    let description = wish.change(&lab, |w| w.group.description = "of all".to_owned());
    assert_eq!(description.await, step("cache/group", "description"));
    let class = wish.change(&lab, |w| w.group.class = "cache.r6g.large".to_owned());
    assert_eq!(class.await, step("cache/group", "class"));
    let days = wish.change(&lab, |w| w.group.snapshot_days = 9);
    assert_eq!(days.await, step("cache/group", "snapshot_days"));
    for (nodes, failover) in [(2, "enabled"), (3, "enabled"), (1, "disabled")] {
        let changed = wish.change(&lab, |w| w.group.nodes = nodes);
        assert_eq!(changed.await, step("cache/group", "nodes"));
        let listed = lab.aws.elasticache.describe_replication_groups().send().await.unwrap();
        let group = &listed.replication_groups()[0];
        assert_eq!(group.automatic_failover().unwrap().as_str(), failover);
        assert_eq!(group.multi_az().unwrap().as_str(), failover);
        assert_eq!(group.node_groups()[0].node_group_members().len(), usize::from(nodes));
    }
    let proof = lab.down().await;
    assert!(proof.kept.is_empty() && proof.foreign.is_empty(), "{proof:?}");
}

#[tokio::test]
async fn a_parameter_that_nobody_asks_for_any_more_has_its_default_again() {
    let lab = Lab::new(ministack().await, "320000000005", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    wish.parameters = vec![("timeout", "60")];
    let (changes, _) = lab.change_somehow(&wish.graph(&lab)).await;
    assert_eq!(changes, step("cache/parameters", "parameters"));
}

#[tokio::test]
async fn a_cache_is_encrypted_and_wants_the_token_of_its_secret() {
    let lab = Lab::new(ministack().await, "320000000002", kinds).await;
    let mut wish = Wish::new(&lab).await;
    wish.group.nodes = 2;
    lab.up(&wish.graph(&lab)).await;
    let listed = lab.aws.elasticache.describe_replication_groups().send().await.unwrap();
    let group = &listed.replication_groups()[0];
    assert_eq!(group.at_rest_encryption_enabled(), Some(true));
    assert_eq!(group.transit_encryption_enabled(), Some(true));
    assert_eq!(group.auth_token_enabled(), Some(true));
    assert_eq!(group.multi_az().unwrap().as_str(), "enabled");
    let secret = lab
        .aws
        .secrets
        .get_secret_value()
        .secret_id("logline/dev/cache/token")
        .send()
        .await
        .unwrap();
    let content: serde_json::Value = serde_json::from_str(secret.secret_string().unwrap()).unwrap();
    let seen = format!("{:?}", lab.observe().await) + &lab.journal();
    assert!(!seen.contains(content["password"].as_str().unwrap()));
    assert_eq!(
        content["host"],
        group.node_groups()[0].primary_endpoint().unwrap().address().unwrap()
    );
}

#[tokio::test]
async fn a_failover_that_somebody_has_turned_off_comes_back() {
    let lab = Lab::new(ministack().await, "320000000003", kinds).await;
    let mut wish = Wish::new(&lab).await;
    wish.group.nodes = 2;
    lab.up(&wish.graph(&lab)).await;
    let request = lab
        .aws
        .elasticache
        .modify_replication_group()
        .automatic_failover_enabled(false);
    let request = request.replication_group_id("logline-dev-cache-group");
    request
        .multi_az_enabled(false)
        .apply_immediately(true)
        .send()
        .await
        .unwrap();
    let (changes, _) = lab.change_somehow(&wish.graph(&lab)).await;
    assert_eq!(changes, step("cache/group", "nodes"));
}

/// The main emulator gives a snapshot a time that cannot be read.
#[tokio::test]
async fn snapshots_by_hand_stay_and_are_named() {
    let snapshots_only = |aws: &_| Catalog::default().with::<Snapshot>(aws);
    let lab = Lab::new(moto().await, "320000000004", snapshots_only).await;
    for (name, group) in [
        ("by-hand", "logline-dev-cache-group"),
        ("theirs", "logline-dev-2-cache-group"),
    ] {
        let request = lab.aws.elasticache.create_replication_group().num_cache_clusters(1);
        let request = request
            .replication_group_id(group)
            .replication_group_description("by hand");
        request.cache_node_type("cache.t3.micro").send().await.unwrap();
        let request = lab.aws.elasticache.create_snapshot().snapshot_name(name);
        request.replication_group_id(group).send().await.unwrap();
    }
    let proof = lab.down().await;
    assert_eq!(proof.kept.len(), 1, "{:?}", proof.kept);
    assert_eq!(proof.kept[0].found.id, "by-hand");
    assert!(matches!(&proof.kept[0].found.state, State::Kept(why) if why.contains("yours to delete")));
}

/// The other emulator has no parameter groups for caches, and its groups never end to be deleted.
#[tokio::test]
async fn a_subnet_group_is_the_same_to_another_emulator() {
    let subnets_only = |aws: &_| Catalog::default().with::<SubnetGroup>(aws);
    let lab = Lab::new(moto().await, "320000000006", subnets_only).await;
    let ground = Ground::new(&lab.aws).await;
    let group = |graph: &mut Graph| {
        let group = SubnetGroup {
            description: "private".to_owned(),
            subnets: ground.subnets(2),
        };
        graph.add("cache/subnets", &group);
    };
    let mut graph = lab.graph();
    group(&mut graph);
    lab.up(&graph).await;
}
