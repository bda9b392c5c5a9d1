//! `ec2/internet-gateway`

use aws_sdk_ec2::types::{InternetGateway as Listed, ResourceType};
use engine::{Act, Call, Class, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Made, Vpc, filters, found, tagged};
use crate::Aws;
use crate::operation::{if_there, operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct InternetGateway {
    /// Attached to it after it was made.
    pub vpc: Ref<Vpc>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Out {
    pub id: String,
    /// The network that it is attached to, for what needs a network with a way out.
    pub vpc: Option<String>,
}

impl Kind for InternetGateway {
    const KIND: &'static str = "ec2/internet-gateway";
    const OUTPUTS: &'static [&'static str] = &["id", "vpc"];
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const AFTER_CREATE: &'static [&'static str] = &["vpc"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/route"),
        DeleteAfter::Referring("ec2/nat-gateway"),
        DeleteAfter::All("ec2/elastic-ip"),
    ];
    const WRITES: fn(Act, &[String]) -> usize = |act, _| if act == Act::Delete { 2 } else { 1 };
}

const CREATE: Operation = operation("ec2", "CreateInternetGateway");
const ATTACH: Operation = operation("ec2", "AttachInternetGateway");
const DETACH: Operation = operation("ec2", "DetachInternetGateway");
const DELETE: Operation = operation("ec2", "DeleteInternetGateway");
const LIST: Operation = operation("ec2", "DescribeInternetGateways");

impl Resource for InternetGateway {
    type Cloud = Aws;
    type Out = Out;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let gateways = cx
            .read(LIST, || {
                let pages = cx.cloud.ec2.describe_internet_gateways();
                let pages = pages.set_filters(Some(filters(cx.scope))).into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let found = gateways.iter().map(|gateway| {
            let id = gateway.internet_gateway_id().unwrap_or_default();
            let vpc = attached_to(gateway);
            Found {
                out: json!({ "id": id, "vpc": vpc }),
                ..found(cx.scope, gateway.tags(), id, json!({ "vpc": vpc }))
            }
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Out, Failure> {
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.create_internet_gateway();
                let tags = tagged(cx, ResourceType::InternetGateway);
                send(CREATE, request.tag_specifications(tags).send())
            })
            .await?;
        let id = made.internet_gateway().and_then(Listed::internet_gateway_id);
        Ok(Out {
            id: Made::or_lost(CREATE, id)?.id,
            vpc: Some(self.vpc.value()?),
        })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Out, _: &[String]) -> Result<Out, Failure> {
        let vpc: String = self.vpc.value()?;
        let attached = cx
            .write(ATTACH, |_| {
                let request = cx.cloud.ec2.attach_internet_gateway().internet_gateway_id(&out.id);
                send_to_new(ATTACH, request.vpc_id(&vpc).send())
            })
            .await;
        match attached {
            // Also said of a repeat whose first answer was lost.
            Err(failure) if failure.class == Class::AlreadyExists => {
                let there = one(cx.cloud, &cx.look, &out.id).await?;
                if there.as_ref().and_then(attached_to) != Some(vpc.as_str()) {
                    return Err(failure);
                }
            }
            attached => drop(attached?),
        }
        Ok(Out { vpc: Some(vpc), ..out })
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Out) -> Result<(), Failure> {
        let there = one(cx.cloud, &cx.look, &out.id).await?;
        if let Some(vpc) = there.as_ref().and_then(attached_to) {
            let detached = cx.write(DETACH, |_| {
                let request = cx.cloud.ec2.detach_internet_gateway().internet_gateway_id(&out.id);
                send(DETACH, request.vpc_id(vpc).send())
            });
            if_there(detached.await)?;
        }
        cx.write(DELETE, |_| {
            let request = cx.cloud.ec2.delete_internet_gateway().internet_gateway_id(&out.id);
            send(DELETE, request.send())
        })
        .await
        .map(drop)
    }
}

async fn one(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Option<Listed>, Failure> {
    let answer = look.read(LIST, || {
        send(
            LIST,
            aws.ec2.describe_internet_gateways().internet_gateway_ids(id).send(),
        )
    });
    let gateways = if_there(answer.await)?.and_then(|answer| answer.internet_gateways);
    Ok(gateways.into_iter().flatten().next())
}

fn attached_to(gateway: &Listed) -> Option<&str> {
    gateway.attachments().iter().find_map(|attachment| attachment.vpc_id())
}
