//! VPCs, subnets, route tables, endpoints, flow logs.

use super::{Case, Rule, refuses};
use crate::cidr::Cidr;
use crate::model::network::destination;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::settings::Quota;

const ERRORS: &str = "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-errors.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const SUBNET_SIZING: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
const VPC_SIZING: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
const DELETE_VPC: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html";
const DELETE_SUBNET: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html";
const DELETE_TABLE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html";
const ASSOCIATE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html";
const ENDPOINTS: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html";
const DNS: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html";
const FLOW_LOGS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html";
const FLOW_LOG_ROLE: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html";

pub(super) const RULES: &[Rule] = &[
    refuses("vpc-size", &["ec2:CreateVpc"], VPC_SIZING, vpc_size),
    refuses("vpc-quota", &["ec2:CreateVpc"], QUOTAS, vpc_quota),
    refuses(
        "vpc-attribute-alone",
        &["ec2:ModifyVpcAttribute"],
        DNS,
        vpc_attribute_alone,
    ),
    refuses("vpc-empty-before-deletion", &["ec2:DeleteVpc"], DELETE_VPC, vpc_empty),
    refuses("subnet-in-known-vpc", &["ec2:CreateSubnet"], ERRORS, in_known_vpc),
    refuses("subnet-size", &["ec2:CreateSubnet"], SUBNET_SIZING, subnet_size),
    refuses("subnet-in-range-of-vpc", &["ec2:CreateSubnet"], ERRORS, subnet_in_range),
    refuses("subnets-disjoint", &["ec2:CreateSubnet"], ERRORS, subnets_disjoint),
    refuses(
        "subnet-empty-before-deletion",
        &["ec2:DeleteSubnet"],
        DELETE_SUBNET,
        subnet_empty,
    ),
    refuses(
        "route-table-in-known-vpc",
        &["ec2:CreateRouteTable"],
        ERRORS,
        in_known_vpc,
    ),
    refuses(
        "route-table-unused-before-deletion",
        &["ec2:DeleteRouteTable"],
        DELETE_TABLE,
        table_unused,
    ),
    refuses(
        "one-route-table-per-subnet",
        &["ec2:AssociateRouteTable"],
        ASSOCIATE,
        one_table_per_subnet,
    ),
    refuses(
        "route-table-of-same-vpc",
        &["ec2:AssociateRouteTable"],
        ASSOCIATE,
        table_of_same_vpc,
    ),
    refuses("routes-differ", &["ec2:CreateRoute"], ERRORS, routes_differ),
    refuses(
        "route-to-replace-exists",
        &["ec2:ReplaceRoute", "ec2:DeleteRoute"],
        ERRORS,
        route_exists,
    ),
    refuses(
        "one-gateway-endpoint-per-route-table",
        &["ec2:CreateVpcEndpoint"],
        ENDPOINTS,
        one_endpoint_per_table,
    ),
    refuses("flow-logs-differ", &["ec2:CreateFlowLogs"], FLOW_LOGS, flow_logs_differ),
    refuses(
        "flow-log-role-known",
        &["ec2:CreateFlowLogs"],
        FLOW_LOG_ROLE,
        flow_log_role_known,
    ),
];

/// The default VPC counts, and every account has one.
fn vpc_quota(case: &Case<'_>) -> Verdict {
    let (have, most) = (case.model.count(Kind::Vpc) + 1, case.settings.quota(Quota::Vpcs));
    let message = "The maximum number of VPCs has been reached.";
    Refusal::unless(have < most as usize, "VpcLimitExceeded", message)
}

fn vpc_size(case: &Case<'_>) -> Verdict {
    let text = case.request.named("CidrBlock");
    let holds = Cidr::parse(text).is_some_and(|range| (16..=28).contains(&range.bits));
    Refusal::unless(holds, "InvalidVpc.Range", format!("The CIDR '{text}' is invalid."))
}

fn vpc_attribute_alone(case: &Case<'_>) -> Verdict {
    let both = ["EnableDnsSupport", "EnableDnsHostnames"]
        .iter()
        .all(|name| case.request.at(name).is_some());
    let message = "Only one attribute can be modified in a request";
    Refusal::unless(!both, "InvalidParameterCombination", message)
}

fn vpc_empty(case: &Case<'_>) -> Verdict {
    let id = case.request.named("VpcId");
    let message = format!("The vpc '{id}' has dependencies and cannot be deleted.");
    let mut users = case.model.users(Kind::Vpc, id);
    Refusal::unless(users.next().is_none(), "DependencyViolation", message)
}

fn in_known_vpc(case: &Case<'_>) -> Verdict {
    let id = case.request.named("VpcId");
    let message = format!("The vpc ID '{id}' does not exist");
    Refusal::unless(case.model.has(Kind::Vpc, id), "InvalidVpcID.NotFound", message)
}

fn subnet_size(case: &Case<'_>) -> Verdict {
    let text = case.request.named("CidrBlock");
    let holds = Cidr::parse(text).is_some_and(|range| (16..=28).contains(&range.bits));
    Refusal::unless(holds, "InvalidSubnet.Range", format!("The CIDR '{text}' is invalid."))
}

fn subnet_in_range(case: &Case<'_>) -> Verdict {
    let vpc = case.model.get(Kind::Vpc, case.request.named("VpcId"));
    let text = case.request.named("CidrBlock");
    let (Some(whole), Some(part)) = (vpc.and_then(range), Cidr::parse(text)) else {
        return Ok(());
    };
    Refusal::unless(
        whole.contains(part),
        "InvalidSubnet.Range",
        format!("The CIDR '{text}' is invalid."),
    )
}

fn subnets_disjoint(case: &Case<'_>) -> Verdict {
    let text = case.request.named("CidrBlock");
    let Some(new) = Cidr::parse(text) else {
        return Ok(());
    };
    let siblings = case.model.users(Kind::Vpc, case.request.named("VpcId"));
    let mut siblings = siblings.filter(|thing| thing.kind == Kind::Subnet).filter_map(range);
    let holds = !siblings.any(|old| old.overlaps(new));
    let message = format!("The CIDR '{text}' conflicts with another subnet");
    Refusal::unless(holds, "InvalidSubnet.Conflict", message)
}

/// Gateways, databases, caches and functions have interfaces in their subnets until they are gone.
fn subnet_empty(case: &Case<'_>) -> Verdict {
    let id = case.request.named("SubnetId");
    let message = format!("The subnet '{id}' has dependencies and cannot be deleted.");
    let holds = !case.model.users(Kind::Subnet, id).any(|user| match user.kind {
        Kind::RouteAssociation => false,
        Kind::DbSubnetGroup => case.model.users(Kind::DbSubnetGroup, &user.id).next().is_some(),
        Kind::CacheSubnetGroup => case.model.users(Kind::CacheSubnetGroup, &user.id).next().is_some(),
        _ => true,
    });
    Refusal::unless(holds, "DependencyViolation", message)
}

fn table_unused(case: &Case<'_>) -> Verdict {
    let id = case.request.named("RouteTableId");
    let message = format!("The routeTable '{id}' has dependencies and cannot be deleted.");
    let mut users = case.model.users(Kind::RouteTable, id);
    let holds = !users.any(|user| user.kind == Kind::RouteAssociation);
    Refusal::unless(holds, "DependencyViolation", message)
}

fn one_table_per_subnet(case: &Case<'_>) -> Verdict {
    let Some(subnet) = case.request.text("SubnetId") else {
        return Ok(());
    };
    let mut users = case.model.users(Kind::Subnet, subnet);
    let message =
        format!("the specified association for route table and {subnet} conflicts with an existing association");
    let holds = !users.any(|user| user.kind == Kind::RouteAssociation);
    Refusal::unless(holds, "Resource.AlreadyAssociated", message)
}

fn table_of_same_vpc(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let of = |kind, name| {
        case.model
            .get(kind, request.named(name))
            .and_then(|thing| thing.text("VpcId"))
    };
    let (table, subnet) = (of(Kind::RouteTable, "RouteTableId"), of(Kind::Subnet, "SubnetId"));
    let holds = table.is_none() || subnet.is_none() || table == subnet;
    let message = "Route table and subnet belong to different networks";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn routes_differ(case: &Case<'_>) -> Verdict {
    let table = case.model.get(Kind::RouteTable, case.request.named("RouteTableId"));
    let new = destination(case.request);
    let holds = !table.is_some_and(|table| table.routes().iter().any(|old| old == new));
    let message = format!("The route identified by {new} already exists.");
    Refusal::unless(holds, "RouteAlreadyExists", message)
}

fn route_exists(case: &Case<'_>) -> Verdict {
    let id = case.request.named("RouteTableId");
    let Some(table) = case.model.get(Kind::RouteTable, id) else {
        return Ok(());
    };
    let wanted = destination(case.request);
    let holds = table.routes().iter().any(|route| route == wanted);
    let code = if case.request.operation == "DeleteRoute" {
        "InvalidRoute.NotFound"
    } else {
        "InvalidParameterValue"
    };
    let message = format!("There is no route defined for '{wanted}' in the route table '{id}'.");
    Refusal::unless(holds, code, message)
}

fn one_endpoint_per_table(case: &Case<'_>) -> Verdict {
    let request = case.request;
    if request.text("VpcEndpointType").is_some_and(|kind| kind != "Gateway") {
        return Ok(());
    }
    let service = request.text("ServiceName");
    let clash = request.texts("RouteTableId").find(|table| {
        let mut users = case.model.users(Kind::RouteTable, table);
        users.any(|user| user.kind == Kind::Endpoint && user.text("ServiceName") == service)
    });
    let message = format!(
        "route table {} already has a route with the destination prefix list",
        clash.unwrap_or_default()
    );
    Refusal::unless(clash.is_none(), "RouteAlreadyExists", message)
}

fn flow_logs_differ(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let same = |other: &Thing| {
        let names = ["ResourceId", "TrafficType", "LogGroupName", "LogDestination"];
        names.iter().all(|name| other.at(name) == request.at(name))
    };
    let holds = !case.model.all(Kind::FlowLog).any(same);
    let message = "There is an existing Flow Log with the same configuration and log destination.";
    Refusal::unless(holds, "FlowLogAlreadyExists", message)
}

/// A role that was made seconds ago cannot be assumed yet.
fn flow_log_role_known(case: &Case<'_>) -> Verdict {
    let Some(arn) = case.request.text("DeliverLogsPermissionArn") else {
        return Ok(());
    };
    let holds = super::roles::is_propagated(case, arn);
    Refusal::unless(
        holds,
        "InvalidParameter",
        format!("Unable to assume given IAM role {arn}"),
    )
}

fn range(thing: &Thing) -> Option<Cidr> {
    Cidr::parse(thing.text("CidrBlock")?)
}
