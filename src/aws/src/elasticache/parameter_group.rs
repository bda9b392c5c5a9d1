//! `elasticache/parameter-group`

use std::collections::BTreeMap;

use aws_sdk_elasticache::types::{CacheParameterGroup, Parameter, ParameterNameValue};
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
    /// As in `redis7`, `valkey8`.
    pub family: String,
    pub description: String,
    /// Values in the unit that the parameter has, by name; compared with what somebody has set, not with defaults.
    pub parameters: BTreeMap<String, String>,
}

impl Kind for ParameterGroup {
    const KIND: &'static str = "elasticache/parameter-group";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["family", "description"];
    const AFTER_CREATE: &'static [&'static str] = &["parameters"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("elasticache/replication-group")];
}

const CREATE: Operation = operation("elasticache", "CreateCacheParameterGroup");
const DELETE: Operation = operation("elasticache", "DeleteCacheParameterGroup");
const LIST: Operation = operation("elasticache", "DescribeCacheParameterGroups");
const MODIFY: Operation = operation("elasticache", "ModifyCacheParameterGroup");
const READ: Operation = operation("elasticache", "DescribeCacheParameters");
const RESET: Operation = operation("elasticache", "ResetCacheParameterGroup");

impl Resource for ParameterGroup {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let groups = cx
            .read(LIST, || {
                let pages = cx.cloud.elasticache.describe_cache_parameter_groups().into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let named = |group: &&CacheParameterGroup| {
            belongs_by_name(cx.scope, group.cache_parameter_group_name().unwrap_or_default())
        };
        let found = try_join_all(groups.iter().filter(named).map(|group| found(cx, group))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let name = cx.name();
        cx.write(CREATE, |_| {
            let request = cx.cloud.elasticache.create_cache_parameter_group();
            let request = request.cache_parameter_group_name(&name);
            let request = request
                .cache_parameter_group_family(&self.family)
                .description(&self.description);
            send(CREATE, request.set_tags(Some(written(&Tags::of(cx)))).send())
        })
        .await?;
        Ok(Made { id: name })
    }

    /// AWS takes 20 parameters a call.
    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let set = read(cx.cloud, &cx.look, &out.id).await?;
        let difference = Difference::between(&self.parameters, &values(&set));
        for some in difference.set.chunks(AT_ONCE) {
            let some: Vec<ParameterNameValue> = some
                .iter()
                .map(|(name, value)| named(name).parameter_value(*value).build())
                .collect();
            cx.write(MODIFY, |_| {
                let request = cx.cloud.elasticache.modify_cache_parameter_group();
                let request = request.cache_parameter_group_name(&out.id);
                send(MODIFY, request.set_parameter_name_values(Some(some.clone())).send())
            })
            .await?;
        }
        for some in difference.reset.chunks(AT_ONCE) {
            let some: Vec<ParameterNameValue> = some.iter().map(|name| named(name).build()).collect();
            cx.write(RESET, |_| {
                let request = cx.cloud.elasticache.reset_cache_parameter_group();
                let request = request.cache_parameter_group_name(&out.id).reset_all_parameters(false);
                send(RESET, request.set_parameter_name_values(Some(some.clone())).send())
            })
            .await?;
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.elasticache.delete_cache_parameter_group();
            send(DELETE, request.cache_parameter_group_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

async fn found(cx: &Cx<'_, Aws, Look<'_>>, group: &CacheParameterGroup) -> Result<Option<Found>, Failure> {
    let id = group.cache_parameter_group_name().unwrap_or_default();
    let Some(tags) = tags_of(cx.cloud, cx, group.arn().unwrap_or_default()).await? else {
        return Ok(None);
    };
    let Some((address, owner)) = whose(cx.scope, id, &tags) else {
        return Ok(None);
    };
    let set = read(cx.cloud, cx, id).await?;
    Ok(Some(Found {
        address,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({
            "family": group.cache_parameter_group_family(),
            "description": group.description(),
            "parameters": values(&set),
        }),
        state: State::Ready,
        owner,
    }))
}

async fn read(aws: &Aws, look: &Look<'_>, group: &str) -> Result<Vec<Parameter>, Failure> {
    look.read(READ, || {
        let request = aws.elasticache.describe_cache_parameters().source("user");
        let pages = request.cache_parameter_group_name(group).into_paginator();
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

fn named(name: &str) -> aws_sdk_elasticache::types::builders::ParameterNameValueBuilder {
    ParameterNameValue::builder().parameter_name(name)
}
