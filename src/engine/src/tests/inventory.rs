//! What exists, in a form in which two clouds can be compared.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::simulation::{Cloud, Thing};
use crate::{Clock, State};

/// Props by place, with places where there were ids.
pub type Inventory = BTreeMap<String, Vec<Value>>;

pub fn inventory(cloud: &Cloud) -> Inventory {
    let things: Vec<Thing> = cloud
        .things()
        .into_iter()
        .filter(|thing| thing.kept.is_none())
        .collect();
    let now = cloud.clock().now();
    let place = |thing: &Thing| match &thing.address {
        Some(address) => format!("{}/{address}", thing.environment),
        None => format!("{}/{} without an address", thing.environment, thing.id),
    };
    let places: BTreeMap<&str, String> = things.iter().map(|thing| (thing.id.as_str(), place(thing))).collect();
    let mut inventory = Inventory::new();
    for thing in &things {
        let is_going = thing.state(now) == State::Deleting;
        let entry = inventory.entry(place(thing)).or_default();
        entry.push(if is_going {
            Value::from("deleting")
        } else {
            with_places(&thing.props, &places)
        });
    }
    inventory
}

fn with_places(props: &Value, places: &BTreeMap<&str, String>) -> Value {
    match props {
        Value::String(text) => {
            let (id, rest) = text
                .split_once('/')
                .map_or((text.as_str(), ""), |(id, rest)| (id, rest));
            places
                .get(id)
                .map_or_else(|| props.clone(), |place| Value::from(format!("{place} {rest}")))
        }
        Value::Array(items) => items.iter().map(|item| with_places(item, places)).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), with_places(value, places)))
                .collect(),
        ),
        other => other.clone(),
    }
}
