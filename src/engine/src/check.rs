//! What is wrong with a graph, without asking anybody.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::reference::{Edge, Need};
use crate::{Facts, Graph, Kinds, Node, Problem};

/// Every problem of `graph`, or none.
pub fn check(graph: &Graph, kinds: &Kinds) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut before = BTreeMap::new();
    for node in graph.nodes() {
        let address = node.address.clone();
        if !address.is_well_formed() {
            problems.push(Problem::BadAddress {
                address: address.clone(),
            });
        }
        if node.props.is_none() {
            problems.push(Problem::Unwritable {
                address: address.clone(),
            });
        }
        match kinds.get(&node.kind) {
            Some(facts) => {
                problems.extend(bad_name(node, facts));
                problems.extend(node.edges().iter().filter_map(|edge| bad_edge(node, edge, &before)));
                if before.insert(&node.address, (node, facts)).is_some() {
                    problems.push(Problem::AddressTwice { address });
                }
            }
            None => problems.push(Problem::UnknownKind {
                address,
                kind: node.kind.clone(),
            }),
        }
    }
    problems
}

fn bad_name(node: &Node, facts: &Facts) -> Option<Problem> {
    let (rule, name) = (facts.name_rule?, node.names.get("name").and_then(Value::as_str)?);
    let fits = name.chars().count() <= rule.longest && name.chars().all(rule.allows);
    (!fits).then(|| Problem::BadName {
        address: node.address.clone(),
        kind: node.kind.clone(),
        name: name.to_owned(),
        longest: rule.longest,
    })
}

fn bad_edge(node: &Node, edge: &Edge, before: &BTreeMap<&crate::Address, (&Node, &Facts)>) -> Option<Problem> {
    let Some((target, facts)) = before.get(&edge.to) else {
        return Some(Problem::Unresolved {
            address: node.address.clone(),
            to: edge.to.clone(),
        });
    };
    let field = edge.field.as_str();
    let is_there = match edge.need {
        Need::Name => target.names.contains_key(field),
        Need::Configured => facts.outputs.contains(&field),
        Need::Stable => facts.outputs.contains(&field) || facts.stable_outputs.contains(&field),
    };
    (!is_there).then(|| Problem::NoSuchOutput {
        address: node.address.clone(),
        to: edge.to.clone(),
        field: field.to_owned(),
    })
}
