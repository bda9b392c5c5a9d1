//! Parameters of PostgreSQL on RDS and of Redis and Valkey on ElastiCache: names, values, when they
//! take effect.

mod postgres;
mod redis;

use serde_json::Value;

use super::{Case, Rule, refuses};
use crate::model::Kind;
use crate::model::database::lower;
use crate::refusal::{Refusal, Verdict};
use crate::request::at;
pub(crate) use postgres::POSTGRES;
pub(crate) use redis::REDIS;

const RDS: &str =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html";
const MODIFY: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBParameterGroup.html";
const CACHE: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html";
const MODIFY_CACHE: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheParameterGroup.html";

const DB: &[&str] = &["rds:ModifyDBParameterGroup"];
const NODES: &[&str] = &["elasticache:ModifyCacheParameterGroup"];

pub(super) const RULES: &[Rule] = &[
    refuses("database-parameter-known", DB, RDS, known),
    refuses("database-parameter-value", DB, RDS, value),
    refuses(
        "database-parameter-static-not-immediate",
        DB,
        MODIFY,
        static_not_immediate,
    ),
    refuses("database-parameters-20-at-once", DB, MODIFY, twenty_at_once),
    refuses(
        "default-parameter-group-fixed",
        &["rds:ModifyDBParameterGroup", "rds:DeleteDBParameterGroup"],
        MODIFY,
        not_default,
    ),
    refuses("cache-parameter-known", NODES, CACHE, cache_known),
    refuses("cache-parameter-value", NODES, CACHE, cache_value),
    refuses("cache-parameters-20-at-once", NODES, MODIFY_CACHE, twenty_at_once),
    refuses(
        "default-cache-parameter-group-fixed",
        &[
            "elasticache:ModifyCacheParameterGroup",
            "elasticache:DeleteCacheParameterGroup",
        ],
        MODIFY_CACHE,
        cache_not_default,
    ),
];

/// Name, whether it is static, what may be its value.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) is_static: bool,
    pub(crate) allowed: Allowed,
}

#[derive(Debug)]
pub(crate) enum Allowed {
    /// In the parameter's own unit, never with one: `work_mem` is kilobytes.
    Whole(i64, i64),
    Fraction(f64, f64),
    OneOf(&'static [&'static str]),
    /// Several of these, with commas between.
    ListOf(&'static [&'static str]),
    Text,
}

const fn parameter(name: &'static str, is_static: bool, allowed: Allowed) -> Parameter {
    Parameter {
        name,
        is_static,
        allowed,
    }
}

impl Allowed {
    fn takes(&self, value: &str) -> bool {
        // A formula is computed when an instance starts.
        if value.contains('{') {
            return true;
        }
        match self {
            Self::Whole(least, most) => value.parse().is_ok_and(|value| (*least..=*most).contains(&value)),
            Self::Fraction(least, most) => value.parse().is_ok_and(|value| (*least..=*most).contains(&value)),
            Self::OneOf(values) => values.contains(&value),
            Self::ListOf(values) => value.split(',').all(|value| values.contains(&value.trim())),
            Self::Text => true,
        }
    }

    /// As `DescribeDBParameters` words it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Whole(least, most) => format!("{least}-{most}"),
            Self::Fraction(least, most) => format!("{least}-{most}"),
            Self::OneOf(values) | Self::ListOf(values) => values.join(","),
            Self::Text => String::new(),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Whole(..) => "integer",
            Self::Fraction(..) => "float",
            Self::OneOf(["0", "1"]) => "boolean",
            Self::ListOf(_) => "list",
            Self::OneOf(_) | Self::Text => "string",
        }
    }
}

fn given<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    let items = case
        .request
        .items("Parameters")
        .iter()
        .chain(case.request.items("ParameterNameValues"));
    items.map(|item| {
        let part = |name: &str| at(item, name).and_then(Value::as_str).unwrap_or_default();
        (part("ParameterName"), part("ParameterValue"), part("ApplyMethod"))
    })
}

fn is_postgres(case: &Case<'_>) -> bool {
    let group = case
        .model
        .get(Kind::DbParameterGroup, &lower(case.request, "DBParameterGroupName"));
    let family = group.and_then(|group| group.text("DBParameterGroupFamily"));
    family.is_none_or(|family| family.starts_with("postgres"))
}

fn known(case: &Case<'_>) -> Verdict {
    for (name, ..) in given(case).filter(|_| is_postgres(case)) {
        let message = format!("Could not find parameter with name: {name}");
        Refusal::unless(find(POSTGRES, name).is_some(), "InvalidParameterValue", message)?;
    }
    Ok(())
}

fn value(case: &Case<'_>) -> Verdict {
    for (name, value, _) in given(case).filter(|_| is_postgres(case)) {
        let Some(parameter) = find(POSTGRES, name) else {
            continue;
        };
        let message = format!(
            "Invalid parameter value: {value} for: {name} allowed values are: {}",
            parameter.allowed.words()
        );
        Refusal::unless(parameter.allowed.takes(value), "InvalidParameterValue", message)?;
    }
    Ok(())
}

fn static_not_immediate(case: &Case<'_>) -> Verdict {
    for (name, _, method) in given(case).filter(|_| is_postgres(case)) {
        let is_static = find(POSTGRES, name).is_some_and(|parameter| parameter.is_static);
        let message = format!("cannot use immediate apply method for static parameter {name}");
        Refusal::unless(
            !(is_static && method == "immediate"),
            "InvalidParameterCombination",
            message,
        )?;
    }
    Ok(())
}

fn twenty_at_once(case: &Case<'_>) -> Verdict {
    let message = "A maximum of 20 parameters can be modified in a single request.";
    Refusal::unless(given(case).count() <= 20, "InvalidParameterValue", message)
}

fn not_default(case: &Case<'_>) -> Verdict {
    let is_default = case.request.named("DBParameterGroupName").starts_with("default.");
    let message = "The parameter group default cannot be modified.";
    Refusal::unless(!is_default, "InvalidDBParameterGroupState", message)
}

fn cache_known(case: &Case<'_>) -> Verdict {
    for (name, ..) in given(case) {
        let message = format!("Could not find parameter with name: {name}");
        Refusal::unless(find(REDIS, name).is_some(), "InvalidParameterValue", message)?;
    }
    Ok(())
}

fn cache_value(case: &Case<'_>) -> Verdict {
    for (name, value, _) in given(case) {
        let holds = find(REDIS, name).is_none_or(|parameter| parameter.allowed.takes(value));
        let message = format!("The parameter {name} has an invalid value: {value}.");
        Refusal::unless(holds, "InvalidParameterValue", message)?;
    }
    Ok(())
}

fn cache_not_default(case: &Case<'_>) -> Verdict {
    let is_default = case.request.named("CacheParameterGroupName").starts_with("default.");
    let message = "Default parameter groups cannot be modified or deleted.";
    Refusal::unless(!is_default, "InvalidCacheParameterGroupState", message)
}

fn find(known: &'static [Parameter], name: &str) -> Option<&'static Parameter> {
    known.iter().find(|parameter| parameter.name == name)
}
