//! The platform that the tests make, change and remove.

use std::collections::BTreeMap;

use crate::tests::catalog::{
    Association, Cache, CacheSubnets, Database, Elastic, Endpoint, Function, Gateway, Key, LogGroup, Nat, Parameters,
    Role, Route, RouteTable, Rule, Secret, SecurityGroup, Subnet, SubnetGroup, Vpc, scope,
};
use crate::{Graph, Ref};

/// What can be asked for differently.
#[derive(Clone)]
pub struct Wish {
    pub dns: bool,
    pub public_block: u8,
    pub engine: &'static str,
    pub class: &'static str,
    pub port: u16,
    pub has_endpoint: bool,
    pub log_groups: u8,
    pub work_mem: &'static str,
    pub secret: &'static str,
}

impl Wish {
    pub const FIRST: Self = Self {
        dns: true,
        public_block: 10,
        engine: "postgres15",
        class: "db.t3.medium",
        port: 5432,
        has_endpoint: true,
        log_groups: 2,
        work_mem: "4MB",
        secret: "a1",
    };

    /// Every kind of change at once: in place, at a restart, made again with what stands on it, removed, added.
    pub const SECOND: Self = Self {
        dns: false,
        public_block: 40,
        class: "db.t3.large",
        port: 5433,
        has_endpoint: false,
        log_groups: 3,
        work_mem: "8MB",
        secret: "b2",
        ..Self::FIRST
    };
}

pub fn platform(wish: &Wish) -> Graph {
    let mut graph = Graph::new(scope());
    let (vpc, private) = network(&mut graph, wish);
    let groups = security(&mut graph, wish, &vpc);
    let app = database(&mut graph, wish, &private, &groups);
    cache(&mut graph, wish, &private, &groups);
    functions(&mut graph, wish, &private, &groups, &app);
    graph
}

struct Groups {
    functions: Ref<SecurityGroup>,
    database: Ref<SecurityGroup>,
    cache: Ref<SecurityGroup>,
}

fn network(g: &mut Graph, wish: &Wish) -> (Ref<Vpc>, Vec<Ref<Subnet>>) {
    let vpc = g.add(
        "network/vpc",
        &Vpc {
            cidr: "10.0.0.0/16".to_owned(),
            dns: wish.dns,
        },
    );
    let gateway = g.add("network/gateway", &Gateway { vpc: vpc.clone() });
    let public_table = g.add("network/public-table", &RouteTable { vpc: vpc.clone() });
    let out = Route {
        table: public_table.clone(),
        gateway: Some(gateway),
        nat: None,
    };
    g.add("network/public-route", &out);
    let (mut private, mut tables) = (Vec::new(), Vec::new());
    for (index, zone) in ["a", "b"].iter().enumerate() {
        let subnet = |cidr| Subnet {
            vpc: vpc.clone(),
            cidr,
            zone: (*zone).to_owned(),
        };
        let inside = g.add(
            &format!("network/private-{zone}"),
            &subnet(format!("10.0.{index}.0/24")),
        );
        let block = if index == 1 { wish.public_block } else { 9 };
        let outside = g.add(&format!("network/public-{zone}"), &subnet(format!("10.0.{block}.0/24")));
        let address = g.add(
            &format!("network/address-{zone}"),
            &Elastic {
                label: (*zone).to_owned(),
            },
        );
        let nat = g.add(
            &format!("network/nat-{zone}"),
            &Nat {
                subnet: outside.clone(),
                address,
            },
        );
        let table = g.add(&format!("network/table-{zone}"), &RouteTable { vpc: vpc.clone() });
        let via = Route {
            table: table.clone(),
            gateway: None,
            nat: Some(nat),
        };
        g.add(&format!("network/route-{zone}"), &via);
        let joined = Association {
            subnet: inside.clone(),
            table: table.clone(),
        };
        g.add(&format!("network/private-{zone}-table"), &joined);
        let joined = Association {
            subnet: outside,
            table: public_table.clone(),
        };
        g.add(&format!("network/public-{zone}-table"), &joined);
        private.push(inside);
        tables.push(table);
    }
    if wish.has_endpoint {
        g.add(
            "network/endpoint",
            &Endpoint {
                vpc: vpc.clone(),
                tables,
            },
        );
    }
    (vpc, private)
}

fn security(g: &mut Graph, wish: &Wish, vpc: &Ref<Vpc>) -> Groups {
    let mut group = |about: &str| {
        g.add(
            &format!("security/{about}"),
            &SecurityGroup {
                vpc: vpc.clone(),
                about: about.to_owned(),
            },
        )
    };
    let groups = Groups {
        functions: group("functions"),
        database: group("database"),
        cache: group("cache"),
    };
    let rule = |group: &Ref<SecurityGroup>, port| Rule {
        group: group.clone(),
        source: groups.functions.clone(),
        port,
    };
    g.add("security/database-rule", &rule(&groups.database, wish.port));
    g.add("security/cache-rule", &rule(&groups.cache, 6379));
    g.add("security/key", &Key { rotation: true });
    groups
}

/// The secret of the functions.
fn database(g: &mut Graph, wish: &Wish, private: &[Ref<Subnet>], groups: &Groups) -> Ref<Secret> {
    let values = BTreeMap::from([("work_mem".to_owned(), wish.work_mem.to_owned())]);
    let database = Database {
        group: g.add(
            "database/subnets",
            &SubnetGroup {
                subnets: private.to_vec(),
            },
        ),
        parameters: g.add("database/parameters", &Parameters { values }),
        security: groups.database.clone(),
        engine: wish.engine.to_owned(),
        class: wish.class.to_owned(),
        deletion_protection: true,
    };
    let host = g.add("database/main", &database).stable("endpoint");
    g.add(
        "database/owner-secret",
        &Secret {
            fingerprint: wish.secret.to_owned(),
            host: Some(host),
        },
    );
    g.add(
        "database/app-secret",
        &Secret {
            fingerprint: wish.secret.to_owned(),
            host: None,
        },
    )
}

fn cache(g: &mut Graph, wish: &Wish, private: &[Ref<Subnet>], groups: &Groups) {
    let group = g.add(
        "cache/subnets",
        &CacheSubnets {
            subnets: private.to_vec(),
        },
    );
    g.add(
        "cache/main",
        &Cache {
            group,
            security: groups.cache.clone(),
            nodes: 1,
        },
    );
    g.add(
        "cache/secret",
        &Secret {
            fingerprint: wish.secret.to_owned(),
            host: None,
        },
    );
}

fn functions(g: &mut Graph, wish: &Wish, private: &[Ref<Subnet>], groups: &Groups, secret: &Ref<Secret>) {
    let add = |index| g.add(&format!("functions/log-{index}"), &LogGroup { days: 7 });
    let logs: Vec<Ref<LogGroup>> = (0..wish.log_groups).map(add).collect();
    for (name, log) in ["api", "boot"].iter().zip(logs) {
        let function = Function {
            role: g.add(
                &format!("functions/{name}-role"),
                &Role {
                    trusts: "lambda".to_owned(),
                },
            ),
            secret: secret.name("name"),
            log: log.name("name"),
            subnets: private.to_vec(),
            security: groups.functions.clone(),
        };
        g.add(&format!("functions/{name}"), &function);
    }
}
