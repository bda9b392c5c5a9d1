//! Internet gateways, elastic IPs, NAT gateways, and the routes to them.

use super::{Case, Rule, refuses};
use crate::model::{Kind, Model, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::settings::Quota;

const ERRORS: &str = "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-errors.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const ATTACH: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html";
const DETACH: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html";
const DELETE_GATEWAY: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteInternetGateway.html";
const RELEASE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html";
const NAT: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html";
const ROUTE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html";
const ADDRESSES: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html";

pub(super) const RULES: &[Rule] = &[
    refuses(
        "internet-gateway-quota",
        &["ec2:CreateInternetGateway"],
        QUOTAS,
        gateway_quota,
    ),
    refuses(
        "internet-gateway-attached-once",
        &["ec2:AttachInternetGateway"],
        ATTACH,
        attached_once,
    ),
    refuses(
        "one-internet-gateway-per-vpc",
        &["ec2:AttachInternetGateway"],
        ATTACH,
        one_per_vpc,
    ),
    refuses(
        "internet-gateway-without-addresses",
        &["ec2:DetachInternetGateway"],
        DETACH,
        without_addresses,
    ),
    refuses(
        "internet-gateway-attached-to-detach",
        &["ec2:DetachInternetGateway"],
        ERRORS,
        attached_to_detach,
    ),
    refuses(
        "internet-gateway-detached-before-deletion",
        &["ec2:DeleteInternetGateway"],
        DELETE_GATEWAY,
        detached,
    ),
    refuses("address-quota", &["ec2:AllocateAddress"], ADDRESSES, address_quota),
    refuses(
        "address-free-before-release",
        &["ec2:ReleaseAddress"],
        RELEASE,
        address_free,
    ),
    refuses(
        "nat-gateway-in-known-subnet",
        &["ec2:CreateNatGateway"],
        ERRORS,
        nat_in_known_subnet,
    ),
    refuses(
        "nat-gateway-with-free-address",
        &["ec2:CreateNatGateway"],
        NAT,
        nat_with_free_address,
    ),
    refuses("nat-gateway-quota", &["ec2:CreateNatGateway"], QUOTAS, nat_quota),
    refuses(
        "route-to-attached-gateway",
        &["ec2:CreateRoute", "ec2:ReplaceRoute"],
        ROUTE,
        route_to_attached_gateway,
    ),
    refuses(
        "route-to-living-nat-gateway",
        &["ec2:CreateRoute", "ec2:ReplaceRoute"],
        ERRORS,
        route_to_living_nat,
    ),
];

/// The default VPC has one.
fn gateway_quota(case: &Case<'_>) -> Verdict {
    let most = case.settings.quota(Quota::InternetGateways);
    let holds = case.model.count(Kind::InternetGateway) + 1 < most as usize;
    let message = "The maximum number of internet gateways has been reached.";
    Refusal::unless(holds, "InternetGatewayLimitExceeded", message)
}

fn attached_once(case: &Case<'_>) -> Verdict {
    let id = case.request.named("InternetGatewayId");
    let vpc = case.model.get(Kind::InternetGateway, id).and_then(attachment);
    let message = format!(
        "resource {id} is already attached to network {}",
        vpc.unwrap_or_default()
    );
    Refusal::unless(vpc.is_none(), "Resource.AlreadyAssociated", message)
}

fn one_per_vpc(case: &Case<'_>) -> Verdict {
    let vpc = case.request.named("VpcId");
    let message = format!("Network {vpc} already has an internet gateway attached");
    Refusal::unless(gateway_of(case.model, vpc).is_none(), "InvalidParameterValue", message)
}

fn without_addresses(case: &Case<'_>) -> Verdict {
    let vpc = case.request.named("VpcId");
    let in_vpc = |nat: &Thing| {
        let subnet = case.model.get(Kind::Subnet, nat.text("SubnetId").unwrap_or_default());
        subnet.and_then(|subnet| subnet.text("VpcId")) == Some(vpc)
    };
    let holds = !case
        .model
        .all(Kind::NatGateway)
        .any(|nat| nat.text("AllocationId").is_some() && in_vpc(nat));
    let message = format!(
        "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
    );
    Refusal::unless(holds, "DependencyViolation", message)
}

fn attached_to_detach(case: &Case<'_>) -> Verdict {
    let (id, vpc) = (case.request.named("InternetGatewayId"), case.request.named("VpcId"));
    let Some(gateway) = case.model.get(Kind::InternetGateway, id) else {
        return Ok(());
    };
    let message = format!("resource {id} is not attached to network {vpc}");
    Refusal::unless(attachment(gateway) == Some(vpc), "Gateway.NotAttached", message)
}

fn detached(case: &Case<'_>) -> Verdict {
    let id = case.request.named("InternetGatewayId");
    let holds = case.model.get(Kind::InternetGateway, id).and_then(attachment).is_none();
    let message = format!("The internetGateway '{id}' has dependencies and cannot be deleted.");
    Refusal::unless(holds, "DependencyViolation", message)
}

fn address_quota(case: &Case<'_>) -> Verdict {
    let holds = case.model.count(Kind::Address) < case.settings.quota(Quota::Addresses) as usize;
    let message = "The maximum number of addresses has been reached.";
    Refusal::unless(holds, "AddressLimitExceeded", message)
}

/// A gateway gives its address back when it is gone, not when its deletion begins.
fn address_free(case: &Case<'_>) -> Verdict {
    let id = case.request.named("AllocationId");
    let mut users = case.model.users(Kind::Address, id);
    let message = format!("The address with allocation id [{id}] is in use.");
    Refusal::unless(users.next().is_none(), "InvalidIPAddress.InUse", message)
}

fn nat_in_known_subnet(case: &Case<'_>) -> Verdict {
    let id = case.request.named("SubnetId");
    let message = format!("The subnet ID '{id}' does not exist");
    Refusal::unless(case.model.has(Kind::Subnet, id), "InvalidSubnetID.NotFound", message)
}

fn nat_with_free_address(case: &Case<'_>) -> Verdict {
    let Some(id) = case.request.text("AllocationId") else {
        let is_private = case.request.text("ConnectivityType") == Some("private");
        let message = "The request must contain the parameter AllocationId";
        return Refusal::unless(is_private, "MissingParameter", message);
    };
    let message = format!("The allocation ID '{id}' does not exist");
    Refusal::unless(
        case.model.has(Kind::Address, id),
        "InvalidAllocationID.NotFound",
        message,
    )?;
    let mut users = case.model.users(Kind::Address, id);
    let message = format!("Elastic IP address [{id}] is already associated");
    Refusal::unless(users.next().is_none(), "Resource.AlreadyAssociated", message)
}

fn nat_quota(case: &Case<'_>) -> Verdict {
    let zone = |subnet: &str| {
        case.model
            .get(Kind::Subnet, subnet)?
            .text("AvailabilityZone")
            .map(str::to_owned)
    };
    let new = zone(case.request.named("SubnetId"));
    let gateways = case.model.all(Kind::NatGateway).filter_map(|nat| nat.text("SubnetId"));
    let have = gateways.filter(|subnet| zone(subnet) == new).count();
    let message = "The maximum number of NAT gateways in the Availability Zone has been reached.";
    let most = case.settings.quota(Quota::NatGatewaysPerZone) as usize;
    Refusal::unless(have < most, "NatGatewayLimitExceeded", message)
}

fn route_to_attached_gateway(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let Some(gateway) = request.text("GatewayId").filter(|id| id.starts_with("igw-")) else {
        return Ok(());
    };
    let Some(table) = case.model.get(Kind::RouteTable, request.named("RouteTableId")) else {
        return Ok(());
    };
    let attached = case.model.get(Kind::InternetGateway, gateway).and_then(attachment);
    let message = format!(
        "route table {} and network gateway {gateway} belong to different networks",
        table.id
    );
    Refusal::unless(attached == table.text("VpcId"), "InvalidParameterValue", message)
}

/// One that is pending will do: the route works as soon as the gateway does.
fn route_to_living_nat(case: &Case<'_>) -> Verdict {
    let Some(id) = case.request.text("NatGatewayId") else {
        return Ok(());
    };
    let nat = case.model.get(Kind::NatGateway, id);
    let holds = nat.is_some_and(|nat| ["pending", "available"].contains(&nat.state()));
    let message = format!("The natGateway ID '{id}' does not exist");
    Refusal::unless(holds, "InvalidNatGatewayID.NotFound", message)
}

fn attachment(gateway: &Thing) -> Option<&str> {
    gateway
        .refers_to
        .iter()
        .find(|(kind, _)| *kind == Kind::Vpc)
        .map(|(_, id)| id.as_str())
}

fn gateway_of<'a>(model: &'a Model, vpc: &str) -> Option<&'a Thing> {
    model
        .users(Kind::Vpc, vpc)
        .find(|user| user.kind == Kind::InternetGateway)
}
