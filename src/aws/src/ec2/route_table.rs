//! `ec2/route-table`

use aws_sdk_ec2::types::{Filter, ResourceType, RouteTable as Listed};
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, Vpc, filters, found, tagged};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct RouteTable {
    pub vpc: Ref<Vpc>,
}

impl Kind for RouteTable {
    const KIND: &'static str = "ec2/route-table";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Token;
    const FIXED: &'static [&'static str] = &["vpc"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/route"),
        DeleteAfter::Referring("ec2/route-table-association"),
        DeleteAfter::Referring("ec2/vpc-endpoint"),
    ];
}

const CREATE: Operation = operation("ec2", "CreateRouteTable");
const DELETE: Operation = operation("ec2", "DeleteRouteTable");
const LIST: Operation = operation("ec2", "DescribeRouteTables");

impl Resource for RouteTable {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let tables = list(cx.cloud, cx, filters(cx.scope)).await?;
        let found = tables.iter().map(|table| {
            let id = table.route_table_id().unwrap_or_default();
            found(cx.scope, table.tags(), id, json!({ "vpc": table.vpc_id() }))
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let vpc: String = self.vpc.value()?;
        let made = cx
            .write(CREATE, |ticket| {
                let request = cx.cloud.ec2.create_route_table().client_token(ticket.token);
                let tags = tagged(cx, ResourceType::RouteTable);
                send_to_new(CREATE, request.vpc_id(&vpc).tag_specifications(tags).send())
            })
            .await?;
        Made::or_lost(CREATE, made.route_table().and_then(Listed::route_table_id))
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.delete_route_table().route_table_id(&out.id).send())
        })
        .await
        .map(drop)
    }
}

/// Their routes and associations are in the list.
pub(super) async fn list(aws: &Aws, look: &Look<'_>, filters: Vec<Filter>) -> Result<Vec<Listed>, Failure> {
    look.read(LIST, || {
        let pages = aws.ec2.describe_route_tables().set_filters(Some(filters.clone()));
        send(LIST, pages.into_paginator().items().send().collect::<Result<_, _>>())
    })
    .await
}
