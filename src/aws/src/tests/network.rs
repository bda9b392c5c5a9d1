use std::sync::Arc;

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};
use engine::{Action, Address, Catalog, Graph, Owner, Plan, Ref};
use serde_json::json;

use super::emulators::{ministack, moto};
use super::lab::Lab;
use crate::Aws;
use crate::ec2::{
    ElasticIp, FlowLog, InternetGateway, NatGateway, NetworkInterface, Route, RouteTable, RouteTableAssociation,
    Subnet, Vpc, VpcEndpoint,
};
use crate::iam::Role;
use crate::logs::LogGroup;

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default()
        .with::<ElasticIp>(aws)
        .with::<FlowLog>(aws)
        .with::<InternetGateway>(aws)
        .with::<LogGroup>(aws)
        .with::<NatGateway>(aws)
        .with::<NetworkInterface>(aws)
        .with::<Role>(aws)
        .with::<Route>(aws)
        .with::<RouteTable>(aws)
        .with::<RouteTableAssociation>(aws)
        .with::<Subnet>(aws)
        .with::<Vpc>(aws)
        .with::<VpcEndpoint>(aws)
}

#[derive(Clone)]
struct Wish {
    cidr: &'static str,
    dns: bool,
    /// The zone whose gateway the private subnets of `b` use.
    way_out_of_b: &'static str,
    /// The zone whose table the private subnet of `b` follows.
    table_of_b: &'static str,
    service: &'static str,
    endpoint_in: Vec<&'static str>,
    /// The name of the group that flow logs go to.
    log_group: Option<&'static str>,
}

const ZONES: [&str; 2] = ["a", "b"];

impl Default for Wish {
    fn default() -> Self {
        Self {
            cidr: "10.0",
            dns: true,
            way_out_of_b: "b",
            table_of_b: "b",
            service: "s3",
            endpoint_in: ZONES.to_vec(),
            log_group: None,
        }
    }
}

impl Wish {
    fn graph(&self, lab: &Lab) -> Graph {
        let mut graph = lab.graph();
        let vpc = graph.add(
            "network/vpc",
            &Vpc {
                cidr: format!("{}.0.0/16", self.cidr),
                dns: self.dns,
            },
        );
        let gateway = graph.add("network/gateway", &InternetGateway { vpc: vpc.clone() });
        let public = graph.add("network/public", &RouteTable { vpc: vpc.clone() });
        let out = Route {
            table: public.clone(),
            destination: "0.0.0.0/0".to_owned(),
            gateway: Some(gateway.clone()),
            nat: None,
        };
        graph.add("network/public/default", &out);
        let (mut nats, mut tables, mut privates) = (Vec::new(), Vec::new(), Vec::new());
        for (number, zone) in ZONES.iter().enumerate() {
            let mut subnet = |side: &str, third: usize| {
                let subnet = Subnet {
                    vpc: vpc.clone(),
                    cidr: format!("{}.{third}.0/20", self.cidr),
                    zone: format!("us-east-1{zone}"),
                };
                graph.add(&format!("network/{side}-{zone}"), &subnet)
            };
            privates.push(subnet("private", 16 * number));
            let outside = subnet("public", 16 * (number + ZONES.len()));
            let table = RouteTable { vpc: vpc.clone() };
            tables.push(graph.add(&format!("network/private-{zone}-table"), &table));
            let follows = RouteTableAssociation {
                subnet: outside.clone(),
                table: public.clone(),
            };
            graph.add(&format!("network/public-{zone}/routes"), &follows);
            let nat = NatGateway {
                vpc: gateway.configured("vpc"),
                subnet: outside,
                address: graph.add(&format!("network/nat-{zone}-address"), &ElasticIp {}),
            };
            nats.push(graph.add(&format!("network/nat-{zone}"), &nat));
        }
        let of = |zone: &str| ZONES.iter().position(|known| *known == zone).unwrap();
        for (zone, way_out, table) in [("a", "a", "a"), ("b", self.way_out_of_b, self.table_of_b)] {
            let out = Route {
                table: tables[of(zone)].clone(),
                destination: "0.0.0.0/0".to_owned(),
                gateway: None,
                nat: Some(nats[of(way_out)].clone()),
            };
            graph.add(&format!("network/private-{zone}-table/default"), &out);
            let follows = RouteTableAssociation {
                subnet: privates[of(zone)].clone(),
                table: tables[of(table)].clone(),
            };
            graph.add(&format!("network/private-{zone}/routes"), &follows);
        }
        let endpoint = VpcEndpoint {
            vpc: vpc.clone(),
            service: self.service.to_owned(),
            tables: self.endpoint_in.iter().map(|zone| tables[of(zone)].clone()).collect(),
        };
        graph.add("network/storage", &endpoint);
        if let Some(group) = self.log_group {
            flow_log(lab, &mut graph, vpc, group);
        }
        graph
    }
}

fn flow_log(lab: &Lab, graph: &mut Graph, vpc: Ref<Vpc>, group: &str) {
    let log_group = LogGroup {
        name: format!("/logline/{}/{}", lab.scope.environment, group),
        retention_days: 30,
    };
    let role = Role {
        description: "writes flow logs".to_owned(),
        service: "vpc-flow-logs.amazonaws.com".to_owned(),
        policy: json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": "*",
            }],
        }),
    };
    let flow_log = FlowLog {
        vpc,
        log_group: graph.add("network/flow-group", &log_group),
        role: graph.add("network/flow-role", &role).configured("arn"),
    };
    graph.add("network/flow", &flow_log);
}

/// What a plan does to what is there already: `update network/vpc`.
fn steps(plan: &Plan) -> Vec<String> {
    let mut steps: Vec<String> = plan
        .steps
        .iter()
        .map(|step| match &step.action {
            Action::Update { fields, .. } => format!("update {} {}", step.address, fields.join(",")),
            action => format!("{:?} {}", action.act(), step.address).to_lowercase(),
        })
        .collect();
    steps.sort();
    steps
}

async fn changes(lab: &Lab, wish: &Wish) -> Vec<String> {
    let before = calls(lab);
    let plan = lab.up(&wish.graph(lab)).await;
    assert_eq!(calls(lab) - before, plan.writes, "calls that {:?} take", steps(&plan));
    steps(&plan)
}

/// Mutating calls so far.
fn calls(lab: &Lab) -> usize {
    lab.journal().matches(r#""intent""#).count()
}

/// On one emulator in one account: the one under test, and a neighbour whose name begins with its name.
async fn neighbours(url: &str, account: &str, environment: &str) -> [Lab; 2] {
    let mut labs = [Lab::new(url, account, kinds).await, Lab::new(url, account, kinds).await];
    environment.clone_into(&mut labs[0].scope.environment);
    labs[1].scope.environment = format!("{environment}-2");
    labs
}

async fn comes_and_goes(url: &str, account: &str, environment: &str, first: Wish) {
    let [lab, neighbour] = neighbours(url, account, environment).await;
    let mut wish = first.clone();
    neighbour.up(&wish.graph(&neighbour)).await;
    let made = changes(&lab, &wish).await;
    assert!(made.iter().all(|step| step.starts_with("create ")), "{made:#?}");
    assert_eq!(made.len(), wish.graph(&lab).nodes().len());

    wish.dns = false;
    assert_eq!(changes(&lab, &wish).await, ["update network/vpc dns"]);
    wish.way_out_of_b = "a";
    assert_eq!(
        changes(&lab, &wish).await,
        ["update network/private-b-table/default nat"]
    );
    wish.table_of_b = "a";
    assert_eq!(changes(&lab, &wish).await, ["update network/private-b/routes table"]);
    wish.endpoint_in = vec!["b"];
    assert_eq!(changes(&lab, &wish).await, ["update network/storage tables"]);
    wish.service = "dynamodb";
    assert_eq!(
        changes(&lab, &wish).await,
        ["create network/storage", "delete network/storage"]
    );
    if wish.log_group.is_some() {
        wish.log_group = Some("other");
        let all = ["create", "delete"].map(|act| ["", "-group"].map(|what| format!("{act} network/flow{what}")));
        assert_eq!(changes(&lab, &wish).await, all.concat());
    }
    let before = calls(&lab);
    lab.down().await;
    // A gateway is detached first, and a role loses its policy.
    let first_something_else = if wish.log_group.is_some() { 2 } else { 1 };
    assert_eq!(
        calls(&lab) - before,
        wish.graph(&lab).nodes().len() + first_something_else
    );
    assert!(lab.observe().await.found.is_empty());
    let unchanged = neighbour.up(&first.graph(&neighbour)).await;
    assert!(unchanged.is_empty(), "{:#?}", unchanged.steps);
    neighbour.down().await;
}

/// Without flow logs: the emulator keeps their tags under another name than AWS, and so never shows them.
#[tokio::test]
async fn a_network_comes_changes_and_goes() {
    comes_and_goes(ministack().await, "330000000001", "dev", Wish::default()).await;
}

#[tokio::test]
async fn a_network_with_flow_logs_comes_changes_and_goes_on_the_second_emulator() {
    let wish = Wish {
        log_group: Some("flow"),
        ..Wish::default()
    };
    comes_and_goes(moto().await, "330000000002", "net", wish).await;
}

#[tokio::test]
async fn another_range_of_addresses_makes_the_network_again() {
    let [lab, _] = neighbours(ministack().await, "330000000003", "dev").await;
    lab.up(&Wish::default().graph(&lab)).await;
    let moved = Wish {
        cidr: "10.1",
        ..Wish::default()
    };
    let made = changes(&lab, &moved).await;
    for address in [
        "vpc",
        "private-a",
        "private-a/routes",
        "nat-b",
        "public/default",
        "storage",
    ] {
        for act in ["create", "delete"] {
            let step = format!("{act} network/{address}");
            assert!(made.contains(&step), "no {step} in {made:#?}");
        }
    }
    assert!(!made.iter().any(|step| step.contains("address")));
    lab.down().await;
}

#[tokio::test]
async fn what_somebody_changed_by_hand_is_put_right() {
    let [lab, _] = neighbours(ministack().await, "330000000004", "dev").await;
    let wish = Wish::default();
    lab.up(&wish.graph(&lab)).await;
    let ec2 = &lab.aws.ec2;
    let found = lab.observe().await.found;
    let id = |address: &str| found[&Address::new(address)].found.id.clone();
    let association = id("network/private-a/routes");
    let request = ec2.replace_route_table_association().association_id(association);
    request.route_table_id(id("network/public")).send().await.unwrap();
    let request = ec2.delete_route().route_table_id(id("network/private-b-table"));
    request.destination_cidr_block("0.0.0.0/0").send().await.unwrap();
    ec2.delete_nat_gateway()
        .nat_gateway_id(id("network/nat-a"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        changes(&lab, &wish).await,
        [
            "create network/nat-a",
            "create network/private-b-table/default",
            "update network/private-a-table/default nat",
            "update network/private-a/routes table",
        ]
    );
    lab.down().await;
}

#[tokio::test]
async fn what_lingers_is_removed_if_it_is_ours_and_named_if_it_is_not() {
    let [lab, _] = neighbours(ministack().await, "330000000005", "dev").await;
    lab.up(&Wish::default().graph(&lab)).await;
    let ec2 = &lab.aws.ec2;
    let found = lab.observe().await.found;
    let subnet = &found[&Address::new("network/private-a")].found.id;
    let interface = |description: &str| {
        ec2.create_network_interface()
            .subnet_id(subnet)
            .description(description)
    };
    let ours = "AWS Lambda VPC ENI-logline-dev-functions-stage0-loader-6e3c";
    let theirs = "AWS Lambda VPC ENI-somebody-elses-6e3c";
    interface(ours).send().await.unwrap();
    let theirs = interface(theirs).send().await.unwrap();
    let theirs = theirs.network_interface().unwrap().network_interface_id().unwrap();
    let idle = ec2.allocate_address().send().await.unwrap();
    let tag = Tag::builder().key("Environment").value("another").build();
    let tags = TagSpecification::builder()
        .resource_type(ResourceType::ElasticIp)
        .tags(tag);
    ec2.allocate_address()
        .tag_specifications(tags.build())
        .send()
        .await
        .unwrap();

    let strays = lab.observe().await.strays;
    let owned: Vec<Owner> = strays.iter().map(|stray| stray.found.owner).collect();
    assert_eq!(owned, [Owner::Foreign, Owner::Ours, Owner::Foreign]);

    let proof = lab.down().await;
    let named: Vec<&str> = proof.foreign.iter().map(|live| live.found.id.as_str()).collect();
    // The interface is not named any more: its network is gone, as it could not be on AWS.
    assert_eq!(named, [idle.allocation_id().unwrap()]);
    let left = ec2.describe_network_interfaces().send().await.unwrap();
    let left = left.network_interfaces().iter();
    let left: Vec<_> = left.filter_map(|interface| interface.network_interface_id()).collect();
    assert_eq!(left, [theirs]);
}

#[tokio::test]
async fn a_gateway_that_was_made_and_not_attached_is_attached_by_the_next_run() {
    let [lab, _] = neighbours(ministack().await, "330000000006", "dev").await;
    let mut graph = lab.graph();
    let vpc = Vpc {
        cidr: "10.0.0.0/16".to_owned(),
        dns: true,
    };
    let vpc = graph.add("network/vpc", &vpc);
    graph.add("network/gateway", &InternetGateway { vpc });
    lab.up(&graph).await;
    let id = lab.observe().await.found[&Address::new("network/gateway")]
        .found
        .id
        .clone();
    let vpc = lab.observe().await.found[&Address::new("network/vpc")].found.id.clone();
    let request = lab.aws.ec2.detach_internet_gateway().internet_gateway_id(&id);
    request.vpc_id(&vpc).send().await.unwrap();
    let plan = lab.up(&graph).await;
    assert_eq!(steps(&plan), ["update network/gateway vpc"]);
    let filter = Filter::builder().name("attachment.vpc-id").values(&vpc).build();
    let attached = lab
        .aws
        .ec2
        .describe_internet_gateways()
        .filters(filter)
        .send()
        .await
        .unwrap();
    assert_eq!(attached.internet_gateways()[0].internet_gateway_id(), Some(id.as_str()));
    lab.down().await;
}
