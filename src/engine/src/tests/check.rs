//! What is wrong with a graph is told before anybody is asked.

use std::collections::BTreeMap;

use crate::tests::catalog::{
    Database, Gateway, KINDS, LogGroup, Parameters, Route, RouteTable, Secret, SecurityGroup, SubnetGroup, Vpc, scope,
};
use crate::{Graph, Problem, Scope, check};

#[test]
fn a_graph_is_checked_before_anybody_is_asked() {
    let mut elsewhere = Graph::new(scope());
    let vpc = elsewhere.add(
        "network/vpc",
        &Vpc {
            cidr: "10.0.0.0/16".to_owned(),
            dns: true,
        },
    );
    let mut graph = Graph::new(scope());
    graph.add("network/gateway", &Gateway { vpc: vpc.clone() });
    graph.add("Network", &LogGroup { days: 1 });
    graph.add("network/twice", &LogGroup { days: 1 });
    graph.add("network/twice", &LogGroup { days: 1 });
    let vpc = graph.add(
        "network/vpc",
        &Vpc {
            cidr: "10.0.0.0/16".to_owned(),
            dns: true,
        },
    );
    let table = graph.add(
        "network/table",
        &RouteTable {
            vpc: vpc.configured("arn"),
        },
    );
    graph.add(
        "network/route",
        &Route {
            table,
            gateway: None,
            nat: None,
        },
    );
    let words: Vec<String> = check(&graph, &KINDS).iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "network/gateway refers to network/vpc, which does not come before it",
            "Network is not an address: layer/name, in lower case",
            "network/twice is there twice",
            "network/table refers to arn of network/vpc, which has no such output at that time",
        ]
    );
    assert!(matches!(
        check(&graph, &crate::Kinds::default())[0],
        Problem::UnknownKind { .. }
    ));
}

#[test]
fn a_name_that_the_cloud_would_refuse_is_refused_here() {
    let mut long = Graph::new(Scope {
        environment: "e".repeat(60),
        ..scope()
    });
    let mut database: Database = database(&mut long);
    "postgres15".clone_into(&mut database.engine);
    long.add("database/main", &database);
    assert!(matches!(
        check(&long, &KINDS)[..],
        [Problem::BadName { longest: 63, .. }]
    ));
}

fn database(graph: &mut Graph) -> Database {
    let vpc = graph.add(
        "network/vpc",
        &Vpc {
            cidr: "10.0.0.0/16".to_owned(),
            dns: true,
        },
    );
    Database {
        group: graph.add("database/subnets", &SubnetGroup { subnets: Vec::new() }),
        parameters: graph.add(
            "database/parameters",
            &Parameters {
                values: BTreeMap::new(),
            },
        ),
        security: graph.add(
            "security/database",
            &SecurityGroup {
                vpc,
                about: "database".to_owned(),
            },
        ),
        engine: String::new(),
        class: "db.t3.medium".to_owned(),
        deletion_protection: false,
    }
}

#[test]
fn an_endpoint_is_not_there_before_its_database_is_usable() {
    let mut graph = Graph::new(scope());
    let database = database(&mut graph);
    let database = graph.add("database/main", &database);
    let secret = Secret {
        fingerprint: "f".to_owned(),
        host: Some(database.configured("endpoint")),
    };
    graph.add("database/secret", &secret);
    assert!(matches!(check(&graph, &KINDS)[..], [Problem::NoSuchOutput { .. }]));
}
