//! What is desired: resources with their addresses, in an order in which each comes after what it refers to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reference::{Edge, edges};
use crate::{Address, Kind, Ref, Scope};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Graph {
    pub scope: Scope,
    nodes: Vec<Node>,
}

/// One desired resource. `props` is absent if they could not be written as JSON, which
/// [`crate::check`] reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub address: Address,
    pub kind: String,
    pub props: Option<Value>,
    pub names: BTreeMap<String, Value>,
}

impl Graph {
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            nodes: Vec::new(),
        }
    }

    pub fn add<K: Kind>(&mut self, address: &str, props: &K) -> Ref<K> {
        let address = Address::new(address);
        self.nodes.push(Node {
            kind: K::KIND.to_owned(),
            names: props.names(&self.scope, &address),
            props: serde_json::to_value(props).ok().filter(Value::is_object),
            address: address.clone(),
        });
        Ref::to(address)
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

impl Node {
    pub fn edges(&self) -> Vec<Edge> {
        self.props.as_ref().map(edges).unwrap_or_default()
    }
}
