//! What the engines are told to do otherwise than by default, each value in the unit that its parameter has.

use std::collections::BTreeMap;

use Applies::{AtOnce, AtRestart};

/// One row; unit and moment are those of AWS's own description (`DescribeEngineDefaultParameters`).
pub(super) struct Parameter {
    pub name: &'static str,
    pub value: &'static str,
    pub applies: Applies,
}

/// AWS's `ApplyType`.
#[derive(PartialEq, Eq)]
pub(super) enum Applies {
    /// `dynamic`
    AtOnce,
    /// `static`
    AtRestart,
}

/// RDS for PostgreSQL, families `postgres15` to `postgres17`.
pub(super) const POSTGRES: &[Parameter] = &[
    // Connections that are not encrypted are refused.
    set("rds.force_ssl", "1", AtOnce),
    // Milliseconds. A request of the API takes a few; what takes a second is worth a line.
    set("log_min_duration_statement", "1000", AtOnce),
    // Who waited for a lock longer than deadlock_timeout, and for whom.
    set("log_lock_waits", "1", AtOnce),
    // Milliseconds. Write transactions are short here; one that is forgotten would hold its tenant's lock.
    set("idle_in_transaction_session_timeout", "60000", AtOnce),
    // Bytes. The statements of the ledger name 70 columns, and would be cut off at the 4096 of RDS.
    set("track_activity_query_size", "16384", AtRestart),
];

/// ElastiCache, families `redis7`, `valkey7` and `valkey8`.
pub(super) const CACHE: &[Parameter] = &[
    // Everything in it can be made again, so the oldest goes when memory ends.
    set("maxmemory-policy", "allkeys-lru", AtOnce),
    // Seconds. A frozen function does not close its connections.
    set("timeout", "300", AtOnce),
];

pub(super) fn values(parameters: &[Parameter]) -> BTreeMap<String, String> {
    let pair = |parameter: &Parameter| (parameter.name.to_owned(), parameter.value.to_owned());
    parameters.iter().map(pair).collect()
}

/// Differs when a restart is needed, and only then.
pub(super) fn restart_digest(parameters: &[Parameter]) -> String {
    let mut hasher = blake3::Hasher::new();
    for parameter in parameters.iter().filter(|parameter| parameter.applies == AtRestart) {
        hasher.update(format!("{}={}\n", parameter.name, parameter.value).as_bytes());
    }
    hex::encode(&hasher.finalize().as_bytes()[..8])
}

const fn set(name: &'static str, value: &'static str, applies: Applies) -> Parameter {
    Parameter { name, value, applies }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_is_for_what_only_a_restart_applies() {
        let digest = |work_mem, connections| {
            let dynamic = set("work_mem", work_mem, AtOnce);
            restart_digest(&[dynamic, set("max_connections", connections, AtRestart)])
        };
        assert_eq!(digest("4096", "100"), digest("8192", "100"));
        assert_ne!(digest("4096", "100"), digest("4096", "200"));
    }
}
