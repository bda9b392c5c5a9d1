//! What everything else stands on: a bucket for the lease, the account of every run, and packages.

use aws::s3::{ADDRESS, Bucket};
use engine::{Graph, Scope};

/// A graph of its own: made before everything, removed after everything.
pub fn foundation(scope: Scope) -> Graph {
    let mut graph = Graph::new(scope);
    graph.add(ADDRESS, &Bucket::protected());
    graph
}
