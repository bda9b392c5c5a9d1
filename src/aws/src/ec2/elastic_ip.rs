//! `ec2/elastic-ip`

use aws_sdk_ec2::types::{Address, DomainType, ResourceType};
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, RepeatSafety, Resource};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, found, passes, read_tags, tagged};
use crate::operation::{operation, send};
use crate::{Aws, tags};

#[derive(Debug, Serialize, Deserialize)]
pub struct ElasticIp {}

impl Kind for ElasticIp {
    const KIND: &'static str = "ec2/elastic-ip";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("ec2/nat-gateway")];
}

const CREATE: Operation = operation("ec2", "AllocateAddress");
const DELETE: Operation = operation("ec2", "ReleaseAddress");
const LIST: Operation = operation("ec2", "DescribeAddresses");

impl Resource for ElasticIp {
    type Cloud = Aws;
    type Out = Made;

    /// The list is not filtered: an address that nobody uses costs money, and there are only five, so those that no
    /// environment owns to are shown too.
    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let answer = cx.read(LIST, || send(LIST, cx.cloud.ec2.describe_addresses().send()));
        let addresses = answer.await?.addresses.unwrap_or_default();
        let of_interest = addresses
            .iter()
            .filter(|address| passes(cx.scope, address.tags()) || is_nobodys(address));
        let found = of_interest.map(|address| {
            let id = address.allocation_id().unwrap_or_default();
            found(cx.scope, address.tags(), id, json!({}))
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.allocate_address().domain(DomainType::Vpc);
                let tags = tagged(cx, ResourceType::ElasticIp);
                send(CREATE, request.tag_specifications(tags).send())
            })
            .await?;
        Made::or_lost(CREATE, made.allocation_id())
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.release_address().allocation_id(&out.id).send())
        })
        .await
        .map(drop)
    }
}

/// Not in use, and of no environment, ours or somebody else's.
fn is_nobodys(address: &Address) -> bool {
    address.association_id().is_none() && read_tags(address.tags()).get(tags::ENVIRONMENT).is_none()
}
