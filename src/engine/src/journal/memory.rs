//! What the journal says a list should soon show. Lists lag behind calls; this is how long not to believe them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::millis;
use crate::journal::{CallResult, Entry, Fact};
use crate::seeded::{Bug, seeded};
use crate::{Act, Address, Class, Facts, Found, RepeatSafety, State};

#[derive(Clone, Debug, Default)]
pub struct Memory {
    creates: BTreeMap<(String, Address), Trace>,
    deletes: BTreeMap<(String, String), Deletion>,
}

#[derive(Clone, Debug)]
struct Deletion {
    address: Address,
    trace: Trace,
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
        let address = address.clone();
        self.deletes
            .insert((kind.to_owned(), id.to_owned()), Deletion { address, trace });
    }

    /// Whether a list shows what was done to its kind, or has had the time to.
    pub(crate) fn agrees(&self, facts: &Facts, found: &[Found], now: Duration, window: Duration) -> bool {
        let is_recent = |trace: &Trace| millis(now) < trace.at.saturating_add(millis(window));
        let deletes: BTreeMap<&str, &Trace> = self
            .deletes
            .iter()
            .filter(|(key, deletion)| key.0 == facts.kind && !self.may_be_back(facts, &deletion.address))
            .map(|(key, deletion)| (key.1.as_str(), &deletion.trace))
            .collect();
        let shows = |address: &Address| {
            found
                .iter()
                .any(|found| found.address.as_ref() == Some(address) && !deletes.contains_key(found.id.as_str()))
        };
        let lingers = |id: &str| {
            found
                .iter()
                .any(|found| found.id == id && matches!(found.state, State::Ready | State::Pending))
        };
        let creates = self.creates.iter().filter(|(key, _)| key.0 == facts.kind);
        creates
            .filter(|(_, trace)| is_recent(trace))
            .all(|(key, trace)| trace.is_certain && shows(&key.1))
            && deletes
                .iter()
                .filter(|(_, trace)| is_recent(trace))
                .all(|(id, trace)| trace.is_certain && !lingers(id))
    }

    /// Whether a list that still shows it lags behind.
    pub(crate) fn was_deleted(&self, facts: &Facts, id: &str) -> bool {
        let deletion = self.deletes.get(&(facts.kind.to_owned(), id.to_owned()));
        deletion.is_some_and(|deletion| deletion.trace.is_certain && !self.may_be_back(facts, &deletion.address))
    }

    /// A name is often the id: what is made again, or restored, has the id of what was deleted.
    fn may_be_back(&self, facts: &Facts, address: &Address) -> bool {
        facts.repeat == RepeatSafety::Name && self.creates.contains_key(&(facts.kind.to_owned(), address.clone()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Owner};

    #[derive(serde::Serialize)]
    struct Named;

    impl Kind for Named {
        const KIND: &'static str = "test/named";
        const OUTPUTS: &'static [&'static str] = &["id"];
        const REPEAT: RepeatSafety = RepeatSafety::Name;
    }

    fn call(number: u64, act: Act) -> [Entry; 2] {
        let intent = Fact::Intent {
            call: number,
            address: Address::new("layer/thing"),
            kind: Named::KIND.to_owned(),
            operation: "Call".to_owned(),
            act,
            target: (act == Act::Delete).then(|| "its-name".to_owned()),
            generation: 0,
        };
        let result = CallResult::Done;
        [intent, Fact::Outcome { call: number, result }].map(|fact| Entry { at: number, fact })
    }

    fn found() -> Found {
        Found {
            address: Some(Address::new("layer/thing")),
            id: "its-name".to_owned(),
            born: None,
            out: serde_json::Value::Null,
            seen: serde_json::Value::Null,
            state: State::Ready,
            owner: Owner::Ours,
        }
    }

    #[test]
    fn what_is_made_again_may_have_the_id_of_what_was_deleted() {
        let facts = Facts::of::<Named>();
        let (now, window) = (Duration::from_millis(3), Duration::from_secs(30));
        let deleted = [call(0, Act::Create), call(1, Act::Delete)].concat();
        let memory = Memory::of(&deleted);
        assert!(memory.was_deleted(&facts, "its-name"));
        assert!(!memory.agrees(&facts, &[found()], now, window));
        assert!(memory.agrees(&facts, &[], now, window));

        let again = [deleted, call(2, Act::Create).to_vec()].concat();
        let memory = Memory::of(&again);
        assert!(!memory.was_deleted(&facts, "its-name"));
        assert!(memory.agrees(&facts, &[found()], now, window));
        assert!(!memory.agrees(&facts, &[], now, window));
    }
}
