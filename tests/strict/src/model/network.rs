//! What EC2 operations change in the model.

use serde_json::{Value, json};

use super::group_rules::{ALLOWS_ALL_OUT, answered, asked};
use super::{Kind, Lesson, Life, Model, Thing};
use crate::xml;

/// Seconds that a gateway is `pending`, and that it is `deleting`: 1:46 and 1:01 in public logs.
const NAT_CREATION: u32 = 106;
pub(crate) const NAT_DELETION: u32 = 61;

impl Model {
    pub(super) fn learn_network(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        match request.operation.as_str() {
            name if name.starts_with("Create") || name == "AllocateAddress" => self.learn_new_network(lesson),
            name if name.starts_with("Delete") || name == "ReleaseAddress" => self.learn_network_loss(lesson),
            "AttachInternetGateway" => {
                let vpc = request.text("VpcId");
                if let Some(gateway) = self.get_mut(Kind::InternetGateway, request.named("InternetGatewayId")) {
                    gateway.refer_only(Kind::Vpc, vpc.into_iter());
                }
            }
            "DetachInternetGateway" => {
                if let Some(gateway) = self.get_mut(Kind::InternetGateway, request.named("InternetGatewayId")) {
                    gateway.refer_only(Kind::Vpc, std::iter::empty());
                }
            }
            "AssociateRouteTable" => {
                if let Some(id) = lesson.answered("associationId") {
                    let association = lesson
                        .thing(Kind::RouteAssociation, &id)
                        .referring(Kind::RouteTable, request.text("RouteTableId"))
                        .referring(Kind::Subnet, request.text("SubnetId"));
                    self.add(association);
                }
            }
            "ReplaceRouteTableAssociation" => {
                let old = self.remove(Kind::RouteAssociation, request.named("AssociationId"));
                if let (Some(mut association), Some(id)) = (old, lesson.answered("newAssociationId")) {
                    association.id = id;
                    association.refer_only(Kind::RouteTable, request.text("RouteTableId").into_iter());
                    self.add(association);
                }
            }
            "DisassociateRouteTable" => {
                self.remove(Kind::RouteAssociation, request.named("AssociationId"));
            }
            "ModifyVpcAttribute" | "ModifySubnetAttribute" => {
                let (kind, id) = match request.text("VpcId") {
                    Some(vpc) => (Kind::Vpc, vpc),
                    None => (Kind::Subnet, request.named("SubnetId")),
                };
                if let Some(thing) = self.get_mut(kind, id) {
                    thing.merge(&request.parameters);
                }
            }
            "ModifyVpcEndpoint" => {
                if let Some(endpoint) = self.get_mut(Kind::Endpoint, request.named("VpcEndpointId")) {
                    let added = request
                        .texts("AddRouteTableId")
                        .map(|id| (Kind::RouteTable, id.to_owned()));
                    endpoint.refers_to.extend(added);
                    for id in request.texts("RemoveRouteTableId") {
                        endpoint.refers_to.remove(&(Kind::RouteTable, id.to_owned()));
                    }
                }
            }
            name if name.starts_with("AuthorizeSecurityGroup") => self.learn_group_rules(lesson),
            name if name.starts_with("RevokeSecurityGroup") => self.forget_group_rules(lesson),
            _ => {}
        }
    }

    fn learn_new_network(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        let (kind, name) = match request.operation.as_str() {
            "CreateVpc" => (Kind::Vpc, "vpcId"),
            "CreateSubnet" => (Kind::Subnet, "subnetId"),
            "CreateInternetGateway" => (Kind::InternetGateway, "internetGatewayId"),
            "AllocateAddress" => (Kind::Address, "allocationId"),
            "CreateNatGateway" => (Kind::NatGateway, "natGatewayId"),
            "CreateRouteTable" => (Kind::RouteTable, "routeTableId"),
            "CreateVpcEndpoint" => (Kind::Endpoint, "vpcEndpointId"),
            "CreateSecurityGroup" => (Kind::SecurityGroup, "groupId"),
            "CreateNetworkInterface" => (Kind::Interface, "networkInterfaceId"),
            "CreateFlowLogs" => return self.learn_flow_logs(lesson),
            "CreateRoute" => return self.learn_route(lesson),
            "CreateTags" => return self.learn_tags(lesson),
            _ => return,
        };
        let Some(id) = lesson.answered(name) else {
            return;
        };
        let mut thing = lesson
            .thing(kind, &id)
            .referring(Kind::Vpc, request.text("VpcId"))
            .referring(Kind::Subnet, request.text("SubnetId"))
            .referring(Kind::Address, request.text("AllocationId"))
            .referring_to_all(Kind::SecurityGroup, request.texts("SecurityGroupId"));
        match kind {
            Kind::NatGateway => {
                let ends = if self.has_internet(request.named("SubnetId")) {
                    "available"
                } else {
                    "failed"
                };
                thing.life = Life::of(&[("pending", lesson.clock.span(NAT_CREATION))], ends);
            }
            Kind::SecurityGroup => {
                thing.set_group_rules(&[("default".to_owned(), ALLOWS_ALL_OUT.to_owned())]);
            }
            Kind::Endpoint => thing.refer_only(Kind::RouteTable, request.texts("RouteTableId")),
            Kind::Address => thing.set("PublicIp", json!(lesson.answered("publicIp"))),
            _ => {}
        }
        self.add(thing);
    }

    fn learn_network_loss(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        let (kind, id) = match request.operation.as_str() {
            "DeleteVpc" => (Kind::Vpc, request.named("VpcId")),
            "DeleteSubnet" => {
                let subnet = (Kind::Subnet, request.named("SubnetId").to_owned());
                self.remove_all(|thing| thing.kind == Kind::RouteAssociation && thing.refers_to.contains(&subnet));
                (Kind::Subnet, request.named("SubnetId"))
            }
            "DeleteInternetGateway" => (Kind::InternetGateway, request.named("InternetGatewayId")),
            "ReleaseAddress" => (Kind::Address, request.named("AllocationId")),
            "DeleteNatGateway" => (Kind::NatGateway, request.named("NatGatewayId")),
            "DeleteRouteTable" => (Kind::RouteTable, request.named("RouteTableId")),
            "DeleteSecurityGroup" => (Kind::SecurityGroup, request.named("GroupId")),
            "DeleteNetworkInterface" => (Kind::Interface, request.named("NetworkInterfaceId")),
            "DeleteVpcEndpoints" => {
                for id in request.texts("VpcEndpointId") {
                    self.remove(Kind::Endpoint, id);
                }
                return;
            }
            "DeleteFlowLogs" => {
                for id in request.texts("FlowLogId") {
                    self.remove(Kind::FlowLog, id);
                }
                return;
            }
            "DeleteRoute" => return self.forget_route(lesson),
            _ => return,
        };
        self.remove(kind, id);
    }

    /// Whether a public gateway in this subnet would reach anything.
    fn has_internet(&self, subnet: &str) -> bool {
        let vpc = self.get(Kind::Subnet, subnet).and_then(|subnet| subnet.text("VpcId"));
        // A subnet from before this model was is given the benefit of the doubt.
        vpc.is_none_or(|vpc| {
            self.users(Kind::Vpc, vpc)
                .any(|user| user.kind == Kind::InternetGateway)
        })
    }

    fn learn_flow_logs(&mut self, lesson: &Lesson<'_>) {
        let Some(root) = xml::parse(&lesson.answer.body) else {
            return;
        };
        let Some(ids) = xml::find(&root, "flowLogIdSet") else {
            return;
        };
        for id in xml::elements(ids) {
            self.add(lesson.thing(Kind::FlowLog, &xml::text(id)));
        }
    }

    fn learn_route(&mut self, lesson: &Lesson<'_>) {
        let destination = destination(lesson.request).to_owned();
        if let Some(table) = self.get_mut(Kind::RouteTable, lesson.request.named("RouteTableId")) {
            let mut routes = table.routes();
            routes.push(destination);
            table.set("routes", json!(routes));
        }
    }

    fn forget_route(&mut self, lesson: &Lesson<'_>) {
        let destination = destination(lesson.request);
        if let Some(table) = self.get_mut(Kind::RouteTable, lesson.request.named("RouteTableId")) {
            let mut routes = table.routes();
            routes.retain(|route| route != destination);
            table.set("routes", json!(routes));
        }
    }

    fn learn_tags(&mut self, lesson: &Lesson<'_>) {
        let ids: Vec<&str> = lesson.request.texts("ResourceId").collect();
        for thing in self.things_mut().filter(|thing| ids.contains(&thing.id.as_str())) {
            thing.untagged = lesson.lag;
        }
    }

    fn learn_group_rules(&mut self, lesson: &Lesson<'_>) {
        let mut new = answered(&lesson.answer.body);
        if new.is_empty() {
            new = asked(lesson.request)
                .into_iter()
                .map(|rule| (String::new(), rule))
                .collect();
        }
        if let Some(group) = self.get_mut(Kind::SecurityGroup, lesson.request.named("GroupId")) {
            let old = group.group_rules().map(|(id, rule)| (id.to_owned(), rule.to_owned()));
            let rules: Vec<_> = old.chain(new).collect();
            group.set_group_rules(&rules);
        }
    }

    fn forget_group_rules(&mut self, lesson: &Lesson<'_>) {
        let ids: Vec<&str> = lesson.request.texts("SecurityGroupRuleId").collect();
        let gone = asked(lesson.request);
        if let Some(group) = self.get_mut(Kind::SecurityGroup, lesson.request.named("GroupId")) {
            let kept = group.group_rules();
            let kept = kept.filter(|(id, rule)| !ids.contains(id) && !gone.iter().any(|gone| gone == rule));
            let kept: Vec<_> = kept.map(|(id, rule)| (id.to_owned(), rule.to_owned())).collect();
            group.set_group_rules(&kept);
        }
    }
}

impl Thing {
    /// Destinations that a route table has routes for, beside its own range.
    pub(crate) fn routes(&self) -> Vec<String> {
        let routes = self.facts.get("routes").and_then(Value::as_array).into_iter().flatten();
        routes.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

pub(crate) fn destination(request: &crate::request::Request) -> &str {
    let names = [
        "DestinationCidrBlock",
        "DestinationIpv6CidrBlock",
        "DestinationPrefixListId",
    ];
    names.iter().find_map(|name| request.text(name)).unwrap_or_default()
}
