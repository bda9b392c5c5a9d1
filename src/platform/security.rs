//! Who may reach whom, what requests must not look like, and the key of the memories.

use aws::ec2::{SecurityGroup, SecurityGroupRule};
use aws::kms::{Alias, Key};
use aws::wafv2::WebAcl;
use engine::{Graph, Ref};

use super::network::Network;
use crate::config::RemoteConfig;

/// What stands between the functions and what they use.
pub(super) struct Groups {
    pub database: Ref<SecurityGroup>,
    pub cache: Ref<SecurityGroup>,
}

/// The rules of AWS's common set that look into bodies. Ours hold up to 2 MiB, code, and whatever people write.
const BODY_RULES: [&str; 5] = [
    "SizeRestrictions_BODY",
    "CrossSiteScripting_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
];

pub(super) fn security(g: &mut Graph, config: &RemoteConfig, network: &Network) -> Groups {
    let mut group = |name: &str, description: &str| {
        let group = SecurityGroup {
            vpc: network.vpc.clone(),
            description: description.to_owned(),
        };
        g.add(&format!("security/{name}"), &group)
    };
    let lambda = group("lambda", "The functions of LogLineOS");
    let database = group("database", "The database of LogLineOS, for its functions only");
    let cache = group("cache", "The cache of LogLineOS, for its functions only");
    for (name, group, port) in [
        ("database", &database, config.database.port),
        ("cache", &cache, config.cache.port),
    ] {
        let rule = SecurityGroupRule {
            group: group.clone(),
            source: lambda.clone(),
            port,
        };
        g.add(&format!("security/{name}-from-lambda"), &rule);
    }

    let web_acl = WebAcl {
        rate_limit: config.security.waf_rate,
        counted_rules: BODY_RULES.map(ToOwned::to_owned).to_vec(),
    };
    g.add("security/web-acl", &web_acl);

    let key = Key {
        description: "Wraps the keys of the memories".to_owned(),
        rotation: true,
        window_days: config.security.kms_window_days,
    };
    let key = g.add("security/memory-key", &key);
    g.add("security/memory-key-alias", &Alias { key });
    Groups { database, cache }
}
