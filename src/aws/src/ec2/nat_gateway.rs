//! `ec2/nat-gateway`

use aws_sdk_ec2::types::{ConnectivityType, NatGateway as Listed, NatGatewayState, ResourceType};
use engine::{
    Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Progress, Ref, RepeatSafety, Resource, State, Takes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ElasticIp, ID, InternetGateway, Made, Subnet, born, filters, found, passes, read_tags, specification};
use crate::Aws;
use crate::operation::{if_there, operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct NatGateway {
    /// The output `vpc` of the network's way out: in a network without one a gateway fails for good.
    pub vpc: Ref<InternetGateway>,
    /// A public one.
    pub subnet: Ref<Subnet>,
    pub address: Ref<ElasticIp>,
}

impl Kind for NatGateway {
    const KIND: &'static str = "ec2/nat-gateway";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Token;
    const FIXED: &'static [&'static str] = &["vpc", "subnet", "address"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("ec2/route")];
    const SETTLES: bool = true;
    // Seen in public logs: 1:46 and 1:01.
    const TAKES: Takes = Takes::seconds(106, 61);
}

const CREATE: Operation = operation("ec2", "CreateNatGateway");
const DELETE: Operation = operation("ec2", "DeleteNatGateway");
const LIST: Operation = operation("ec2", "DescribeNatGateways");

/// The address that was asked for: a gateway that failed may list none.
const ALLOCATION: &str = "logline:allocation";

impl Resource for NatGateway {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let gateways = cx
            .read(LIST, || {
                let pages = cx.cloud.ec2.describe_nat_gateways();
                let pages = pages.set_filter(Some(filters(cx.scope))).into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let listed = gateways.iter().filter(|gateway| passes(cx.scope, gateway.tags()));
        Ok(listed.filter_map(|gateway| seen(cx, gateway)).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (subnet, address): (String, String) = (self.subnet.value()?, self.address.value()?);
        let tags = Tags::of(cx).with(ALLOCATION, &address);
        let made = cx
            .write(CREATE, |ticket| {
                let request = cx.cloud.ec2.create_nat_gateway().client_token(ticket.token);
                let request = request.subnet_id(&subnet).allocation_id(&address);
                let request = request.connectivity_type(ConnectivityType::Public);
                let tags = specification(&tags, ResourceType::Natgateway);
                send_to_new(CREATE, request.tag_specifications(tags).send())
            })
            .await?;
        Made::or_lost(CREATE, made.nat_gateway().and_then(Listed::nat_gateway_id))
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.delete_nat_gateway().nat_gateway_id(&out.id).send())
        })
        .await
        .map(drop)
    }

    async fn progress(cx: &Cx<'_, Aws, Look<'_>>, out: Made) -> Result<Progress<Made>, Failure> {
        let answer = cx.read(LIST, || {
            send(
                LIST,
                cx.cloud.ec2.describe_nat_gateways().nat_gateway_ids(&out.id).send(),
            )
        });
        let gateways = if_there(answer.await)?.and_then(|answer| answer.nat_gateways);
        let gateway = gateways.into_iter().flatten().next();
        Ok(match gateway.as_ref().and_then(state) {
            Some(State::Ready) => Progress::Ready(out),
            Some(State::Failed(why)) => Progress::Broken(why),
            Some(State::Deleting) => Progress::Going("deleting".to_owned()),
            Some(_) => Progress::Going("pending".to_owned()),
            None => Progress::Gone,
        })
    }
}

fn seen(look: &Look<'_>, gateway: &Listed) -> Option<Found> {
    let tags = read_tags(gateway.tags());
    let mut listed = gateway.nat_gateway_addresses().iter();
    let allocation = listed.find_map(|address| address.allocation_id());
    let seen = json!({
        "vpc": gateway.vpc_id(),
        "subnet": gateway.subnet_id(),
        "address": allocation.or(tags.get(ALLOCATION)),
    });
    let id = gateway.nat_gateway_id().unwrap_or_default();
    Some(Found {
        born: born(gateway.create_time()),
        state: state(gateway)?,
        ..found(look.scope, gateway.tags(), id, seen)
    })
}

/// None of one that is gone: it stays in the list for an hour.
fn state(gateway: &Listed) -> Option<State> {
    match gateway.state() {
        Some(NatGatewayState::Available) => Some(State::Ready),
        Some(NatGatewayState::Deleting) => Some(State::Deleting),
        Some(NatGatewayState::Deleted) => None,
        Some(NatGatewayState::Failed) => {
            let (code, message) = (gateway.failure_code(), gateway.failure_message());
            let why = format!("{}: {}", code.unwrap_or("failed"), message.unwrap_or("no message"));
            Some(State::Failed(why))
        }
        _ => Some(State::Pending),
    }
}
