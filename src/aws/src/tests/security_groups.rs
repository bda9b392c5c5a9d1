use std::sync::Arc;

use aws_sdk_ec2::types::{IpPermission, IpRange, UserIdGroupPair};
use engine::{Action, Catalog, Graph, Owner};
use serde_json::json;

use super::emulators::{both, moto};
use super::lab::Lab;
use crate::Aws;
use crate::ec2::{SecurityGroup, SecurityGroupRule, Vpc};

fn kinds(aws: &Arc<Aws>) -> Catalog {
    let catalog = Catalog::default().with::<Vpc>(aws);
    catalog.with::<SecurityGroup>(aws).with::<SecurityGroupRule>(aws)
}

fn graph(lab: &Lab, port: u16) -> Graph {
    let mut graph = lab.graph();
    let cidr = "10.0.0.0/16".to_owned();
    let vpc = graph.add("network/vpc", &Vpc { cidr, dns: true });
    let mut group = |name: &str| {
        let group = SecurityGroup {
            vpc: vpc.clone(),
            description: format!("of {name}"),
        };
        graph.add(&format!("security/{name}"), &group)
    };
    let (lambda, database) = (group("lambda"), group("database"));
    let rule = SecurityGroupRule {
        group: database,
        source: lambda,
        port,
    };
    graph.add("security/database-from-lambda", &rule);
    graph
}

/// What is there of the environment, by address.
async fn id_of(lab: &Lab, address: &str) -> String {
    let observed = lab.observe().await;
    let found = observed.found.values().find(|live| live.address.as_str() == address);
    found.unwrap().found.id.clone()
}

async fn open(lab: &Lab, group: &str, permission: IpPermission) {
    let request = lab.aws.ec2.authorize_security_group_ingress().group_id(group);
    request.ip_permissions(permission).send().await.unwrap();
}

fn tcp(port: i32) -> aws_sdk_ec2::types::builders::IpPermissionBuilder {
    IpPermission::builder().ip_protocol("tcp").from_port(port).to_port(port)
}

#[tokio::test]
async fn groups_and_their_rules_are_made_once_and_a_changed_port_is_another_rule() {
    for lab in both(301, kinds).await {
        lab.up(&graph(&lab, 5432)).await;
        let plan = lab.up(&graph(&lab, 5433)).await;
        let acts: Vec<_> = plan
            .steps
            .iter()
            .map(|step| (step.address.as_str(), step.replaces))
            .collect();
        assert_eq!(acts, [("security/database-from-lambda", true); 2]);
        assert!(lab.down().await.kept.is_empty());
    }
}

#[tokio::test]
async fn a_rule_that_somebody_has_added_is_reported_by_up_and_gone_with_down() {
    for lab in both(302, kinds).await {
        lab.up(&graph(&lab, 5432)).await;
        let database = id_of(&lab, "security/database").await;
        open(
            &lab,
            &database,
            tcp(22)
                .ip_ranges(IpRange::builder().cidr_ip("0.0.0.0/0").build())
                .build(),
        )
        .await;
        let plan = lab.plan(&graph(&lab, 5432)).await.unwrap();
        assert!(plan.is_empty());
        let [stray] = &plan.reported[..] else {
            panic!("{:?}", plan.reported)
        };
        assert_eq!(stray.found.owner, Owner::Ours);
        assert_eq!(
            stray.found.seen,
            json!({ "group": database, "source": "0.0.0.0/0", "port": 22 })
        );

        let removes = lab.plan(&lab.graph()).await.unwrap();
        let is_removed =
            |step: &engine::Step| matches!(&step.action, Action::Delete { id, .. } if *id == stray.found.id);
        assert!(removes.steps.iter().any(is_removed));
        lab.down().await;
    }
}

/// MiniStack takes the same rule twice.
#[tokio::test]
async fn a_rule_that_somebody_has_made_as_we_would_becomes_ours() {
    let mut lab = Lab::new(moto().await, "300000000303", kinds).await;
    lab.scope.environment = "e303".to_owned();
    let without_rule = {
        let mut wanted = lab.graph();
        let cidr = "10.0.0.0/16".to_owned();
        let vpc = wanted.add("network/vpc", &Vpc { cidr, dns: true });
        for name in ["lambda", "database"] {
            let group = SecurityGroup {
                vpc: vpc.clone(),
                description: format!("of {name}"),
            };
            wanted.add(&format!("security/{name}"), &group);
        }
        wanted
    };
    lab.up(&without_rule).await;
    let (lambda, database) = (
        id_of(&lab, "security/lambda").await,
        id_of(&lab, "security/database").await,
    );
    let pair = UserIdGroupPair::builder().group_id(lambda).build();
    open(&lab, &database, tcp(5432).user_id_group_pairs(pair).build()).await;
    let theirs = lab.observe().await.strays[0].found.id.clone();

    lab.up(&graph(&lab, 5432)).await;
    assert_eq!(id_of(&lab, "security/database-from-lambda").await, theirs);
    lab.down().await;
}

#[tokio::test]
async fn a_neighbour_whose_name_begins_like_ours_keeps_its_rules() {
    for lab in both(304, kinds).await {
        let neighbour = lab.neighbour("e304-2");
        lab.up(&graph(&lab, 5432)).await;
        neighbour.up(&graph(&neighbour, 5432)).await;
        lab.down().await;
        assert!(neighbour.plan(&graph(&neighbour, 5432)).await.unwrap().is_empty());
        neighbour.down().await;
    }
}
