//! Lists that do not show yet what was just made, or its tags.

use http::StatusCode;
use serde_json::Value;
use tokio::time::Instant;
use xmltree::Element;

use super::Shaping;
use crate::model::{Kind, Model, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::request::at;
use crate::xml;

struct Listing {
    action: &'static str,
    /// The element or field that holds the items, and in each of them the id.
    list: &'static str,
    id: &'static str,
    kind: Kind,
    /// The parameter that asks for one by its id, and what is answered if there is none.
    asked: &'static str,
    missing: &'static str,
}

const fn listing(
    action: &'static str,
    (list, id, kind): (&'static str, &'static str, Kind),
    (asked, missing): (&'static str, &'static str),
) -> Listing {
    Listing {
        action,
        list,
        id,
        kind,
        asked,
        missing,
    }
}

/// Where AWS documents eventual consistency. RDS and ElastiCache show at once what was made.
const XML: [Listing; 11] = [
    listing(
        "ec2:DescribeVpcs",
        ("vpcSet", "vpcId", Kind::Vpc),
        ("VpcId", "InvalidVpcID.NotFound"),
    ),
    listing(
        "ec2:DescribeSubnets",
        ("subnetSet", "subnetId", Kind::Subnet),
        ("SubnetId", "InvalidSubnetID.NotFound"),
    ),
    listing(
        "ec2:DescribeInternetGateways",
        ("internetGatewaySet", "internetGatewayId", Kind::InternetGateway),
        ("InternetGatewayId", "InvalidInternetGatewayID.NotFound"),
    ),
    listing(
        "ec2:DescribeAddresses",
        ("addressesSet", "allocationId", Kind::Address),
        ("AllocationId", "InvalidAllocationID.NotFound"),
    ),
    listing(
        "ec2:DescribeNatGateways",
        ("natGatewaySet", "natGatewayId", Kind::NatGateway),
        ("NatGatewayId", "NatGatewayNotFound"),
    ),
    listing(
        "ec2:DescribeRouteTables",
        ("routeTableSet", "routeTableId", Kind::RouteTable),
        ("RouteTableId", "InvalidRouteTableID.NotFound"),
    ),
    listing(
        "ec2:DescribeVpcEndpoints",
        ("vpcEndpointSet", "vpcEndpointId", Kind::Endpoint),
        ("VpcEndpointId", "InvalidVpcEndpointId.NotFound"),
    ),
    listing(
        "ec2:DescribeFlowLogs",
        ("flowLogSet", "flowLogId", Kind::FlowLog),
        ("FlowLogId", "InvalidFlowLogId.NotFound"),
    ),
    listing(
        "ec2:DescribeSecurityGroups",
        ("securityGroupInfo", "groupId", Kind::SecurityGroup),
        ("GroupId", "InvalidGroup.NotFound"),
    ),
    listing(
        "iam:GetRole",
        ("GetRoleResult", "RoleName", Kind::Role),
        ("RoleName", "NoSuchEntity"),
    ),
    listing(
        "iam:ListRoles",
        ("Roles", "RoleName", Kind::Role),
        ("RoleName", "NoSuchEntity"),
    ),
];

const JSON: [Listing; 4] = [
    listing(
        "logs:DescribeLogGroups",
        ("logGroups", "logGroupName", Kind::LogGroup),
        ("", ""),
    ),
    listing(
        "secretsmanager:ListSecrets",
        ("SecretList", "Name", Kind::Secret),
        ("", ""),
    ),
    listing("kms:ListAliases", ("Aliases", "AliasName", Kind::KeyAlias), ("", "")),
    listing("wafv2:ListWebACLs", ("WebACLs", "Id", Kind::WebAcl), ("", "")),
];

pub(super) fn hide(model: &mut Model, shaping: &Shaping<'_>, root: &mut Element) -> Verdict {
    let request = shaping.request;
    if !shaping.settings.keeps("lists-lag") {
        return Ok(());
    }
    if request.is("ec2:DescribeTags") {
        xml::retain(root, "tagSet", &mut |tag| {
            let id = xml::child_text(tag, "resourceId").unwrap_or_default();
            let found = model.things_mut().find(|thing| thing.id == id);
            found.is_none_or(|thing| !is_hidden(thing, shaping) && !is_untagged(thing))
        });
        return Ok(());
    }
    let Some(listing) = XML.iter().find(|listing| request.is(listing.action)) else {
        return Ok(());
    };
    let by_tag = request.items("Filter").iter().any(|filter| {
        let name = at(filter, "Name").and_then(Value::as_str);
        name.is_some_and(|name| name.starts_with("tag"))
    });
    let hidden = xml::retain(root, listing.list, &mut |item| {
        let id = xml::child_text(item, listing.id).unwrap_or_default();
        let thing = model.get_mut(listing.kind, &id);
        thing.is_none_or(|thing| !(is_hidden(thing, shaping) || by_tag && is_untagged(thing)))
    });
    let was_asked = request.at(listing.asked).is_some();
    let message = "The resource does not exist.";
    if hidden == 0 || !was_asked {
        return Ok(());
    }
    let status = if request.service == "iam" {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::BAD_REQUEST
    };
    Err(Refusal::with_status(status, listing.missing, message).by("lists-lag"))
}

/// Says whether anything was changed.
pub(super) fn hide_json(model: &mut Model, shaping: &Shaping<'_>, root: &mut Value) -> bool {
    let listing = JSON.iter().find(|listing| shaping.request.is(listing.action));
    let Some(listing) = listing.filter(|_| shaping.settings.keeps("lists-lag")) else {
        return false;
    };
    let Some(items) = root.get_mut(listing.list).and_then(Value::as_array_mut) else {
        return false;
    };
    let before = items.len();
    items.retain(|item| {
        let id = item.get(listing.id).and_then(Value::as_str).unwrap_or_default();
        let thing = model.get_mut(listing.kind, id);
        thing.is_none_or(|thing| !is_hidden(thing, shaping))
    });
    items.len() < before
}

/// Each read that misses it brings it nearer.
fn is_hidden(thing: &mut Thing, shaping: &Shaping<'_>) -> bool {
    let until = thing.born + shaping.clock.span(shaping.settings.lag_time);
    let is_hidden = thing.unseen > 0 || until > Instant::now();
    thing.unseen = thing.unseen.saturating_sub(1);
    is_hidden
}

fn is_untagged(thing: &mut Thing) -> bool {
    let is_untagged = thing.untagged > 0;
    thing.untagged = thing.untagged.saturating_sub(1);
    is_untagged
}
