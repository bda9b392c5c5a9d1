//! `elasticache/subnet-group`

use aws_sdk_elasticache::types::CacheSubnetGroup;
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource, State};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Made, tags_of, written};
use crate::Aws;
use crate::ec2::Subnet;
use crate::names::{belongs_by_name, whose};
use crate::operation::{operation, send};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct SubnetGroup {
    pub description: String,
    pub subnets: Vec<Ref<Subnet>>,
}

impl Kind for SubnetGroup {
    const KIND: &'static str = "elasticache/subnet-group";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const UNORDERED: &'static [&'static str] = &["subnets"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("elasticache/replication-group")];
}

const CREATE: Operation = operation("elasticache", "CreateCacheSubnetGroup");
const DELETE: Operation = operation("elasticache", "DeleteCacheSubnetGroup");
const LIST: Operation = operation("elasticache", "DescribeCacheSubnetGroups");
const MODIFY: Operation = operation("elasticache", "ModifyCacheSubnetGroup");

impl Resource for SubnetGroup {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let groups = cx
            .read(LIST, || {
                let pages = cx.cloud.elasticache.describe_cache_subnet_groups().into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let named =
            |group: &&CacheSubnetGroup| belongs_by_name(cx.scope, group.cache_subnet_group_name().unwrap_or_default());
        let found = try_join_all(groups.iter().filter(named).map(|group| found(cx, group))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (name, subnets) = (cx.name(), self.ids()?);
        cx.write(CREATE, |_| {
            let request = cx.cloud.elasticache.create_cache_subnet_group();
            let request = request.cache_subnet_group_name(&name);
            let request = request.cache_subnet_group_description(&self.description);
            let request = request.set_subnet_ids(Some(subnets.clone()));
            send(CREATE, request.set_tags(Some(written(&Tags::of(cx)))).send())
        })
        .await?;
        Ok(Made { id: name })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let subnets = self.ids()?;
        cx.write(MODIFY, |_| {
            let request = cx.cloud.elasticache.modify_cache_subnet_group();
            let request = request.cache_subnet_group_name(&out.id);
            let request = request.cache_subnet_group_description(&self.description);
            send(MODIFY, request.set_subnet_ids(Some(subnets.clone())).send())
        })
        .await?;
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.elasticache.delete_cache_subnet_group();
            send(DELETE, request.cache_subnet_group_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

impl SubnetGroup {
    fn ids(&self) -> Result<Vec<String>, Failure> {
        self.subnets.iter().map(Ref::value).collect()
    }
}

async fn found(cx: &Cx<'_, Aws, Look<'_>>, group: &CacheSubnetGroup) -> Result<Option<Found>, Failure> {
    let id = group.cache_subnet_group_name().unwrap_or_default();
    let Some(tags) = tags_of(cx.cloud, cx, group.arn().unwrap_or_default()).await? else {
        return Ok(None);
    };
    let subnets: Vec<&str> = group
        .subnets()
        .iter()
        .filter_map(|subnet| subnet.subnet_identifier())
        .collect();
    Ok(whose(cx.scope, id, &tags).map(|(address, owner)| Found {
        address,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({ "description": group.cache_subnet_group_description(), "subnets": subnets }),
        state: State::Ready,
        owner,
    }))
}
