//! `elasticache/snapshot`: what stays of a cache. Never in a graph: it is listed so that `down` can say what is left.
//!
//! Automatic snapshots are not listed: they go with their group.

use aws_sdk_elasticache::types::Snapshot as Listed;
use engine::{Call, Class, Cx, Failure, Found, Kind, Look, Operation, Owner, RepeatSafety, Resource, State};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Made, tags_of};
use crate::Aws;
use crate::names::{belongs_by_name, whose};
use crate::operation::{operation, send};

#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {}

impl Kind for Snapshot {
    const KIND: &'static str = "elasticache/snapshot";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const STATEFUL: Option<&'static str> = Some("restore it into a new group");
}

const LIST: Operation = operation("elasticache", "DescribeSnapshots");

impl Resource for Snapshot {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let snapshots = cx
            .read(LIST, || {
                let pages = cx.cloud.elasticache.describe_snapshots().snapshot_source("user");
                send(
                    LIST,
                    pages.into_paginator().items().send().collect::<Result<Vec<_>, _>>(),
                )
            })
            .await?;
        let manual = snapshots.iter().filter(|snapshot| {
            let is_automatic = snapshot.snapshot_source() == Some("automated");
            !is_automatic && belongs_by_name(cx.scope, group_of(snapshot))
        });
        let found = try_join_all(manual.map(|snapshot| found(cx, snapshot))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, _: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        Err(never())
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, _: Made, _: &[String]) -> Result<Made, Failure> {
        Err(never())
    }

    async fn delete(_: &Cx<'_, Aws, Call<'_>>, _: Made) -> Result<(), Failure> {
        Err(never())
    }
}

async fn found(cx: &Cx<'_, Aws, Look<'_>>, snapshot: &Listed) -> Result<Option<Found>, Failure> {
    let (id, group) = (snapshot.snapshot_name().unwrap_or_default(), group_of(snapshot));
    let Some(tags) = tags_of(cx.cloud, cx, snapshot.arn().unwrap_or_default()).await? else {
        return Ok(None);
    };
    Ok(whose(cx.scope, group, &tags).map(|_| Found {
        address: None,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({ "group": group }),
        state: State::Kept("a snapshot of a cache: it costs per GiB, and is yours to delete".to_owned()),
        owner: Owner::Ours,
    }))
}

fn group_of(snapshot: &Listed) -> &str {
    let named = |name: &&str| !name.is_empty();
    let group = snapshot.replication_group_id().filter(named);
    group.or(snapshot.cache_cluster_id()).unwrap_or_default()
}

fn never() -> Failure {
    Failure::new(Class::Invalid, "touch a snapshot", "snapshots are only listed")
}
