//! `ec2/flow-log`: what was accepted and rejected in the network, kept in a log group.

use aws_sdk_ec2::types::{FlowLog as Listed, FlowLogsResourceType, LogDestinationType, ResourceType, TrafficType};
use engine::{Call, Cx, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, Vpc, born, filters, found, read_tags, refused, specification};
use crate::Aws;
use crate::iam::Role;
use crate::logs::LogGroup;
use crate::operation::{operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct FlowLog {
    pub vpc: Ref<Vpc>,
    /// By name, once it is there: AWS would make one without retention.
    pub log_group: Ref<LogGroup>,
    /// By ARN, once it is there.
    pub role: Ref<Role>,
}

impl Kind for FlowLog {
    const KIND: &'static str = "ec2/flow-log";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Token;
    const FIXED: &'static [&'static str] = &["vpc", "log_group", "role"];
}

const CREATE: Operation = operation("ec2", "CreateFlowLogs");
const DELETE: Operation = operation("ec2", "DeleteFlowLogs");
const LIST: Operation = operation("ec2", "DescribeFlowLogs");

/// The role that was asked for, for lists that don't show it.
const ROLE: &str = "logline:role";

impl Resource for FlowLog {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let logs = cx
            .read(LIST, || {
                let pages = cx.cloud.ec2.describe_flow_logs();
                let pages = pages.set_filter(Some(filters(cx.scope))).into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        Ok(logs.iter().map(|log| seen(cx.scope, log)).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (vpc, log_group): (String, String) = (self.vpc.value()?, self.log_group.value()?);
        let role: String = self.role.value()?;
        let tags = Tags::of(cx).with(ROLE, &role);
        let made = cx
            .write(CREATE, |ticket| {
                let request = cx.cloud.ec2.create_flow_logs().client_token(ticket.token);
                let request = request.resource_type(FlowLogsResourceType::Vpc).resource_ids(&vpc);
                let request = request.traffic_type(TrafficType::All);
                let request = request.log_destination_type(LogDestinationType::CloudWatchLogs);
                let request = request.log_group_name(&log_group).deliver_logs_permission_arn(&role);
                let request = request.tag_specifications(specification(&tags, ResourceType::VpcFlowLog));
                async {
                    let answer = send_to_new(CREATE, request.send()).await?;
                    refused(CREATE, answer.unsuccessful())?;
                    Ok(answer)
                }
            })
            .await?;
        Made::or_lost(CREATE, made.flow_log_ids().first().map(String::as_str))
    }

    async fn update(&self, _: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| async {
            let request = cx.cloud.ec2.delete_flow_logs().flow_log_ids(&out.id);
            refused(DELETE, send(DELETE, request.send()).await?.unsuccessful())
        })
        .await
    }
}

fn seen(scope: &Scope, log: &Listed) -> Found {
    let tags = read_tags(log.tags());
    let seen = json!({
        "vpc": log.resource_id(),
        "log_group": log.log_group_name().or_else(|| log.log_destination().map(named)),
        "role": log.deliver_logs_permission_arn().or(tags.get(ROLE)),
    });
    Found {
        born: born(log.creation_time()),
        ..found(scope, log.tags(), log.flow_log_id().unwrap_or_default(), seen)
    }
}

/// The name of a log group that may be given by its ARN.
fn named(destination: &str) -> &str {
    let name = destination
        .split_once(":log-group:")
        .map_or(destination, |(_, name)| name);
    name.trim_end_matches(":*")
}
