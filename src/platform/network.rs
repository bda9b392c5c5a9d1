//! The network: in each zone a subnet that the internet reaches and one that it does not.

use aws::ec2::{
    ElasticIp, FlowLog, InternetGateway, NatGateway, Route, RouteTable, RouteTableAssociation, Subnet, Vpc, VpcEndpoint,
};
use aws::iam::Role;
use aws::logs::LogGroup;
use engine::{Graph, Ref};
use serde_json::{Value, json};

use crate::config::{Nat, RemoteConfig, Zone};

/// What the other layers stand on.
pub(super) struct Network {
    pub vpc: Ref<Vpc>,
    /// One in each zone.
    pub private: Vec<Ref<Subnet>>,
}

/// Everything beyond the network.
const ANYWHERE: &str = "0.0.0.0/0";

pub(super) fn network(g: &mut Graph, config: &RemoteConfig) -> Network {
    let cidr = config.network.cidr.to_string();
    let vpc = g.add("network/vpc", &Vpc { cidr, dns: true });
    let private = subnets(g, config, &vpc, "private", |zone| zone.private.to_string());
    let public = subnets(g, config, &vpc, "public", |zone| zone.public.to_string());

    let gateway = InternetGateway { vpc: vpc.clone() };
    let gateway = g.add("network/internet-gateway", &gateway);
    let table = table(g, &vpc, "network/public-table", Some(gateway.clone()), None);
    for (zone, subnet) in config.network.zones.iter().zip(&public) {
        associate(g, &format!("network/public-{}", zone.letter), subnet, &table);
    }

    let nats = nat_gateways(g, config, &gateway, &public);
    let mut tables = Vec::new();
    for (index, zone) in config.network.zones.iter().enumerate() {
        // A single one serves all zones.
        let nat = nats.get(index).or(nats.first()).cloned();
        let address = format!("network/private-table-{}", zone.letter);
        let table = self::table(g, &vpc, &address, None, nat);
        associate(g, &format!("network/private-{}", zone.letter), &private[index], &table);
        tables.push(table);
    }
    let endpoint = VpcEndpoint {
        vpc: vpc.clone(),
        service: "s3".to_owned(),
        tables,
    };
    g.add("network/s3-endpoint", &endpoint);
    if config.network.flow_logs {
        flow_logs(g, config, &vpc);
    }
    Network { vpc, private }
}

fn subnets(
    g: &mut Graph,
    config: &RemoteConfig,
    vpc: &Ref<Vpc>,
    side: &str,
    cidr: fn(&Zone) -> String,
) -> Vec<Ref<Subnet>> {
    let mut subnets = Vec::new();
    for zone in &config.network.zones {
        let subnet = Subnet {
            vpc: vpc.clone(),
            cidr: cidr(zone),
            zone: format!("{}{}", g.scope.region, zone.letter),
        };
        subnets.push(g.add(&format!("network/{side}-{}", zone.letter), &subnet));
    }
    subnets
}

/// The ways out of the private subnets: one in each zone, or one for all.
fn nat_gateways(
    g: &mut Graph,
    config: &RemoteConfig,
    way_out: &Ref<InternetGateway>,
    public: &[Ref<Subnet>],
) -> Vec<Ref<NatGateway>> {
    let count = match config.network.nat {
        Nat::One => 1,
        Nat::PerZone => public.len(),
    };
    let mut gateways = Vec::new();
    for (zone, subnet) in config.network.zones.iter().zip(public).take(count) {
        let address = g.add(&format!("network/address-{}", zone.letter), &ElasticIp {});
        let gateway = NatGateway {
            vpc: way_out.configured("vpc"),
            subnet: subnet.clone(),
            address,
        };
        gateways.push(g.add(&format!("network/nat-{}", zone.letter), &gateway));
    }
    gateways
}

/// A table with one way to the rest of the world.
fn table(
    g: &mut Graph,
    vpc: &Ref<Vpc>,
    address: &str,
    gateway: Option<Ref<InternetGateway>>,
    nat: Option<Ref<NatGateway>>,
) -> Ref<RouteTable> {
    let table = g.add(address, &RouteTable { vpc: vpc.clone() });
    let route = Route {
        table: table.clone(),
        destination: ANYWHERE.to_owned(),
        gateway,
        nat,
    };
    g.add(&format!("{address}/default"), &route);
    table
}

fn associate(g: &mut Graph, address: &str, subnet: &Ref<Subnet>, table: &Ref<RouteTable>) {
    let association = RouteTableAssociation {
        subnet: subnet.clone(),
        table: table.clone(),
    };
    g.add(&format!("{address}/routes"), &association);
}

fn flow_logs(g: &mut Graph, config: &RemoteConfig, vpc: &Ref<Vpc>) {
    let name = format!("/logline/{}/flow-logs", g.scope.environment);
    let policy = may_write_to(g, &name);
    let group = LogGroup {
        name,
        retention_days: config.log_days,
    };
    let log_group = g.add("network/flow-log-group", &group);
    let role = Role {
        description: "Lets the network's flow logs be written".to_owned(),
        service: "vpc-flow-logs.amazonaws.com".to_owned(),
        policy,
    };
    let role = g.add("network/flow-log-role", &role).configured("arn");
    let flow_log = FlowLog {
        vpc: vpc.clone(),
        log_group,
        role,
    };
    g.add("network/flow-log", &flow_log);
}

/// The delivery of flow logs also lists groups, which AWS allows for all of them or none.
fn may_write_to(g: &Graph, log_group: &str) -> Value {
    let place = format!("arn:aws:logs:{}:{}:log-group:", g.scope.region, g.scope.account);
    json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                "Resource": format!("{place}{log_group}:*"),
            },
            {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": format!("{place}*")},
        ],
    })
}
