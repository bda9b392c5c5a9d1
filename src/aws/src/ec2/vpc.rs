//! `ec2/vpc`

use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, VpcAttributeName};
use engine::{Act, Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, RepeatSafety, Resource};
use futures_util::future::{try_join, try_join_all};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, filters, found, tagged};
use crate::Aws;
use crate::operation::{if_there, operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct Vpc {
    pub cidr: String,
    /// Whether names of hosts are resolved and given inside; private endpoints need it.
    pub dns: bool,
}

impl Kind for Vpc {
    const KIND: &'static str = "ec2/vpc";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const FIXED: &'static [&'static str] = &["cidr"];
    const AFTER_CREATE: &'static [&'static str] = &["dns"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/subnet"),
        DeleteAfter::Referring("ec2/internet-gateway"),
        DeleteAfter::Referring("ec2/route-table"),
        DeleteAfter::Referring("ec2/vpc-endpoint"),
        DeleteAfter::Referring("ec2/security-group"),
        DeleteAfter::Referring("ec2/flow-log"),
        DeleteAfter::Referring("ec2/network-interface"),
    ];
    const WRITES: fn(Act, &[String]) -> usize = |act, _| if act == Act::Update { 2 } else { 1 };
}

const CREATE: Operation = operation("ec2", "CreateVpc");
const DELETE: Operation = operation("ec2", "DeleteVpc");
const LIST: Operation = operation("ec2", "DescribeVpcs");
const MODIFY: Operation = operation("ec2", "ModifyVpcAttribute");
const READ: Operation = operation("ec2", "DescribeVpcAttribute");

impl Resource for Vpc {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let ec2 = &cx.cloud.ec2;
        let vpcs = cx
            .read(LIST, || {
                let pages = ec2
                    .describe_vpcs()
                    .set_filters(Some(filters(cx.scope)))
                    .into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let found = try_join_all(vpcs.iter().map(|vpc| async {
            let id = vpc.vpc_id().unwrap_or_default();
            let Some(dns) = if_there(has_dns(cx, id).await)? else {
                return Ok(None);
            };
            let seen = json!({ "cidr": vpc.cidr_block(), "dns": dns });
            Ok(Some(found(cx.scope, vpc.tags(), id, seen)))
        }));
        Ok(found.await?.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.create_vpc().cidr_block(&self.cidr);
                send(CREATE, request.tag_specifications(tagged(cx, ResourceType::Vpc)).send())
            })
            .await?;
        Made::or_lost(CREATE, made.vpc().and_then(|vpc| vpc.vpc_id()))
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let value = || AttributeBooleanValue::builder().value(self.dns).build();
        // Names of hosts need a resolver: support goes on first, and off last.
        let request = || cx.cloud.ec2.modify_vpc_attribute().vpc_id(&out.id);
        let support = |_| send_to_new(MODIFY, request().enable_dns_support(value()).send());
        let names = |_| send_to_new(MODIFY, request().enable_dns_hostnames(value()).send());
        if self.dns {
            cx.write(MODIFY, support).await?;
            cx.write(MODIFY, names).await?;
        } else {
            cx.write(MODIFY, names).await?;
            cx.write(MODIFY, support).await?;
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.delete_vpc().vpc_id(&out.id).send())
        })
        .await
        .map(drop)
    }
}

/// The list does not show it.
async fn has_dns(cx: &Cx<'_, Aws, Look<'_>>, id: &str) -> Result<Option<bool>, Failure> {
    let attribute = |name: VpcAttributeName| {
        let request = cx.cloud.ec2.describe_vpc_attribute().vpc_id(id);
        cx.read(READ, move || send(READ, request.clone().attribute(name.clone()).send()))
    };
    let (support, names) = try_join(
        attribute(VpcAttributeName::EnableDnsSupport),
        attribute(VpcAttributeName::EnableDnsHostnames),
    )
    .await?;
    let is_on = |value: Option<&AttributeBooleanValue>| value.and_then(AttributeBooleanValue::value).unwrap_or(false);
    match (is_on(support.enable_dns_support()), is_on(names.enable_dns_hostnames())) {
        (support, names) if support == names => Ok(Some(names)),
        // Neither on nor off: whatever is asked for has to be said again.
        _ => Ok(None),
    }
}
