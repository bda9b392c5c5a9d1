//! What a mutating call does to the simulated cloud.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::gate::Ticket;
use crate::observe::collect_strings;
use crate::resource::Change;
use crate::simulation::cloud::Inner;
use crate::simulation::operations::SimulatedKind;
use crate::simulation::thing::{Thing, base};
use crate::{Address, Class, Failure, Owner, RepeatSafety, Scope};

impl SimulatedKind {
    pub(super) fn insert(&self, inner: &mut Inner, now: Duration, new: &New<'_>) -> Result<Value, Failure> {
        let refuse = |class, message: String| Err(Failure::new(class, "Create", message));
        let mut mentioned = BTreeSet::new();
        collect_strings(new.props, &mut mentioned);
        if new.props.to_string().contains("$ref") {
            return refuse(Class::Invalid, "a reference was not resolved".to_owned());
        }
        for text in &mentioned {
            if inner.things.get(base(text)).is_some_and(|thing| thing.gone.is_some()) {
                return refuse(Class::Invalid, format!("{text} does not exist"));
            }
        }
        let remembered = inner.tokens.get(&new.ticket.token).and_then(|id| inner.things.get(id));
        if let (RepeatSafety::Token, Some(thing)) = (self.facts.repeat, remembered) {
            return Ok(thing.out(&self.facts, now));
        }
        let has_name = |thing: &&Thing| {
            thing.kind == self.facts.kind && thing.name == new.name && !thing.is_gone(now) && thing.kept.is_none()
        };
        if self.facts.repeat == RepeatSafety::Name && inner.things.values().any(|thing| has_name(&thing)) {
            return refuse(Class::AlreadyExists, format!("{} exists", new.name));
        }
        inner.serial += 1;
        let behaviour = inner.behaviour(self.facts.kind);
        let mut thing = Thing {
            id: format!("{}-{:06}", self.facts.kind.replace('/', "-"), inner.serial),
            kind: self.facts.kind,
            environment: new.scope.environment.clone(),
            address: new.address.cloned(),
            name: new.name.clone(),
            owner: Owner::Ours,
            props: Value::Null,
            born: inner.serial,
            mentions: BTreeSet::new(),
            ready_at: now + behaviour.create,
            made: inner.moment(self.facts.kind, now),
            gone: None,
            kept: None,
            broken: false,
        };
        let mut props = new.props.clone();
        for field in self.facts.after_create {
            props[*field] = Value::Null;
        }
        thing.set(props, behaviour.loose);
        let out = thing.out(&self.facts, now);
        inner.tokens.insert(new.ticket.token.clone(), thing.id.clone());
        inner.things.insert(thing.id.clone(), thing);
        Ok(out)
    }

    pub(super) fn change(
        &self,
        inner: &mut Inner,
        now: Duration,
        id: &str,
        change: Change<'_>,
    ) -> Result<Value, Failure> {
        let behaviour = inner.behaviour(self.facts.kind);
        let Some(thing) = inner.things.get_mut(id).filter(|thing| thing.gone.is_none()) else {
            return Err(Failure::new(Class::NotFound, "Update", format!("{id} does not exist")));
        };
        if self.facts.settles && now < thing.ready_at {
            return Err(Failure::new(Class::Busy, "Update", format!("{id} is not ready")));
        }
        let mut props = thing.props.clone();
        for field in change.fields {
            props[field] = change.props.get(field).cloned().unwrap_or_default();
        }
        thing.set(props, behaviour.loose);
        thing.owner = Owner::Ours;
        if self.facts.settles {
            thing.ready_at = now + Duration::from_secs(5);
        }
        Ok(thing.out(&self.facts, now))
    }

    pub(super) fn remove(&self, inner: &mut Inner, now: Duration, id: &str) -> Result<(), Failure> {
        let behaviour = inner.behaviour(self.facts.kind);
        let gone = inner.moment(self.facts.kind, now + behaviour.delete);
        let Some(thing) = inner
            .things
            .get(id)
            .filter(|thing| thing.gone.is_none() && thing.kept.is_none())
        else {
            return Err(Failure::new(Class::NotFound, "Delete", format!("{id} does not exist")));
        };
        if behaviour
            .guard
            .is_some_and(|guard| thing.props.get(guard) == Some(&json!(true)))
        {
            return Err(Failure::new(Class::Invalid, "Delete", format!("{id} is protected")));
        }
        // What needs any of a kind does not need the second of two.
        let is_twin = |other: &Thing| other.id != id && other.address == thing.address && other.kind == thing.kind;
        let is_last = !inner.things.values().any(|other| is_twin(other) && !other.is_gone(now));
        let blocks = |other: &Thing| {
            let is_there = other.id != id && !other.is_gone(now) && other.kept.is_none();
            let belongs =
                is_last && other.environment == thing.environment && behaviour.after_all.contains(&other.kind);
            is_there && (other.mentions.contains(id) || belongs)
        };
        if inner.things.values().any(blocks) {
            inner.refused += 1;
            return Err(Failure::new(
                Class::DependencyHeld,
                "Delete",
                format!("something depends on {id}"),
            ));
        }
        if let Some(thing) = inner.things.get_mut(id) {
            thing.kept = behaviour.keeps;
            thing.gone = thing.kept.is_none().then_some(gone);
        }
        Ok(())
    }
}

pub(super) struct New<'a> {
    pub props: &'a Value,
    pub address: Option<&'a Address>,
    pub name: String,
    pub scope: &'a Scope,
    pub ticket: &'a Ticket,
}

pub(super) fn has_twin(inner: &Inner, thing: &Thing) -> bool {
    let is_there = |other: &&Thing| other.gone.is_none() && other.kept.is_none();
    let twins = inner.things.values().filter(is_there).filter(|other| {
        let same_place = other.kind == thing.kind && other.environment == thing.environment;
        same_place && other.address.is_some() && other.address == thing.address
    });
    twins.count() > 1
}
