//! A platform like the real one: network, security, database, cache, a few functions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::simulation::Behaviour;
use crate::{DeleteAfter, Facts, Kind, Kinds, NameRule, Ref, RepeatSafety, Scope, Takes};

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
