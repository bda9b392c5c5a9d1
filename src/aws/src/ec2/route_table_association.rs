//! `ec2/route-table-association`: which table a subnet follows. It has no tags: its address is the subnet's with `/routes`.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{
    Filter, RouteTableAssociation as Listed, RouteTableAssociationStateCode as Code, Subnet as Net,
};
use engine::{Address, Call, Class, Cx, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ID, Made, RouteTable, Subnet, read_tags, route_table, subnet};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct RouteTableAssociation {
    pub subnet: Ref<Subnet>,
    pub table: Ref<RouteTable>,
}

impl Kind for RouteTableAssociation {
    const KIND: &'static str = "ec2/route-table-association";
    const OUTPUTS: &'static [&'static str] = ID;
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["subnet"];
}

const CREATE: Operation = operation("ec2", "AssociateRouteTable");
const REPLACE: Operation = operation("ec2", "ReplaceRouteTableAssociation");
const DELETE: Operation = operation("ec2", "DisassociateRouteTable");

/// As many as AWS takes in one filter.
const VALUES: usize = 200;

impl Resource for RouteTableAssociation {
    type Cloud = Aws;
    type Out = Made;

    /// Our subnets first, because one may follow a table that is not ours.
    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let subnets = subnet::list(cx.cloud, cx).await?;
        let subnets: BTreeMap<&str, Tags> = subnets.iter().filter_map(by_id).collect();
        let ids: Vec<&str> = subnets.keys().copied().collect();
        let mut found = Vec::new();
        for ids in ids.chunks(VALUES) {
            let listed = of_subnets(cx.cloud, cx, ids).await?;
            found.extend(listed.iter().filter_map(|association| {
                let tags = subnets.get(association.subnet_id()?)?;
                seen(cx, association, tags)
            }));
        }
        Ok(found)
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (subnet, table): (String, String) = (self.subnet.value()?, self.table.value()?);
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.ec2.associate_route_table().subnet_id(&subnet);
                send_to_new(CREATE, request.route_table_id(&table).send())
            })
            .await?;
        Made::or_lost(CREATE, made.association_id())
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        let table: String = self.table.value()?;
        let replaced = cx
            .write(REPLACE, |_| {
                let request = cx.cloud.ec2.replace_route_table_association();
                let request = request.association_id(&out.id).route_table_id(&table);
                send(REPLACE, request.send())
            })
            .await;
        match replaced {
            Ok(replaced) => Made::or_lost(REPLACE, replaced.new_association_id()),
            // A replaced association has a new id: perhaps the answer that told it was lost.
            Err(failure) if failure.class == Class::NotFound => {
                let subnet: String = self.subnet.value()?;
                let listed = of_subnets(cx.cloud, &cx.look, &[&subnet]).await?;
                let is_done = |listed: &&Listed| listed.route_table_id() == Some(table.as_str());
                let id = listed.iter().find(is_done).and_then(Listed::route_table_association_id);
                Ok(Made {
                    id: id.ok_or(failure)?.to_owned(),
                })
            }
            Err(failure) => Err(failure),
        }
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx.cloud.ec2.disassociate_route_table().association_id(&out.id);
            send(DELETE, request.send())
        })
        .await
        .map(drop)
    }
}

fn by_id(subnet: &Net) -> Option<(&str, Tags)> {
    Some((subnet.subnet_id()?, read_tags(subnet.tags())))
}

async fn of_subnets(aws: &Aws, look: &Look<'_>, subnets: &[&str]) -> Result<Vec<Listed>, Failure> {
    let filter = Filter::builder().name("association.subnet-id");
    let filter = filter.set_values(Some(subnets.iter().copied().map(str::to_owned).collect()));
    let tables = route_table::list(aws, look, vec![filter.build()]).await?;
    let all = tables
        .into_iter()
        .flat_map(|table| table.associations.unwrap_or_default());
    let is_theirs = |listed: &Listed| listed.subnet_id().is_some_and(|id| subnets.contains(&id));
    Ok(all.filter(is_theirs).collect())
}

fn seen(look: &Look<'_>, listed: &Listed, subnet: &Tags) -> Option<Found> {
    let state = match listed.association_state().and_then(|state| state.state()) {
        Some(Code::Disassociated) => return None,
        Some(Code::Disassociating) => State::Deleting,
        Some(Code::Failed) => State::Failed("AWS could not associate subnet and table".to_owned()),
        _ => State::Ready,
    };
    let id = listed.route_table_association_id()?;
    let address = subnet.address(look.scope);
    Some(Found {
        address: address.map(|subnet| Address::new(format!("{subnet}/routes"))),
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id }),
        seen: json!({ "subnet": listed.subnet_id(), "table": listed.route_table_id() }),
        state,
        owner: subnet.owner(look.scope),
    })
}
