//! `ec2/subnet`

use aws_sdk_ec2::types::{ResourceType, Subnet as Listed, SubnetState};
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, Vpc, filters, found, tagged};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct Subnet {
    pub vpc: Ref<Vpc>,
    pub cidr: String,
    /// As in `us-east-1a`.
    pub zone: String,
}

impl Kind for Subnet {
    const KIND: &'static str = "ec2/subnet";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const FIXED: &'static [&'static str] = &["vpc", "cidr", "zone"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/nat-gateway"),
        DeleteAfter::Referring("ec2/route-table-association"),
        DeleteAfter::Referring("rds/subnet-group"),
        DeleteAfter::Referring("elasticache/subnet-group"),
        DeleteAfter::Referring("lambda/function"),
        DeleteAfter::Referring("ec2/network-interface"),
    ];
}

const CREATE: Operation = operation("ec2", "CreateSubnet");
const DELETE: Operation = operation("ec2", "DeleteSubnet");
const LIST: Operation = operation("ec2", "DescribeSubnets");

impl Resource for Subnet {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let subnets = list(cx.cloud, cx).await?;
        let found = subnets.iter().map(|subnet| Found {
            state: state(subnet.state()),
            ..found(
                cx.scope,
                subnet.tags(),
                subnet.subnet_id().unwrap_or_default(),
                json!({
                    "vpc": subnet.vpc_id(),
                    "cidr": subnet.cidr_block(),
                    "zone": subnet.availability_zone(),
                }),
            )
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let vpc: String = self.vpc.value()?;
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.create_subnet().vpc_id(&vpc).cidr_block(&self.cidr);
                let request = request.availability_zone(&self.zone);
                send_to_new(
                    CREATE,
                    request.tag_specifications(tagged(cx, ResourceType::Subnet)).send(),
                )
            })
            .await?;
        Made::or_lost(CREATE, made.subnet().and_then(Listed::subnet_id))
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.delete_subnet().subnet_id(&out.id).send())
        })
        .await
        .map(drop)
    }
}

pub(super) async fn list(aws: &Aws, look: &Look<'_>) -> Result<Vec<Listed>, Failure> {
    look.read(LIST, || {
        let pages = aws.ec2.describe_subnets().set_filters(Some(filters(look.scope)));
        send(LIST, pages.into_paginator().items().send().collect::<Result<_, _>>())
    })
    .await
}

fn state(state: Option<&SubnetState>) -> State {
    match state {
        Some(SubnetState::Failed | SubnetState::FailedInsufficientCapacity) => {
            State::Failed("AWS could not make the subnet".to_owned())
        }
        _ => State::Ready,
    }
}
