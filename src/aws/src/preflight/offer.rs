//! Whether AWS has what is asked for to offer: classes of databases and caches, and versions of their engines.

use std::collections::BTreeSet;

use aws_sdk_rds::types::OrderableDbInstanceOption;
use engine::Failure;
use futures_util::future::join;

use super::{Finding, Verdict, Wish, asked};
use crate::Aws;
use crate::operation::{operation, send};

pub(super) async fn database(aws: &Aws, wish: &Wish) -> Vec<Finding> {
    let (Some(class), Some(major)) = (&wish.database_class, &wish.database_major) else {
        return Vec::new();
    };
    let subject = format!("{class} with PostgreSQL {major}");
    vec![asked(&subject, is_orderable(aws, wish, class, major)).await]
}

pub(super) async fn cache(aws: &Aws, wish: &Wish) -> Vec<Finding> {
    let class = async {
        let class = wish.cache_class.as_ref()?;
        Some(asked(class, is_cache_class(aws, class)).await)
    };
    let version = async {
        let (engine, version) = (wish.cache_engine.as_ref()?, wish.cache_version.as_ref()?);
        Some(asked(&format!("{engine} {version}"), is_cache_version(aws, engine, version)).await)
    };
    let (class, version) = join(class, version).await;
    [class, version].into_iter().flatten().collect()
}

async fn is_orderable(aws: &Aws, wish: &Wish, class: &str, major: &str) -> Result<Verdict, Failure> {
    let orders = operation("rds", "DescribeOrderableDBInstanceOptions");
    let request = || {
        aws.rds
            .describe_orderable_db_instance_options()
            .engine("postgres")
            .vpc(true)
    };
    let of_class = request().db_instance_class(class).into_paginator().items().send();
    let options = send(orders, of_class.collect::<Result<Vec<_>, _>>()).await?;
    if options.is_empty() {
        let any = send(orders, request().max_records(100).send()).await?;
        let others = any
            .orderable_db_instance_options()
            .iter()
            .filter_map(|option| option.db_instance_class());
        return Ok(unknown_class(class, &others.collect()));
    }
    Ok(judge_orders(wish, class, major, &options))
}

fn judge_orders(wish: &Wish, class: &str, major: &str, options: &[OrderableDbInstanceOption]) -> Verdict {
    let versions: BTreeSet<&str> = options.iter().filter_map(|option| option.engine_version()).collect();
    let of_major: Vec<_> = options
        .iter()
        .filter(|option| {
            option
                .engine_version()
                .is_some_and(|version| is_version(version, major))
        })
        .collect();
    if of_major.is_empty() {
        return Verdict::wrong(
            format!("{class} is not offered with PostgreSQL {major}"),
            format!("there is {}", versions.into_iter().collect::<Vec<_>>().join(", ")),
        );
    }
    let needed = if wish.database_standby { 2 } else { 1 };
    let in_zones = |option: &&OrderableDbInstanceOption| {
        let offered: BTreeSet<&str> = option
            .availability_zones()
            .iter()
            .filter_map(|zone| zone.name())
            .collect();
        let can_stand_by = !wish.database_standby || option.multi_az_capable() == Some(true);
        let usable = wish.zones.iter().filter(|zone| offered.contains(zone.as_str())).count();
        // A list without zones says nothing about them.
        can_stand_by && (offered.is_empty() || wish.zones.is_empty() || usable >= needed)
    };
    if of_major.into_iter().any(|option| in_zones(&option)) {
        Verdict::Fine
    } else {
        Verdict::wrong(
            format!(
                "{class} is not offered in {needed} of the zones {}",
                wish.zones.join(", ")
            ),
            "choose another class, or other zones",
        )
    }
}

/// ElastiCache has no list of what can be ordered; it has one of what can be reserved.
async fn is_cache_class(aws: &Aws, class: &str) -> Result<Verdict, Failure> {
    let offers = operation("elasticache", "DescribeReservedCacheNodesOfferings");
    let request = || aws.elasticache.describe_reserved_cache_nodes_offerings();
    let of_class = send(offers, request().cache_node_type(class).send()).await?;
    if !of_class.reserved_cache_nodes_offerings().is_empty() {
        return Ok(Verdict::Fine);
    }
    let any = send(offers, request().max_records(100).send()).await?;
    let others = any
        .reserved_cache_nodes_offerings()
        .iter()
        .filter_map(|offer| offer.cache_node_type());
    Ok(unknown_class(class, &others.collect()))
}

async fn is_cache_version(aws: &Aws, engine: &str, version: &str) -> Result<Verdict, Failure> {
    let pages = aws
        .elasticache
        .describe_cache_engine_versions()
        .engine(engine)
        .into_paginator()
        .items()
        .send();
    let list = send(
        operation("elasticache", "DescribeCacheEngineVersions"),
        pages.collect::<Result<Vec<_>, _>>(),
    )
    .await?;
    let offered: BTreeSet<&str> = list.iter().filter_map(|offer| offer.engine_version()).collect();
    if offered.iter().any(|offered| is_version(offered, version)) {
        Ok(Verdict::Fine)
    } else if offered.is_empty() {
        Ok(Verdict::Unknown(format!("AWS lists no version of {engine}")))
    } else {
        let offered: Vec<&str> = offered.into_iter().collect();
        Ok(Verdict::wrong(
            format!("there is no {engine} {version}"),
            format!("there is {}", offered.join(", ")),
        ))
    }
}

/// `others` are some of those that there are.
fn unknown_class(class: &str, others: &BTreeSet<&str>) -> Verdict {
    if others.is_empty() {
        return Verdict::Unknown("AWS lists nothing to compare it with".to_owned());
    }
    let others: Vec<&str> = others.iter().copied().collect();
    Verdict::wrong(
        format!("there is no class {class} in this region"),
        format!("choose another one, for example of {}", others.join(", ")),
    )
}

/// Whether `version` is `wanted` or a minor one of it: `15.4` is a `15`, and `150` is not.
fn is_version(version: &str, wanted: &str) -> bool {
    version
        .strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use aws_sdk_rds::types::AvailabilityZone;

    use super::*;

    fn option(version: &str, zones: &[&str]) -> OrderableDbInstanceOption {
        let zones = zones
            .iter()
            .map(|zone| AvailabilityZone::builder().name(*zone).build())
            .collect();
        let option = OrderableDbInstanceOption::builder()
            .engine_version(version)
            .multi_az_capable(true);
        option.set_availability_zones(Some(zones)).build()
    }

    fn wish(standby: bool) -> Wish {
        Wish {
            zones: vec!["us-east-1a".to_owned(), "us-east-1b".to_owned()],
            database_standby: standby,
            ..Wish::default()
        }
    }

    #[test]
    fn any_minor_version_of_the_major_will_do() {
        let options = [option("15.4", &["us-east-1a"])];
        assert_eq!(
            judge_orders(&wish(false), "db.t3.medium", "15", &options),
            Verdict::Fine
        );
    }

    #[test]
    fn a_major_version_that_is_not_offered_is_wrong() {
        let options = [option("16.1", &["us-east-1a"]), option("150.1", &["us-east-1a"])];
        let verdict = judge_orders(&wish(false), "db.t3.medium", "15", &options);
        assert_eq!(
            verdict,
            Verdict::wrong("db.t3.medium is not offered with PostgreSQL 15", "there is 150.1, 16.1")
        );
    }

    #[test]
    fn a_standby_needs_a_second_zone() {
        let options = [option("15.4", &["us-east-1a"])];
        let verdict = judge_orders(&wish(true), "db.r6g.large", "15", &options);
        assert!(matches!(verdict, Verdict::Wrong { .. }), "{verdict:?}");
    }

    #[test]
    fn a_class_is_only_wrong_when_others_are_known() {
        assert!(matches!(
            unknown_class("cache.t9.huge", &BTreeSet::new()),
            Verdict::Unknown(_)
        ));
        let others = BTreeSet::from(["cache.t3.micro"]);
        assert!(matches!(unknown_class("cache.t9.huge", &others), Verdict::Wrong { .. }));
    }
}
