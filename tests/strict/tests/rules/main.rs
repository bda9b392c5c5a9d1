//! Every rule, met by a client that does not know AWS.

#![cfg(test)]

mod access;
mod aws;
mod buckets;
mod cache;
mod database;
mod database_input;
mod faults;
mod functions;
mod gateways;
mod groups;
mod network;
mod progress;
mod secrets;
mod story;
mod tags;
mod whole_run;

/// A rule that nothing here shows to bite would be a claim.
#[test]
fn every_rule_is_met_by_a_test() {
    let sources = [
        include_str!("access.rs"),
        include_str!("buckets.rs"),
        include_str!("cache.rs"),
        include_str!("database.rs"),
        include_str!("database_input.rs"),
        include_str!("functions.rs"),
        include_str!("gateways.rs"),
        include_str!("groups.rs"),
        include_str!("network.rs"),
        include_str!("progress.rs"),
        include_str!("secrets.rs"),
        include_str!("tags.rs"),
    ]
    .concat();
    let is_shown = |rule: &&strict::rules::Rule| sources.contains(&format!("\"{}\"", rule.name));
    let missing: Vec<&str> = strict::rules::all()
        .filter(|rule| !is_shown(rule))
        .map(|rule| rule.name)
        .collect();
    assert!(missing.is_empty(), "not shown: {missing:?}");
}
