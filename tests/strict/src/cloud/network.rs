//! What EC2 shows: gateways on their way, addresses in use, interfaces that linger.

use std::borrow::Cow;

use serde_json::Value;
use xmltree::{Element, XMLNode};

use super::{Cloud, Shaping, held};
use crate::model::{Kind, Model, Thing};
use crate::request::{Request, at};
use crate::xml;

pub(super) fn shape(model: &mut Model, shaping: &Shaping<'_>, root: &mut Element) {
    if shaping.settings.keeps("nat-gateway-progresses") {
        gateways(model, shaping, root);
    }
    if shaping.settings.keeps("address-shows-its-gateway") {
        addresses(model, root);
    }
    if shaping.settings.keeps("endpoint-shows-as-route") {
        endpoints(model, root);
    }
    if shaping.request.operation == "DescribeNetworkInterfaces" && shaping.settings.keeps("function-interfaces-linger")
    {
        interfaces(model, shaping, root);
    }
}

fn gateways(model: &mut Model, shaping: &Shaping<'_>, root: &mut Element) {
    let wanted = filter(shaping.request, "state").unwrap_or_default();
    let fails = shaping.settings.keeps("nat-gateway-needs-internet-gateway");
    let change = &mut |gateway: &mut Element| show_gateway(model, fails, gateway);
    xml::for_each(root, "natGateway", change);
    for_each_item(root, "natGatewaySet", change);
    if !wanted.is_empty() {
        xml::retain(root, "natGatewaySet", &mut |gateway| {
            let state = xml::child_text(gateway, "state").unwrap_or_default();
            wanted.contains(&state)
        });
    }
}

fn show_gateway(model: &Model, fails: bool, shown: &mut Element) {
    let id = xml::child_text(shown, "natGatewayId").unwrap_or_default();
    let Some(gateway) = model.get(Kind::NatGateway, &id) else {
        return;
    };
    let state = if fails || !gateway.is("failed") {
        gateway.state()
    } else {
        "available"
    };
    xml::set(shown, "state", state);
    if state == "failed" {
        xml::set(shown, "failureCode", "Gateway.NotAttached");
        xml::set(shown, "failureMessage", "Network has no Internet gateway attached");
    }
    let Some(allocation) = gateway.text("AllocationId") else {
        return;
    };
    let address = model
        .get(Kind::Address, allocation)
        .and_then(|address| address.text("PublicIp"));
    let interface = interface_id(&id);
    let fields = [
        ("allocationId", allocation),
        ("associationId", &association_id(&id)),
        ("isPrimary", "true"),
        ("networkInterfaceId", &interface),
        ("privateIp", "10.0.0.10"),
        ("publicIp", address.unwrap_or_default()),
        ("status", "succeeded"),
    ];
    shown.take_child("natGatewayAddressSet");
    let mut set = Element::new("natGatewayAddressSet");
    set.children.push(xml::element("item", &fields));
    shown.children.push(XMLNode::Element(set));
}

/// The emulator's addresses know nothing of the gateways that use them.
fn addresses(model: &Model, root: &mut Element) {
    for_each_item(root, "addressesSet", &mut |address| {
        let id = xml::child_text(address, "allocationId").unwrap_or_default();
        if let Some(gateway) = model
            .users(Kind::Address, &id)
            .find(|user| user.kind == Kind::NatGateway)
        {
            xml::set(address, "associationId", &association_id(&gateway.id));
            xml::set(address, "networkInterfaceId", &interface_id(&gateway.id));
            xml::set(address, "privateIpAddress", "10.0.0.10");
        }
    });
}

/// A gateway endpoint is a route in each of its tables, which nobody made.
fn endpoints(model: &Model, root: &mut Element) {
    for_each_item(root, "routeTableSet", &mut |table| {
        let id = xml::child_text(table, "routeTableId").unwrap_or_default();
        for endpoint in model
            .users(Kind::RouteTable, &id)
            .filter(|user| user.kind == Kind::Endpoint)
        {
            let fields = [
                ("destinationPrefixListId", "pl-63a5400a"),
                ("gatewayId", endpoint.id.as_str()),
                ("state", "active"),
                ("origin", "CreateRoute"),
            ];
            let route = xml::element("item", &fields);
            // Some emulators know.
            let is_shown = xml::elements(table).any(|part| {
                xml::elements(part).any(|route| xml::child_text(route, "gatewayId").as_deref() == Some(&endpoint.id))
            });
            if !is_shown {
                xml::for_each(table, "routeSet", &mut |routes| routes.children.push(route.clone()));
            }
        }
    });
}

fn interfaces(model: &Model, shaping: &Shaping<'_>, root: &mut Element) {
    let ours = model
        .all(Kind::Interface)
        .filter(|interface| interface.text("Description").is_some());
    let ours = ours.filter(|interface| is_wanted(interface, model, shaping.request));
    let items: Vec<XMLNode> = ours.map(|interface| shown_interface(interface, model)).collect();
    xml::for_each(root, "networkInterfaceSet", &mut |set| {
        set.children.extend(items.clone());
    });
}

fn shown_interface(interface: &Thing, model: &Model) -> XMLNode {
    let text = |name: &str| interface.text(name).unwrap_or_default();
    // Detached from its function it is an ordinary interface.
    let kind = if interface.is("in-use") { "lambda" } else { "interface" };
    let fields = [
        ("networkInterfaceId", interface.id.as_str()),
        ("subnetId", text("SubnetId")),
        ("vpcId", vpc(interface, model)),
        ("description", text("Description")),
        ("requesterId", "amazon-lambda"),
        ("requesterManaged", "true"),
        ("status", interface.state()),
        ("interfaceType", kind),
    ];
    let mut item = xml::element("item", &fields);
    if let XMLNode::Element(item) = &mut item {
        let mut groups = Element::new("groupSet");
        let ids = interface
            .refers_to
            .iter()
            .filter(|(kind, _)| *kind == Kind::SecurityGroup);
        groups
            .children
            .extend(ids.map(|(_, id)| xml::element("item", &[("groupId", id.as_str())])));
        item.children.push(XMLNode::Element(groups));
        item.children.push(XMLNode::Element(Element::new("tagSet")));
    }
    item
}

fn is_wanted(interface: &Thing, model: &Model, request: &Request) -> bool {
    let mut ids = request.texts("NetworkInterfaceId").peekable();
    if ids.peek().is_some() && !ids.any(|id| id == interface.id) {
        return false;
    }
    request.items("Filter").iter().all(|filter| {
        let name = at(filter, "Name").and_then(Value::as_str).unwrap_or_default();
        let values = at(filter, "Value")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let has = |value: &str| match name {
            "vpc-id" => vpc(interface, model) == value,
            "subnet-id" => interface.text("SubnetId") == Some(value),
            "group-id" => interface.refers_to.contains(&(Kind::SecurityGroup, value.to_owned())),
            "status" => interface.is(value),
            "interface-type" => value == if interface.is("in-use") { "lambda" } else { "interface" },
            "requester-id" => "amazon-lambda".contains(value.trim_matches('*')),
            "description" => interface
                .text("Description")
                .is_some_and(|text| text.contains(value.trim_matches('*'))),
            _ => false,
        };
        values.into_iter().any(has)
    })
}

fn vpc<'a>(interface: &'a Thing, model: &'a Model) -> &'a str {
    let subnet = model.get(Kind::Subnet, interface.text("SubnetId").unwrap_or_default());
    subnet.and_then(|subnet| subnet.text("VpcId")).unwrap_or_default()
}

fn for_each_item(root: &mut Element, list: &str, change: &mut dyn FnMut(&mut Element)) {
    xml::for_each(root, list, &mut |list| {
        for item in list.children.iter_mut().filter_map(XMLNode::as_mut_element) {
            change(item);
        }
    });
}

fn association_id(gateway: &str) -> String {
    gateway.replacen("nat-", "eipassoc-", 1)
}

fn interface_id(gateway: &str) -> String {
    gateway.replacen("nat-", "eni-", 1)
}

/// The values of a filter, if the request has it.
fn filter(request: &Request, name: &str) -> Option<Vec<String>> {
    let found = request
        .items("Filter")
        .iter()
        .find(|filter| at(filter, "Name").and_then(Value::as_str) == Some(name))?;
    let values = at(found, "Value").and_then(Value::as_array).into_iter().flatten();
    Some(values.filter_map(Value::as_str).map(str::to_owned).collect())
}

impl Cloud {
    /// The request as the emulator understands it, where that differs from what AWS takes.
    pub(super) fn translated(&self, request: &Request) -> Option<Request> {
        let keeps = held(&self.settings).keeps("nat-gateway-progresses");
        let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(&request.body).collect();
        if keeps && request.is("ec2:DescribeNatGateways") && filter(request, "state").is_some() {
            return without_state(request, &fields);
        }
        request.is("ec2:CreateFlowLogs").then(|| tagged_twice(request, &fields))
    }
}

/// States are ours, so the emulator must not be asked to filter by them.
fn without_state(request: &Request, fields: &[(Cow<'_, str>, Cow<'_, str>)]) -> Option<Request> {
    let own = fields
        .iter()
        .find(|(name, value)| name.ends_with(".Name") && value == "state")?;
    let own = own.0.strip_suffix("Name")?;
    let others = fields.iter().filter(|(name, _)| !name.starts_with(own));
    Some(with_body(
        request,
        others.map(|(name, value)| (name.as_ref(), value.as_ref())),
    ))
}

/// AWS calls it `vpc-flow-log`, and MiniStack keeps the tags of a `flow-log` only.
fn tagged_twice(request: &Request, fields: &[(Cow<'_, str>, Cow<'_, str>)]) -> Request {
    const AS_AWS: &str = "TagSpecification.1.";
    let again: Vec<(String, &str)> = fields
        .iter()
        .filter_map(|(name, value)| {
            let value = if value == "vpc-flow-log" { "flow-log" } else { value };
            Some((format!("TagSpecification.2.{}", name.strip_prefix(AS_AWS)?), value))
        })
        .collect();
    let both = fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    with_body(
        request,
        both.chain(again.iter().map(|(name, value)| (name.as_str(), *value))),
    )
}

fn with_body<'a>(request: &Request, fields: impl Iterator<Item = (&'a str, &'a str)>) -> Request {
    let mut changed = request.clone();
    changed.body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
        .into();
    changed.headers.remove(http::header::CONTENT_LENGTH);
    changed
}
