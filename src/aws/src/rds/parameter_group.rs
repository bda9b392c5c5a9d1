//! `rds/parameter-group`

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_rds::types::{ApplyMethod, DbParameterGroup, Parameter};
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, RepeatSafety, Resource, State};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Made, tags_of, written};
use crate::Aws;
use crate::names::{belongs_by_name, whose};
use crate::operation::{operation, send};
use crate::parameters::{AT_ONCE, Difference};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct ParameterGroup {
    /// As in `postgres15`.
    pub family: String,
    pub description: String,
    /// Values in the unit that the parameter has, by name; compared with what somebody has set, not with defaults.
    pub parameters: BTreeMap<String, String>,
}

impl Kind for ParameterGroup {
    const KIND: &'static str = "rds/parameter-group";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["family", "description"];
    const AFTER_CREATE: &'static [&'static str] = &["parameters"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("rds/instance")];
}

const CREATE: Operation = operation("rds", "CreateDBParameterGroup");
const DELETE: Operation = operation("rds", "DeleteDBParameterGroup");
const LIST: Operation = operation("rds", "DescribeDBParameterGroups");
const MODIFY: Operation = operation("rds", "ModifyDBParameterGroup");
const READ: Operation = operation("rds", "DescribeDBParameters");
const RESET: Operation = operation("rds", "ResetDBParameterGroup");

/// PostgreSQL's own: set when the server starts, whatever is said about them elsewhere.
/// <https://www.postgresql.org/docs/15/view-pg-settings.html>, context `postmaster`.
const SET_AT_START: &[&str] = &[
    "autovacuum_freeze_max_age",
    "autovacuum_max_workers",
    "huge_pages",
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_replication_slots",
    "max_wal_senders",
    "max_worker_processes",
    "shared_buffers",
    "shared_preload_libraries",
    "superuser_reserved_connections",
    "track_activity_query_size",
    "track_commit_timestamp",
    "wal_buffers",
];

impl Resource for ParameterGroup {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let groups = cx
            .read(LIST, || {
                let pages = cx.cloud.rds.describe_db_parameter_groups().into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let named =
            |group: &&DbParameterGroup| belongs_by_name(cx.scope, group.db_parameter_group_name().unwrap_or_default());
        let found = try_join_all(groups.iter().filter(named).map(|group| found(cx, group))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let name = cx.name();
        cx.write(CREATE, |_| {
            let request = cx.cloud.rds.create_db_parameter_group().db_parameter_group_name(&name);
            let request = request
                .db_parameter_group_family(&self.family)
                .description(&self.description);
            send(CREATE, request.set_tags(Some(written(&Tags::of(cx)))).send())
        })
        .await?;
        Ok(Made { id: name })
    }

    /// AWS takes 20 parameters a call.
    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let (set, all) = (
            read(cx.cloud, &cx.look, &out.id, Some("user")).await?,
            read(cx.cloud, &cx.look, &out.id, None).await?,
        );
        let dynamic = dynamic(&all);
        let difference = Difference::between(&self.parameters, &values(&set));
        for some in difference.set.chunks(AT_ONCE) {
            let some: Vec<Parameter> = some
                .iter()
                .map(|(name, value)| named(name, &dynamic).parameter_value(*value).build())
                .collect();
            cx.write(MODIFY, |_| {
                let request = cx
                    .cloud
                    .rds
                    .modify_db_parameter_group()
                    .db_parameter_group_name(&out.id);
                send(MODIFY, request.set_parameters(Some(some.clone())).send())
            })
            .await?;
        }
        for some in difference.reset.chunks(AT_ONCE) {
            let some: Vec<Parameter> = some.iter().map(|name| named(name, &dynamic).build()).collect();
            cx.write(RESET, |_| {
                let request = cx.cloud.rds.reset_db_parameter_group().db_parameter_group_name(&out.id);
                send(
                    RESET,
                    request
                        .reset_all_parameters(false)
                        .set_parameters(Some(some.clone()))
                        .send(),
                )
            })
            .await?;
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.rds.delete_db_parameter_group();
            send(DELETE, request.db_parameter_group_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

async fn found(cx: &Cx<'_, Aws, Look<'_>>, group: &DbParameterGroup) -> Result<Option<Found>, Failure> {
    let id = group.db_parameter_group_name().unwrap_or_default();
    let Some(tags) = tags_of(cx.cloud, cx, group.db_parameter_group_arn().unwrap_or_default()).await? else {
        return Ok(None);
    };
    let Some((address, owner)) = whose(cx.scope, id, &tags) else {
        return Ok(None);
    };
    let set = read(cx.cloud, cx, id, Some("user")).await?;
    Ok(Some(Found {
        address,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({
            "family": group.db_parameter_group_family(),
            "description": group.description(),
            "parameters": values(&set),
        }),
        state: State::Ready,
        owner,
    }))
}

async fn read(aws: &Aws, look: &Look<'_>, group: &str, source: Option<&str>) -> Result<Vec<Parameter>, Failure> {
    look.read(READ, || {
        let request = aws.rds.describe_db_parameters().db_parameter_group_name(group);
        let pages = request.set_source(source.map(str::to_owned)).into_paginator();
        send(READ, pages.items().send().collect::<Result<Vec<_>, _>>())
    })
    .await
}

/// Those that somebody has set: an answer to that question that names another source says too much.
fn values(parameters: &[Parameter]) -> BTreeMap<&str, &str> {
    parameters
        .iter()
        .filter(|parameter| parameter.source().is_none_or(|source| source == "user"))
        .filter_map(|parameter| Some((parameter.parameter_name()?, parameter.parameter_value()?)))
        .collect()
}

fn dynamic(parameters: &[Parameter]) -> BTreeSet<&str> {
    parameters
        .iter()
        .filter(|parameter| parameter.apply_type() == Some("dynamic"))
        .filter_map(Parameter::parameter_name)
        .filter(|name| !SET_AT_START.contains(name))
        .collect()
}

/// AWS refuses a static parameter that is to take effect at once. At a restart it takes all of them.
fn named(name: &str, dynamic: &BTreeSet<&str>) -> aws_sdk_rds::types::builders::ParameterBuilder {
    let method = if dynamic.contains(name) {
        ApplyMethod::Immediate
    } else {
        ApplyMethod::PendingReboot
    };
    Parameter::builder().parameter_name(name).apply_method(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dynamic_parameters_take_effect_at_once() {
        let parameter = |name: &str, apply: &str| Parameter::builder().parameter_name(name).apply_type(apply).build();
        let all = [
            parameter("log_statement", "dynamic"),
            parameter("max_connections", "dynamic"),
            parameter("rds.logical_replication", "static"),
        ];
        let dynamic = dynamic(&all);
        let method = |name| named(name, &dynamic).build().apply_method;
        assert_eq!(method("log_statement"), Some(ApplyMethod::Immediate));
        for name in ["max_connections", "rds.logical_replication", "nobody_knows_it"] {
            assert_eq!(method(name), Some(ApplyMethod::PendingReboot), "{name}");
        }
    }
}
