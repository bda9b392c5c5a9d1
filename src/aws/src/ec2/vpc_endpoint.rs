//! `ec2/vpc-endpoint`: a way to S3 that does not pass, or pay, a NAT gateway.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{ResourceType, VpcEndpoint as Listed, VpcEndpointType};
use engine::{
    Call, Class, Cx, Failure, Found, Kind, Look, Operation, Progress, Ref, RepeatSafety, Resource, Scope, State, Takes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, RouteTable, Vpc, born, filters, found, passes, refused, tagged};
use crate::Aws;
use crate::operation::{if_there, operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct VpcEndpoint {
    pub vpc: Ref<Vpc>,
    /// As in `s3`; the whole name has the region in it.
    pub service: String,
    pub tables: Vec<Ref<RouteTable>>,
}

impl Kind for VpcEndpoint {
    const KIND: &'static str = "ec2/vpc-endpoint";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Token;
    const FIXED: &'static [&'static str] = &["vpc", "service"];
    const UNORDERED: &'static [&'static str] = &["tables"];
    const SETTLES: bool = true;
    const TAKES: Takes = Takes::seconds(5, 5);
}

const CREATE: Operation = operation("ec2", "CreateVpcEndpoint");
const MODIFY: Operation = operation("ec2", "ModifyVpcEndpoint");
const DELETE: Operation = operation("ec2", "DeleteVpcEndpoints");
const LIST: Operation = operation("ec2", "DescribeVpcEndpoints");

impl Resource for VpcEndpoint {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let endpoints = cx
            .read(LIST, || {
                let pages = cx.cloud.ec2.describe_vpc_endpoints();
                let pages = pages.set_filters(Some(filters(cx.scope))).into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let listed = endpoints.iter().filter(|endpoint| passes(cx.scope, endpoint.tags()));
        Ok(listed.filter_map(|endpoint| seen(cx.scope, endpoint)).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (vpc, tables): (String, _) = (self.vpc.value()?, self.tables()?);
        let service = format!("{}{}", prefix(cx.look.scope), self.service);
        let made = cx
            .write(CREATE, |ticket| {
                let request = cx.cloud.ec2.create_vpc_endpoint().client_token(ticket.token);
                let request = request.vpc_endpoint_type(VpcEndpointType::Gateway);
                let request = request.vpc_id(&vpc).service_name(&service);
                let request = request.set_route_table_ids(Some(tables.iter().cloned().collect()));
                let tags = tagged(cx, ResourceType::VpcEndpoint);
                send_to_new(CREATE, request.tag_specifications(tags).send())
            })
            .await?;
        Made::or_lost(CREATE, made.vpc_endpoint().and_then(Listed::vpc_endpoint_id))
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let asked = self.tables()?;
        let has = tables_of(cx, &out.id).await?;
        let only_in = |these: &BTreeSet<String>, those| Some(these.difference(those).cloned().collect());
        let modified = cx
            .write(MODIFY, |_| {
                let request = cx.cloud.ec2.modify_vpc_endpoint().vpc_endpoint_id(&out.id);
                let request = request.set_add_route_table_ids(only_in(&asked, &has));
                let request = request.set_remove_route_table_ids(only_in(&has, &asked));
                send_to_new(MODIFY, request.send())
            })
            .await;
        match modified {
            // Perhaps by the first of two tries, whose answer was lost.
            Err(failure) if failure.class == Class::AlreadyExists && tables_of(cx, &out.id).await? != asked => {
                Err(failure)
            }
            Err(failure) if failure.class != Class::AlreadyExists => Err(failure),
            _ => Ok(out),
        }
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| async {
            let request = cx.cloud.ec2.delete_vpc_endpoints().vpc_endpoint_ids(&out.id);
            refused(DELETE, send(DELETE, request.send()).await?.unsuccessful())
        })
        .await
    }

    async fn progress(cx: &Cx<'_, Aws, Look<'_>>, out: Made) -> Result<Progress<Made>, Failure> {
        let endpoint = one(cx.cloud, cx, &out.id).await?;
        Ok(match endpoint.as_ref().and_then(state) {
            Some(State::Ready) => Progress::Ready(out),
            Some(State::Failed(why)) => Progress::Broken(why),
            Some(State::Deleting) => Progress::Going("deleting".to_owned()),
            Some(_) => Progress::Going("pending".to_owned()),
            None => Progress::Gone,
        })
    }
}

impl VpcEndpoint {
    fn tables(&self) -> Result<BTreeSet<String>, Failure> {
        self.tables.iter().map(Ref::value).collect()
    }
}

fn prefix(scope: &Scope) -> String {
    format!("com.amazonaws.{}.", scope.region)
}

async fn one(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Option<Listed>, Failure> {
    let answer = look.read(LIST, || {
        send(LIST, aws.ec2.describe_vpc_endpoints().vpc_endpoint_ids(id).send())
    });
    let endpoints = if_there(answer.await)?.and_then(|answer| answer.vpc_endpoints);
    Ok(endpoints.into_iter().flatten().next())
}

async fn tables_of(cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<BTreeSet<String>, Failure> {
    let endpoint = one(cx.cloud, &cx.look, id).await?;
    let tables = endpoint.and_then(|endpoint| endpoint.route_table_ids);
    Ok(tables.into_iter().flatten().collect())
}

fn seen(scope: &Scope, endpoint: &Listed) -> Option<Found> {
    let service = endpoint.service_name().unwrap_or_default();
    let seen = json!({
        "vpc": endpoint.vpc_id(),
        "service": service.strip_prefix(&prefix(scope)).unwrap_or(service),
        "tables": endpoint.route_table_ids(),
    });
    let id = endpoint.vpc_endpoint_id().unwrap_or_default();
    Some(Found {
        born: born(endpoint.creation_timestamp()),
        state: state(endpoint)?,
        ..found(scope, endpoint.tags(), id, seen)
    })
}

/// None of one that is gone. The service writes its states in lower case, its model does not.
fn state(endpoint: &Listed) -> Option<State> {
    let state = endpoint.state().map(|state| state.as_str().to_ascii_lowercase());
    match state.as_deref() {
        Some("available") => Some(State::Ready),
        Some("deleting") => Some(State::Deleting),
        Some("deleted") => None,
        Some(state @ ("failed" | "rejected" | "expired")) => {
            let why = endpoint.last_error().and_then(|error| error.message());
            Some(State::Failed(why.unwrap_or(state).to_owned()))
        }
        _ => Some(State::Pending),
    }
}
