//! `ec2/security-group`

use aws_sdk_ec2::types::ResourceType;
use engine::{Call, Cx, DeleteAfter, Failure, Found, Kind, Look, NameRule, Operation, Ref, RepeatSafety, Resource};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, Vpc, filters, found, tagged};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

/// AWS adds a rule that lets everything out, which stays and is nothing of ours; what is let in are rules of their own.
#[derive(Debug, Serialize, Deserialize)]
pub struct SecurityGroup {
    pub vpc: Ref<Vpc>,
    pub description: String,
}

impl Kind for SecurityGroup {
    const KIND: &'static str = "ec2/security-group";
    const OUTPUTS: &'static [&'static str] = ID;
    // Within its VPC.
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["vpc", "description"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/security-group-rule"),
        DeleteAfter::Referring("rds/instance"),
        DeleteAfter::Referring("elasticache/replication-group"),
        DeleteAfter::Referring("lambda/function"),
        DeleteAfter::Referring("ec2/network-interface"),
    ];
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 255,
        allows: |c| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c),
    });
}

const CREATE: Operation = operation("ec2", "CreateSecurityGroup");
const DELETE: Operation = operation("ec2", "DeleteSecurityGroup");
pub(super) const LIST: Operation = operation("ec2", "DescribeSecurityGroups");

impl Resource for SecurityGroup {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let groups = list(cx).await?;
        let as_found = |group: &aws_sdk_ec2::types::SecurityGroup| {
            let seen = json!({ "vpc": group.vpc_id(), "description": group.description() });
            found(cx.scope, group.tags(), group.group_id().unwrap_or_default(), seen)
        };
        Ok(groups.iter().map(as_found).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let vpc: String = self.vpc.value()?;
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.create_security_group().vpc_id(&vpc);
                let request = request.group_name(cx.name()).description(&self.description);
                let tags = tagged(cx, ResourceType::SecurityGroup);
                send_to_new(CREATE, request.tag_specifications(tags).send())
            })
            .await?;
        Made::or_lost(CREATE, made.group_id())
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.ec2.delete_security_group().group_id(&out.id).send())
        })
        .await
        .map(drop)
    }
}

/// The groups of the environment.
pub(super) async fn list(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<aws_sdk_ec2::types::SecurityGroup>, Failure> {
    cx.read(LIST, || {
        let request = cx.cloud.ec2.describe_security_groups();
        let pages = request.set_filters(Some(filters(cx.scope))).into_paginator();
        send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
    })
    .await
}
