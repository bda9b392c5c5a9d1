//! What there is: every kind is listed once, all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::resource::Look;
use crate::seeded::{Bug, seeded};
use crate::{Address, Catalog, Class, Facts, Failure, Found, Gate, Memory, Operations, Owner, Scope, State};

/// Between two looks at a list that does not show yet what was done.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// At most one per address.
    pub found: BTreeMap<Address, Live>,
    /// The others of the same address.
    pub duplicates: Vec<Live>,
    /// What belongs to the environment and has no address.
    pub strays: Vec<Live>,
    /// What stays after `down`.
    pub kept: Vec<Live>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Live {
    pub address: Address,
    pub kind: String,
    pub found: Found,
}

#[derive(Debug, thiserror::Error)]
#[error("cannot list {kind}")]
pub struct ObserveError {
    pub kind: &'static str,
    #[source]
    pub failure: Failure,
}

/// Lists every kind of the catalog. A list that does not show what the journal says was done is
/// asked again until it does, or until lists cannot lag behind any more.
pub async fn observe(catalog: &Catalog, scope: &Scope, gate: &Gate) -> Result<Observed, ObserveError> {
    let memory = &gate.memory();
    let lists = catalog.all().map(|(facts, operations)| async move {
        let found = list(facts, operations, scope, gate, memory).await;
        found.map(|found| (facts.kind, found)).map_err(|failure| ObserveError {
            kind: facts.kind,
            failure,
        })
    });
    Ok(Observed::from_lists(try_join_all(lists).await?))
}

async fn list(
    facts: &Facts,
    operations: &dyn Operations,
    scope: &Scope,
    gate: &Gate,
    memory: &Memory,
) -> Result<Vec<Found>, Failure> {
    let look = Look { scope, gate };
    loop {
        let mut found = operations.find(&look).await?;
        if seeded(Bug::TrustJournal) {
            found.retain(|found| {
                memory
                    .made(facts.kind)
                    .any(|address| found.address.as_ref() == Some(address))
            });
        }
        if memory.agrees(facts, &found, gate.clock.now(), gate.patience.window) {
            return Ok(found);
        }
        if gate.stop.is_requested() {
            return Err(Failure::new(
                Class::Interrupted,
                format!("list {}", facts.kind),
                "interrupted",
            ));
        }
        gate.clock.sleep(LOOK_AGAIN).await;
    }
}

impl Observed {
    fn from_lists(lists: Vec<(&'static str, Vec<Found>)>) -> Self {
        let mut observed = Self::default();
        let mut candidates: BTreeMap<Address, Vec<Live>> = BTreeMap::new();
        let mut used = BTreeSet::new();
        for (kind, list) in lists {
            for found in list {
                collect_strings(&found.seen, &mut used);
                let address = found.address.clone();
                let live = Live {
                    address: address
                        .clone()
                        .unwrap_or_else(|| Address::new(format!("stray/{kind}/{}", found.id))),
                    kind: kind.to_owned(),
                    found,
                };
                match (address, &live.found.state) {
                    (_, State::Kept(_)) => observed.kept.push(live),
                    (None, _) => observed.strays.push(live),
                    (Some(address), _) => candidates.entry(address).or_default().push(live),
                }
            }
        }
        for (address, mut lives) in candidates {
            // The one that others were built on stays; otherwise the first. One that is being
            // deleted already is nobody's choice.
            lives.sort_by_key(|live| {
                let is_going = live.found.state == State::Deleting;
                let is_foreign = live.found.owner == Owner::Foreign;
                (
                    is_going,
                    is_foreign,
                    !used.contains(live.found.id.as_str()),
                    live.found.born,
                    live.found.id.clone(),
                )
            });
            let mut lives = lives.into_iter();
            observed.found.extend(lives.next().map(|first| (address, first)));
            observed.duplicates.extend(lives);
        }
        observed
    }

    /// The same for the same cloud: a saved plan is refused when it differs.
    pub fn fingerprint(&self) -> String {
        let canonical = serde_json::to_value(self)
            .map(|value| value.to_string())
            .unwrap_or_default();
        hex::encode(&blake3::hash(canonical.as_bytes()).as_bytes()[..16])
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Live> {
        self.found.values().chain(&self.duplicates).chain(&self.strays)
    }
}

pub(crate) fn collect_strings(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect_strings(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| collect_strings(field, into)),
        _ => {}
    }
}
