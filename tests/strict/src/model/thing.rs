//! One resource of the model: what it was made with, what it refers to, what state it is in when.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::request::{at, number};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Vpc,
    Subnet,
    InternetGateway,
    Address,
    NatGateway,
    RouteTable,
    RouteAssociation,
    Endpoint,
    FlowLog,
    SecurityGroup,
    Interface,
    DbSubnetGroup,
    DbParameterGroup,
    Database,
    DbSnapshot,
    CacheSubnetGroup,
    CacheParameterGroup,
    ReplicationGroup,
    CacheSnapshot,
    Secret,
    Key,
    KeyAlias,
    Role,
    Policy,
    LogGroup,
    WebAcl,
    Bucket,
    Function,
}

#[derive(Debug, Clone)]
pub struct Thing {
    pub kind: Kind,
    pub id: String,
    /// Parameters of its creation, and of what was modified since.
    pub facts: Value,
    pub refers_to: BTreeSet<(Kind, String)>,
    pub life: Life,
    pub born: Instant,
    /// Lists that will not show it yet.
    pub unseen: u32,
    /// Lists filtered by tag that will not show it yet.
    pub untagged: u32,
    /// As an answer showed it last.
    pub shown: Option<xmltree::Element>,
}

/// States and when they begin, in order.
#[derive(Debug, Clone, Default)]
pub struct Life(Vec<(Instant, &'static str)>);

impl Thing {
    pub fn new(kind: Kind, id: &str, facts: Value) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            facts,
            refers_to: BTreeSet::new(),
            life: Life::default(),
            born: Instant::now(),
            unseen: 0,
            untagged: 0,
            shown: None,
        }
    }

    #[must_use]
    pub fn referring(mut self, kind: Kind, id: Option<&str>) -> Self {
        if let Some(id) = id {
            self.refers_to.insert((kind, id.to_owned()));
        }
        self
    }

    #[must_use]
    pub fn referring_to_all<'a>(mut self, kind: Kind, ids: impl Iterator<Item = &'a str>) -> Self {
        self.refers_to.extend(ids.map(|id| (kind, id.to_owned())));
        self
    }

    #[must_use]
    pub fn living(mut self, life: Life) -> Self {
        self.life = life;
        self
    }

    /// A life without states is one that is always `available`.
    pub fn state(&self) -> &'static str {
        self.life.state(Instant::now()).unwrap_or("available")
    }

    pub fn is(&self, state: &str) -> bool {
        self.state() == state
    }

    pub fn at(&self, path: &str) -> Option<&Value> {
        at(&self.facts, path)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Value::as_str)
    }

    pub fn number(&self, path: &str) -> Option<i64> {
        number(self.at(path)?)
    }

    pub fn flag(&self, path: &str) -> bool {
        match self.at(path) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        if let Some(facts) = self.facts_mut() {
            facts.insert(name.to_owned(), value);
        }
    }

    /// What a modification names, it changes.
    pub(crate) fn merge(&mut self, parameters: &Value) {
        if let (Some(facts), Value::Object(parameters)) = (self.facts_mut(), parameters) {
            for (name, value) in parameters {
                facts.insert(name.clone(), value.clone());
            }
        }
    }

    fn facts_mut(&mut self) -> Option<&mut Map<String, Value>> {
        if !self.facts.is_object() {
            self.facts = Value::Object(Map::new());
        }
        self.facts.as_object_mut()
    }

    /// Replaces what it refers to of one kind.
    pub(crate) fn refer_only<'a>(&mut self, kind: Kind, ids: impl Iterator<Item = &'a str>) {
        self.refers_to.retain(|(other, _)| *other != kind);
        self.refers_to.extend(ids.map(|id| (kind, id.to_owned())));
    }
}

impl Life {
    /// Begins now; every state but the last with how long it lasts.
    pub fn of(passing: &[(&'static str, std::time::Duration)], last: &'static str) -> Self {
        let mut begin = Instant::now();
        let mut states = Vec::new();
        for (state, duration) in passing {
            states.push((begin, *state));
            begin += *duration;
        }
        states.push((begin, last));
        Self(states)
    }

    /// Whether it has come to its last state.
    pub fn is_settled(&self, now: Instant) -> bool {
        self.0.last().is_none_or(|(begin, _)| *begin <= now)
    }

    pub fn state(&self, now: Instant) -> Option<&'static str> {
        self.0
            .iter()
            .rev()
            .find(|(begin, _)| *begin <= now)
            .map(|(_, state)| *state)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_life_passes_through_its_states_and_stays_in_the_last() {
        let seconds = Duration::from_secs;
        let begin = Instant::now();
        let life = Life::of(&[("creating", seconds(10)), ("backing-up", seconds(5))], "available");
        let at = |second| life.state(begin + seconds(second));
        assert_eq!(
            [at(1), at(9), at(11), at(14)].map(Option::unwrap),
            ["creating", "creating", "backing-up", "backing-up"]
        );
        assert_eq!([at(16), at(1000)].map(Option::unwrap), ["available", "available"]);
        assert!(!life.is_settled(begin + seconds(14)) && life.is_settled(begin + seconds(16)));
    }
}
