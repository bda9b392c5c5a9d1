//! `ec2/security-group-rule`: lets one group reach another at one TCP port. Never a range of addresses.

use aws_sdk_ec2::types::{Filter, IpPermission, ResourceType, SecurityGroupRule as Live, UserIdGroupPair};
use engine::{Call, Class, Cx, Failure, Found, Kind, Look, Operation, Owner, Ref, RepeatSafety, Resource, State};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::security_group::list as list_groups;
use super::{SecurityGroup, read_tags, tagged};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct SecurityGroupRule {
    pub group: Ref<SecurityGroup>,
    /// Who is let in.
    pub source: Ref<SecurityGroup>,
    pub port: u16,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct RuleOut {
    pub id: String,
    /// Rules are taken back from their group.
    group: String,
    /// Only a rule that somebody else has added lets something out.
    is_egress: bool,
}

impl Kind for SecurityGroupRule {
    const KIND: &'static str = "ec2/security-group-rule";
    const OUTPUTS: &'static [&'static str] = &["id", "group", "is_egress"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["group", "source", "port"];
}

const CREATE: Operation = operation("ec2", "AuthorizeSecurityGroupIngress");
const LIST: Operation = operation("ec2", "DescribeSecurityGroupRules");
const REVOKE_IN: Operation = operation("ec2", "RevokeSecurityGroupIngress");
const REVOKE_OUT: Operation = operation("ec2", "RevokeSecurityGroupEgress");
const TAG: Operation = operation("ec2", "CreateTags");

/// How many values a filter takes.
const GROUPS_A_LIST: usize = 200;

impl Resource for SecurityGroupRule {
    type Cloud = Aws;
    type Out = RuleOut;

    /// Everything in our groups is ours: a rule without our tags was added by somebody and is a stray.
    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let groups = list_groups(cx).await?;
        let ids: Vec<&str> = groups.iter().filter_map(|group| group.group_id()).collect();
        let lists = try_join_all(ids.chunks(GROUPS_A_LIST).map(|ids| list(cx, ids))).await?;
        let rules = lists.iter().flatten().filter(|rule| !is_default(rule));
        Ok(rules.map(|rule| as_found(cx, rule)).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<RuleOut, Failure> {
        let (group, source): (String, String) = (self.group.value()?, self.source.value()?);
        let permission = IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(i32::from(self.port))
            .to_port(i32::from(self.port))
            .user_id_group_pairs(UserIdGroupPair::builder().group_id(&source).build())
            .build();
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.authorize_security_group_ingress().group_id(&group);
                let request = request.ip_permissions(permission.clone());
                let tags = tagged(cx, ResourceType::SecurityGroupRule);
                send_to_new(CREATE, request.tag_specifications(tags).send())
            })
            .await;
        let id = match made {
            Ok(made) => {
                super::Made::or_lost(
                    CREATE,
                    made.security_group_rules()
                        .first()
                        .and_then(Live::security_group_rule_id),
                )?
                .id
            }
            Err(failure) if failure.class == Class::AlreadyExists => self.adopt(cx, &group, &source, failure).await?,
            Err(failure) => return Err(failure),
        };
        Ok(RuleOut {
            id,
            group,
            is_egress: false,
        })
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: RuleOut, _: &[String]) -> Result<RuleOut, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: RuleOut) -> Result<(), Failure> {
        let ec2 = &cx.cloud.ec2;
        if out.is_egress {
            let request = || ec2.revoke_security_group_egress().group_id(&out.group);
            cx.write(REVOKE_OUT, |_| {
                send(REVOKE_OUT, request().security_group_rule_ids(&out.id).send())
            })
            .await
            .map(drop)
        } else {
            let request = || ec2.revoke_security_group_ingress().group_id(&out.group);
            cx.write(REVOKE_IN, |_| {
                send(REVOKE_IN, request().security_group_rule_ids(&out.id).send())
            })
            .await
            .map(drop)
        }
    }
}

impl SecurityGroupRule {
    /// Somebody has let the same in by hand: with our tags it is the rule that was asked for.
    async fn adopt(
        &self,
        cx: &Cx<'_, Aws, Call<'_>>,
        group: &str,
        source: &str,
        failure: Failure,
    ) -> Result<String, Failure> {
        let filter = Filter::builder().name("group-id").values(group).build();
        let rules = cx
            .look
            .read(LIST, || {
                let pages = cx
                    .cloud
                    .ec2
                    .describe_security_group_rules()
                    .filters(filter.clone())
                    .into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let asked = (json!(source), json!(self.port));
        let is_same = |rule: &&Live| {
            let is_free = read_tags(rule.tags()).address(cx.look.scope).is_none();
            is_free && !rule.is_egress().unwrap_or_default() && (source_of(rule), port_of(rule)) == asked
        };
        let Some(id) = rules.iter().find(is_same).and_then(Live::security_group_rule_id) else {
            return Err(failure);
        };
        let tags = tagged(cx, ResourceType::SecurityGroupRule);
        cx.write(TAG, |_| {
            let request = cx.cloud.ec2.create_tags().resources(id);
            send(TAG, request.set_tags(Some(tags.tags().to_vec())).send())
        })
        .await?;
        Ok(id.to_owned())
    }
}

async fn list(cx: &Cx<'_, Aws, Look<'_>>, groups: &[&str]) -> Result<Vec<Live>, Failure> {
    let values = groups.iter().map(ToString::to_string).collect();
    let filter = Filter::builder().name("group-id").set_values(Some(values)).build();
    cx.read(LIST, || {
        let pages = cx
            .cloud
            .ec2
            .describe_security_group_rules()
            .filters(filter.clone())
            .into_paginator();
        send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
    })
    .await
}

fn as_found(cx: &Cx<'_, Aws, Look<'_>>, rule: &Live) -> Found {
    let id = rule.security_group_rule_id().unwrap_or_default();
    let group = rule.group_id().unwrap_or_default();
    Found {
        address: read_tags(rule.tags()).address(cx.scope),
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id, "group": group, "is_egress": rule.is_egress().unwrap_or_default() }),
        seen: json!({ "group": group, "source": source_of(rule), "port": port_of(rule) }),
        state: State::Ready,
        owner: Owner::Ours,
    }
}

/// What AWS adds to each group: everything may go out.
fn is_default(rule: &Live) -> bool {
    let is_everywhere = rule.cidr_ipv4() == Some("0.0.0.0/0") || rule.cidr_ipv6() == Some("::/0");
    rule.is_egress() == Some(true) && rule.ip_protocol() == Some("-1") && is_everywhere
}

/// A group, or whatever else somebody has let in.
fn source_of(rule: &Live) -> Value {
    let group = rule.referenced_group_info().and_then(|info| info.group_id());
    json!(
        group
            .or(rule.cidr_ipv4())
            .or(rule.cidr_ipv6())
            .or(rule.prefix_list_id())
    )
}

/// A number if it is one TCP port.
fn port_of(rule: &Live) -> Value {
    match (rule.ip_protocol(), rule.from_port(), rule.to_port()) {
        (Some("tcp"), Some(from), Some(to)) if from == to => json!(from),
        (protocol, from, to) => json!(format!(
            "{} {} to {}",
            protocol.unwrap_or_default(),
            from.unwrap_or_default(),
            to.unwrap_or_default()
        )),
    }
}
