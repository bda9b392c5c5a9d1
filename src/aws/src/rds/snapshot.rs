//! `rds/snapshot`: what stays of a database. Never in a graph: it is listed so that `down` can say what is left.
//!
//! Automated snapshots are not listed: they go with their instance.

use engine::{Call, Class, Cx, Failure, Found, Kind, Look, Operation, Owner, RepeatSafety, Resource, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Made, read_tags};
use crate::Aws;
use crate::names::whose;
use crate::operation::{operation, send};

#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {}

impl Kind for Snapshot {
    const KIND: &'static str = "rds/snapshot";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const STATEFUL: Option<&'static str> = Some("restore it into a new instance");
}

const LIST: Operation = operation("rds", "DescribeDBSnapshots");

impl Resource for Snapshot {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let snapshots = cx
            .read(LIST, || {
                let request = cx.cloud.rds.describe_db_snapshots().snapshot_type("manual");
                send(
                    LIST,
                    request.into_paginator().items().send().collect::<Result<Vec<_>, _>>(),
                )
            })
            .await?;
        let found = snapshots.iter().filter_map(|snapshot| {
            let id = snapshot.db_snapshot_identifier()?;
            // Ours has the instance's tags; somebody else's says of which instance it is.
            let instance = snapshot.db_instance_identifier().unwrap_or_default();
            whose(cx.scope, instance, &read_tags(snapshot.tag_list()))?;
            let size = snapshot.allocated_storage().unwrap_or_default();
            Some(Found {
                address: None,
                id: id.to_owned(),
                born: snapshot
                    .snapshot_create_time()
                    .and_then(|date| date.secs().try_into().ok()),
                out: json!({ "id": id }),
                seen: json!({ "instance": instance }),
                state: State::Kept(format!(
                    "a snapshot of a database of {size} GiB: it costs per GiB, and is yours to delete"
                )),
                owner: Owner::Ours,
            })
        });
        Ok(found.collect())
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

fn never() -> Failure {
    Failure::new(Class::Invalid, "touch a snapshot", "snapshots are only listed")
}
