//! `ec2/route`: out of a subnet, through a gateway. It has no tags: its table says whose it is, and its address is the
//! table's with `/default`.

use aws_sdk_ec2::types::{Route as Listed, RouteOrigin, RouteTable as Table};
use engine::{
    Address, Call, Cx, Failure, Found, Kind, Look, Operation, Owner, Ref, RepeatSafety, Resource, Scope, State,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{InternetGateway, NatGateway, RouteTable, filters, read_tags, route_table};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct Route {
    pub table: Ref<RouteTable>,
    /// `0.0.0.0/0`: the address of a route has no room for others.
    pub destination: String,
    /// One of the two.
    pub gateway: Option<Ref<InternetGateway>>,
    pub nat: Option<Ref<NatGateway>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Out {
    /// Another one for another target, so that a list that lags behind is not mistaken.
    pub id: String,
    pub table: String,
    pub destination: String,
}

impl Kind for Route {
    const KIND: &'static str = "ec2/route";
    const OUTPUTS: &'static [&'static str] = &["id", "table", "destination"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["table", "destination"];
}

const CREATE: Operation = operation("ec2", "CreateRoute");
const REPLACE: Operation = operation("ec2", "ReplaceRoute");
const DELETE: Operation = operation("ec2", "DeleteRoute");

const ANYWHERE: &str = "0.0.0.0/0";

impl Resource for Route {
    type Cloud = Aws;
    type Out = Out;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let tables = route_table::list(cx.cloud, cx, filters(cx.scope)).await?;
        Ok(tables.iter().flat_map(|table| routes(cx.scope, table)).collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Out, Failure> {
        let (table, gateway, nat) = self.ends()?;
        cx.write(CREATE, |_| {
            let request = cx.cloud.ec2.create_route().route_table_id(&table);
            let request = request.destination_cidr_block(&self.destination);
            let request = request.set_gateway_id(gateway.clone()).set_nat_gateway_id(nat.clone());
            send_to_new(CREATE, request.send())
        })
        .await?;
        Ok(Out::of(&table, &self.destination, gateway.or(nat).as_deref()))
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, _: Out, _: &[String]) -> Result<Out, Failure> {
        let (table, gateway, nat) = self.ends()?;
        cx.write(REPLACE, |_| {
            let request = cx.cloud.ec2.replace_route().route_table_id(&table);
            let request = request.destination_cidr_block(&self.destination);
            let request = request.set_gateway_id(gateway.clone()).set_nat_gateway_id(nat.clone());
            send_to_new(REPLACE, request.send())
        })
        .await?;
        Ok(Out::of(&table, &self.destination, gateway.or(nat).as_deref()))
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Out) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.ec2.delete_route().route_table_id(&out.table);
            send(DELETE, request.destination_cidr_block(&out.destination).send())
        })
        .await
        .map(drop)
    }
}

type Ends = (String, Option<String>, Option<String>);

impl Route {
    fn ends(&self) -> Result<Ends, Failure> {
        let gateway = self.gateway.as_ref().map(Ref::value).transpose()?;
        let nat = self.nat.as_ref().map(Ref::value).transpose()?;
        Ok((self.table.value()?, gateway, nat))
    }
}

impl Out {
    fn of(table: &str, destination: &str, target: Option<&str>) -> Self {
        Self {
            id: format!("{table},{destination},{}", target.unwrap_or("elsewhere")),
            table: table.to_owned(),
            destination: destination.to_owned(),
        }
    }
}

/// Those that somebody has made. Those of endpoints have no destination but a list of prefixes.
fn routes(scope: &Scope, table: &Table) -> Vec<Found> {
    let id = table.route_table_id().unwrap_or_default();
    let tags = read_tags(table.tags());
    let made = table
        .routes()
        .iter()
        .filter(|route| route.origin() == Some(&RouteOrigin::CreateRoute));
    let found = made.filter_map(|route| {
        let destination = route.destination_cidr_block()?;
        let address = tags.address(scope).filter(|_| destination == ANYWHERE);
        Some(seen(id, destination, route, address))
    });
    found.collect()
}

fn seen(table: &str, destination: &str, route: &Listed, address: Option<Address>) -> Found {
    let (gateway, nat) = (route.gateway_id(), route.nat_gateway_id());
    let out = Out::of(table, destination, gateway.or(nat));
    Found {
        // One that we would not make is somebody's own way out of our table.
        owner: if address.is_some() { Owner::Ours } else { Owner::Foreign },
        address: address.map(|address| Address::new(format!("{address}/default"))),
        born: None,
        out: json!(out),
        id: out.id,
        seen: json!({ "table": table, "destination": destination, "gateway": gateway, "nat": nat }),
        state: State::Ready,
    }
}
