//! `ec2/network-interface`: what functions leave behind in a network. Nobody asks for one; a network cannot be deleted
//! while it has any.

use aws_sdk_ec2::types::{Filter, NetworkInterface as Listed, NetworkInterfaceStatus};
use engine::{
    Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Owner, RepeatSafety, Resource, State, Takes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, filters};
use crate::Aws;
use crate::names::belongs_by_name;
use crate::operation::{operation, send};

/// Without a value: it cannot stand in a graph.
#[derive(Debug, Serialize, Deserialize)]
pub enum NetworkInterface {}

impl Kind for NetworkInterface {
    const KIND: &'static str = "ec2/network-interface";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::All("lambda/function")];
    // A function lets go of its interfaces minutes after it is gone.
    const TAKES: Takes = Takes::seconds(1, 240);
}

const DELETE: Operation = operation("ec2", "DeleteNetworkInterface");
const LIST: Operation = operation("ec2", "DescribeNetworkInterfaces");
const NETWORKS: Operation = operation("ec2", "DescribeVpcs");

/// What Lambda writes into the description, before the name of the function.
const FUNCTION: &str = "AWS Lambda VPC ENI-";

impl Resource for NetworkInterface {
    type Cloud = Aws;
    type Out = Made;

    /// They have none of our tags, but they are in our networks.
    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let networks = networks(cx).await?;
        if networks.is_empty() {
            return Ok(Vec::new());
        }
        let filter = Filter::builder()
            .name("vpc-id")
            .set_values(Some(networks.clone()))
            .build();
        let interfaces = cx
            .read(LIST, || {
                let pages = cx.cloud.ec2.describe_network_interfaces().filters(filter.clone());
                send(
                    LIST,
                    pages.into_paginator().items().send().collect::<Result<Vec<_>, _>>(),
                )
            })
            .await?;
        // Some emulators ignore the filter.
        let ours = interfaces
            .iter()
            .filter(|interface| networks.iter().any(|network| interface.vpc_id() == Some(network)));
        Ok(ours.filter_map(|interface| seen(cx, interface)).collect())
    }

    async fn create(&self, _: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        match *self {}
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, _: Made, _: &[String]) -> Result<Made, Failure> {
        match *self {}
    }

    /// One that is still in use is asked for again until it is not.
    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.ec2.delete_network_interface().network_interface_id(&out.id);
            send(DELETE, request.send())
        })
        .await
        .map(drop)
    }
}

async fn networks(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<String>, Failure> {
    let networks = cx
        .read(NETWORKS, || {
            let pages = cx.cloud.ec2.describe_vpcs().set_filters(Some(filters(cx.scope)));
            send(
                NETWORKS,
                pages.into_paginator().items().send().collect::<Result<Vec<_>, _>>(),
            )
        })
        .await?;
    Ok(networks.into_iter().filter_map(|network| network.vpc_id).collect())
}

fn seen(look: &Look<'_>, interface: &Listed) -> Option<Found> {
    let id = interface.network_interface_id()?;
    let groups = interface.groups().iter().filter_map(|group| group.group_id());
    Some(Found {
        address: None,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({
            "vpc": interface.vpc_id(),
            "subnet": interface.subnet_id(),
            "groups": groups.collect::<Vec<_>>(),
        }),
        state: State::Ready,
        owner: owner(look, interface)?,
    })
}

/// None of one that AWS removes together with the gateway, database, cache or endpoint that it belongs to.
fn owner(look: &Look<'_>, interface: &Listed) -> Option<Owner> {
    let function = interface.description().and_then(|text| text.strip_prefix(FUNCTION));
    match function {
        Some(function) if belongs_by_name(look.scope, function) => Some(Owner::Ours),
        None if interface.requester_managed() == Some(true)
            && interface.status() != Some(&NetworkInterfaceStatus::Available) =>
        {
            None
        }
        _ => Some(Owner::Foreign),
    }
}
