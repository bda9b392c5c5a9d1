//! What we run: pure functions from configuration to graph, a file for each layer; and what it costs.

pub mod cost;

mod cache;
mod database;
mod foundation;
mod network;
mod outputs;
mod parameters;
mod security;
#[cfg(test)]
mod tests;

use engine::{Graph, Scope};

pub use foundation::foundation;
pub use outputs::outputs;

use crate::config::{self, Layer, RemoteConfig};

/// The layers that [`graph`] makes, from the ground up.
pub const LAYERS: &[Layer] = config::LAYERS.split_at(4).0;

/// Everything but the foundation.
pub fn graph(config: &RemoteConfig, scope: Scope) -> Graph {
    let mut graph = Graph::new(scope);
    let network = network::network(&mut graph, config);
    let groups = security::security(&mut graph, config, &network);
    database::database(&mut graph, config, &network, &groups);
    cache::cache(&mut graph, config, &network, &groups);
    graph
}
