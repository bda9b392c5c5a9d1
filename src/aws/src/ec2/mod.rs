//! The network: everything that EC2's API makes. Tags go into the create call; lists are filtered by them.

mod elastic_ip;
mod flow_log;
mod internet_gateway;
mod nat_gateway;
mod network_interface;
mod route;
mod route_table;
mod route_table_association;
mod security_group;
mod security_group_rule;
mod subnet;
mod vpc;
mod vpc_endpoint;

use aws_sdk_ec2::primitives::DateTime;
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification, UnsuccessfulItem};
use engine::{Call, Class, Failure, Found, Operation, Scope, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use elastic_ip::ElasticIp;
pub use flow_log::FlowLog;
pub use internet_gateway::InternetGateway;
pub use nat_gateway::NatGateway;
pub use network_interface::NetworkInterface;
pub use route::Route;
pub use route_table::RouteTable;
pub use route_table_association::RouteTableAssociation;
pub use security_group::SecurityGroup;
pub use security_group_rule::SecurityGroupRule;
pub use subnet::Subnet;
pub use vpc::Vpc;
pub use vpc_endpoint::VpcEndpoint;

use crate::failure::classify;
use crate::tags::{self, Tags};

const ID: &[&str] = &["id"];

/// What most of these kinds give to others.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
}

/// One list shows all environments' resources; this asks for ours alone.
fn filters(scope: &Scope) -> Vec<Filter> {
    let filter = |key: &str, value: &str| Filter::builder().name(format!("tag:{key}")).values(value).build();
    vec![
        filter(tags::MANAGED_BY, "logline"),
        filter(tags::ENVIRONMENT, &scope.environment),
    ]
}

/// Whether `tags` pass these filters, for lists that some emulators show whole.
fn passes(scope: &Scope, tags: &[Tag]) -> bool {
    let tags = read_tags(tags);
    tags.get(tags::MANAGED_BY) == Some("logline") && tags.get(tags::ENVIRONMENT) == Some(&scope.environment)
}

/// The tags of the resource that `call` creates.
fn tagged(call: &Call<'_>, kind: ResourceType) -> TagSpecification {
    specification(&Tags::of(call), kind)
}

fn specification(tags: &Tags, kind: ResourceType) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .set_tags(Some(
            tags.iter()
                .map(|(key, value)| Tag::builder().key(key).value(value).build())
                .collect(),
        ))
        .build()
}

fn read_tags(tags: &[Tag]) -> Tags {
    tags.iter().filter_map(|tag| Some((tag.key()?, tag.value()?))).collect()
}

/// What a filtered list shows of one resource that is ready and has no outputs but its id.
fn found(scope: &Scope, tags: &[Tag], id: &str, seen: Value) -> Found {
    let tags = read_tags(tags);
    Found {
        address: tags.address(scope),
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen,
        state: State::Ready,
        owner: tags.owner(scope),
    }
}

impl Made {
    /// An answer without an id tells as little as none.
    fn or_lost(operation: Operation, id: Option<&str>) -> Result<Self, Failure> {
        let id = id.ok_or_else(|| Failure::new(Class::Lost, calling(operation), "the answer has no id"))?;
        Ok(Self { id: id.to_owned() })
    }
}

/// Calls on several things at once succeed, and tell in their answer what did not.
fn refused(operation: Operation, items: &[UnsuccessfulItem]) -> Result<(), Failure> {
    let Some(error) = items.iter().find_map(UnsuccessfulItem::error) else {
        return Ok(());
    };
    let code = error.code().unwrap_or("no error code");
    let message = error.message().unwrap_or("no message");
    let class = classify(code, message, 400);
    Err(Failure::new(class, calling(operation), format!("{code}: {message}")))
}

fn calling(operation: Operation) -> String {
    format!("call {}:{}", operation.service, operation.name)
}

/// When something was made, in milliseconds.
fn born(time: Option<&DateTime>) -> Option<u64> {
    time?.to_millis().ok()?.try_into().ok()
}
