//! A platform like the real one: network, security, database, cache, a few functions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::simulation::Behaviour;
use crate::{DeleteAfter, Facts, Graph, Kind, Kinds, NameRule, Ref, RepeatSafety, Scope, Takes};

use DeleteAfter::{All, Referring};

macro_rules! kinds {
    ($($name:ident $kind:literal $repeat:ident { $($field:ident: $type:ty),* } { $($item:item)* })*) => {
        $(
            #[derive(Serialize)]
            pub struct $name { $(pub $field: $type),* }

            impl Kind for $name {
                const KIND: &'static str = $kind;
                const REPEAT: RepeatSafety = RepeatSafety::$repeat;
                $($item)*
            }
        )*

        pub static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::default()$(.with(Facts::of::<$name>()))*);
    };
}

const ID: &[&str] = &["id"];

kinds! {
    Vpc "ec2/vpc" Unnamed { cidr: String, dns: bool } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["cidr"];
        const AFTER_CREATE: &'static [&'static str] = &["dns"];
        const DELETE_AFTER: &'static [DeleteAfter] = &[
            Referring("ec2/subnet"), Referring("ec2/internet-gateway"), Referring("ec2/route-table"),
            Referring("ec2/endpoint"), Referring("ec2/security-group"),
        ];
    }
    Gateway "ec2/internet-gateway" Unnamed { vpc: Ref<Vpc> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("ec2/route"), All("ec2/address")];
    }
    Subnet "ec2/subnet" Unnamed { vpc: Ref<Vpc>, cidr: String, zone: String } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["vpc", "cidr", "zone"];
        const DELETE_AFTER: &'static [DeleteAfter] = &[
            Referring("ec2/nat"), Referring("ec2/association"), Referring("rds/subnet-group"),
            Referring("cache/subnet-group"), Referring("lambda/function"),
        ];
    }
    Elastic "ec2/address" Unnamed { label: String } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("ec2/nat")];
    }
    Nat "ec2/nat" Token { subnet: Ref<Subnet>, address: Ref<Elastic> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["subnet", "address"];
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("ec2/route")];
        const SETTLES: bool = true;
        const TAKES: Takes = Takes::seconds(106, 61);
    }
    RouteTable "ec2/route-table" Token { vpc: Ref<Vpc> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["vpc"];
        const DELETE_AFTER: &'static [DeleteAfter] = &[
            Referring("ec2/route"), Referring("ec2/association"), Referring("ec2/endpoint"),
        ];
    }
    Route "ec2/route" Name { table: Ref<RouteTable>, gateway: Option<Ref<Gateway>>, nat: Option<Ref<Nat>> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["table"];
    }
    Association "ec2/association" Name { subnet: Ref<Subnet>, table: Ref<RouteTable> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["subnet", "table"];
    }
    Endpoint "ec2/endpoint" Token { vpc: Ref<Vpc>, tables: Vec<Ref<RouteTable>> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["vpc"];
    }
    SecurityGroup "ec2/security-group" Name { vpc: Ref<Vpc>, about: String } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["vpc", "about"];
        const DELETE_AFTER: &'static [DeleteAfter] = &[
            Referring("ec2/rule"), Referring("rds/database"), Referring("cache/group"), Referring("lambda/function"),
        ];
    }
    Rule "ec2/rule" Name { group: Ref<SecurityGroup>, source: Ref<SecurityGroup>, port: u16 } {
        const OUTPUTS: &'static [&'static str] = ID;
        const FIXED: &'static [&'static str] = &["group", "source", "port"];
    }
    Key "kms/key" Unnamed { rotation: bool } {
        const OUTPUTS: &'static [&'static str] = ID;
        const AFTER_CREATE: &'static [&'static str] = &["rotation"];
        const STATEFUL: Option<&'static str> = Some("encrypt with a second key, then retire this one");
    }
    SubnetGroup "rds/subnet-group" Name { subnets: Vec<Ref<Subnet>> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("rds/database")];
    }
    Parameters "rds/parameters" Name { values: BTreeMap<String, String> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("rds/database")];
    }
    Database "rds/database" Name {
        group: Ref<SubnetGroup>, parameters: Ref<Parameters>, security: Ref<SecurityGroup>,
        engine: String, class: String, deletion_protection: bool
    } {
        const OUTPUTS: &'static [&'static str] = ID;
        const STABLE_OUTPUTS: &'static [&'static str] = &["endpoint"];
        const FIXED: &'static [&'static str] = &["engine", "group"];
        const REBOOT: &'static [&'static str] = &["class"];
        const STATEFUL: Option<&'static str> = Some("restore a snapshot beside it, then move");
        const GUARD: Option<&'static str> = Some("deletion_protection");
        const SETTLES: bool = true;
        const TAKES: Takes = Takes::seconds(480, 300);
        const NAME_RULE: Option<NameRule> = Some(NameRule { longest: 63, allows: |c| c.is_ascii_alphanumeric() || c == '-' });
    }
    Secret "secrets/secret" Token { fingerprint: String, host: Option<Ref<Database>> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const STATEFUL: Option<&'static str> = Some("write a new version instead");
    }
    CacheSubnets "cache/subnet-group" Name { subnets: Vec<Ref<Subnet>> } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("cache/group")];
    }
    Cache "cache/group" Name { group: Ref<CacheSubnets>, security: Ref<SecurityGroup>, nodes: u8 } {
        const OUTPUTS: &'static [&'static str] = ID;
        const STABLE_OUTPUTS: &'static [&'static str] = &["endpoint"];
        const STATEFUL: Option<&'static str> = Some("restore a snapshot beside it, then move");
        const SETTLES: bool = true;
        const TAKES: Takes = Takes::seconds(540, 240);
    }
    Role "iam/role" Name { trusts: String } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[Referring("lambda/function")];
    }
    LogGroup "logs/group" Name { days: u16 } {
        const OUTPUTS: &'static [&'static str] = ID;
        const DELETE_AFTER: &'static [DeleteAfter] = &[All("lambda/function")];
    }
    Function "lambda/function" Name {
        role: Ref<Role>, secret: Ref<Secret>, log: Ref<LogGroup>, subnets: Vec<Ref<Subnet>>, security: Ref<SecurityGroup>
    } {
        const OUTPUTS: &'static [&'static str] = ID;
        const SETTLES: bool = true;
        const TAKES: Takes = Takes::seconds(50, 240);
    }
}

pub fn behaviours() -> BTreeMap<&'static str, Behaviour> {
    let protected = Behaviour {
        guard: Some("deletion_protection"),
        ..Behaviour::taking(480, 300)
    };
    let kept = Behaviour {
        keeps: Some("deletion is scheduled"),
        ..Behaviour::INSTANT
    };
    let loose = |loose| Behaviour {
        loose,
        ..Behaviour::INSTANT
    };
    let after = |after_all| Behaviour {
        after_all,
        ..Behaviour::INSTANT
    };
    BTreeMap::from([
        ("ec2/internet-gateway", after(&["ec2/address"])),
        ("ec2/nat", Behaviour::taking(106, 61)),
        ("rds/database", protected),
        ("cache/group", Behaviour::taking(540, 240)),
        ("lambda/function", Behaviour::taking(50, 240)),
        ("secrets/secret", loose(&["host"])),
        ("logs/group", after(&["lambda/function"])),
        ("kms/key", kept),
    ])
}

pub fn scope() -> Scope {
    Scope {
        environment: "dev".to_owned(),
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
    }
}

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
    let mut g = Graph::new(scope());
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
    let group = |about: &str| SecurityGroup {
        vpc: vpc.clone(),
        about: about.to_owned(),
    };
    let functions = g.add("security/functions", &group("functions"));
    let database_group = g.add("security/database", &group("database"));
    let cache_group = g.add("security/cache", &group("cache"));
    let rule = |group: &Ref<SecurityGroup>, port| Rule {
        group: group.clone(),
        source: functions.clone(),
        port,
    };
    g.add("security/database-rule", &rule(&database_group, wish.port));
    g.add("security/cache-rule", &rule(&cache_group, 6379));
    g.add("security/key", &Key { rotation: true });

    let subnets = g.add(
        "database/subnets",
        &SubnetGroup {
            subnets: private.clone(),
        },
    );
    let values = BTreeMap::from([("work_mem".to_owned(), wish.work_mem.to_owned())]);
    let parameters = g.add("database/parameters", &Parameters { values });
    let database = Database {
        group: subnets,
        parameters,
        security: database_group,
        engine: wish.engine.to_owned(),
        class: wish.class.to_owned(),
        deletion_protection: true,
    };
    let database = g.add("database/main", &database);
    let secret = |host| Secret {
        fingerprint: wish.secret.to_owned(),
        host,
    };
    g.add("database/owner-secret", &secret(Some(database.stable("endpoint"))));
    let app = g.add("database/app-secret", &secret(None));

    let subnets = g.add(
        "cache/subnets",
        &CacheSubnets {
            subnets: private.clone(),
        },
    );
    g.add(
        "cache/main",
        &Cache {
            group: subnets,
            security: cache_group,
            nodes: 1,
        },
    );
    g.add("cache/secret", &secret(None));

    let mut logs = Vec::new();
    for index in 0..wish.log_groups {
        logs.push(g.add(&format!("functions/log-{index}"), &LogGroup { days: 7 }));
    }
    for (name, log) in ["api", "boot"].iter().zip(logs) {
        let role = g.add(
            &format!("functions/{name}-role"),
            &Role {
                trusts: "lambda".to_owned(),
            },
        );
        let function = Function {
            role,
            secret: app.name("name"),
            log: log.name("name"),
            subnets: private.clone(),
            security: functions.clone(),
        };
        g.add(&format!("functions/{name}"), &function);
    }
    g
}
