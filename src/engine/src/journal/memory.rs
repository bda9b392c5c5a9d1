//! What the journal says a list should soon show. Lists lag behind calls; this is how long not to believe them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::clock::millis;
use crate::journal::{CallResult, Entry, Fact};
use crate::seeded::{Bug, seeded};
use crate::{Act, Address, Class, Found, State};

#[derive(Clone, Debug, Default)]
pub struct Memory {
    creates: BTreeMap<(String, Address), Trace>,
    deletes: BTreeMap<(String, String), Trace>,
}

#[derive(Clone, Copy, Debug)]
struct Trace {
    at: u64,
    generation: u64,
    is_certain: bool,
}

impl Memory {
    pub fn of(entries: &[Entry]) -> Self {
        let mut memory = Self::default();
        if seeded(Bug::ForgetJournal) {
            return memory;
        }
        let outcomes: BTreeMap<u64, &CallResult> = entries.iter().filter_map(outcome).collect();
        for entry in entries {
            let Fact::Intent {
                call,
                address,
                kind,
                act,
                target,
                generation,
                ..
            } = &entry.fact
            else {
                continue;
            };
            let certain = match outcomes.get(call) {
                Some(CallResult::Done | CallResult::Failed(Class::NotFound)) => true,
                None | Some(CallResult::Failed(Class::Lost | Class::TimedOut)) => false,
                Some(CallResult::Failed(_)) => continue,
            };
            let trace = Trace {
                at: entry.at,
                generation: *generation,
                is_certain: certain,
            };
            match (act, target) {
                (Act::Create, _) => memory.created(kind, address, trace),
                (Act::Delete, Some(id)) => memory.deleted(kind, address, id, trace),
                _ => {}
            }
        }
        memory
    }

    fn created(&mut self, kind: &str, address: &Address, trace: Trace) {
        self.creates.insert((kind.to_owned(), address.clone()), trace);
    }

    fn deleted(&mut self, kind: &str, address: &Address, id: &str, trace: Trace) {
        self.creates.remove(&(kind.to_owned(), address.clone()));
        self.deletes.insert((kind.to_owned(), id.to_owned()), trace);
    }

    /// Whether a list of `kind` shows what was done to it, or has had the time to.
    pub(crate) fn agrees(&self, kind: &str, found: &[Found], now: Duration, window: Duration) -> bool {
        let is_recent = |trace: &Trace| millis(now) < trace.at.saturating_add(millis(window));
        let gone: BTreeSet<&str> = self
            .deletes
            .keys()
            .filter(|key| key.0 == kind)
            .map(|key| key.1.as_str())
            .collect();
        let shows = |address: &Address| {
            found
                .iter()
                .any(|found| found.address.as_ref() == Some(address) && !gone.contains(found.id.as_str()))
        };
        let lingers = |id: &str| {
            found
                .iter()
                .any(|found| found.id == id && matches!(found.state, State::Ready | State::Pending))
        };
        let creates = self.creates.iter().filter(|(key, _)| key.0 == kind);
        let deletes = self.deletes.iter().filter(|(key, _)| key.0 == kind);
        creates
            .filter(|(_, trace)| is_recent(trace))
            .all(|(key, trace)| trace.is_certain && shows(&key.1))
            && deletes
                .filter(|(_, trace)| is_recent(trace))
                .all(|(key, trace)| trace.is_certain && !lingers(&key.1))
    }

    /// Whether a list that still shows it lags behind.
    pub(crate) fn was_deleted(&self, kind: &str, id: &str) -> bool {
        self.deletes
            .get(&(kind.to_owned(), id.to_owned()))
            .is_some_and(|trace| trace.is_certain)
    }

    /// The generation of a create call that may still be in flight.
    pub(crate) fn generation(&self, kind: &str, address: &Address) -> Option<u64> {
        let trace = self.creates.get(&(kind.to_owned(), address.clone()))?;
        (!trace.is_certain).then_some(trace.generation)
    }

    /// Addresses of `kind` that the journal says were made.
    pub(crate) fn made(&self, kind: &str) -> impl Iterator<Item = &Address> {
        self.creates.keys().filter(move |key| key.0 == kind).map(|key| &key.1)
    }
}

fn outcome(entry: &Entry) -> Option<(u64, &CallResult)> {
    match &entry.fact {
        Fact::Outcome { call, result } => Some((*call, result)),
        _ => None,
    }
}
