//! A kind of the simulated cloud, from its facts.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::gate::Ticket;
use crate::observe::collect_strings;
use crate::resource::{Call, Change, Look, Operations, Progress};
use crate::seeded::{Bug, seeded};
use crate::simulation::cloud::{Cloud, Inner, Wire};
use crate::simulation::thing::{Thing, base};
use crate::simulation::{Fault, Process};
use crate::{Address, Boxed, Class, Clock, Facts, Failure, Found, Operation, Owner, RepeatSafety, Scope, State};

const HALF_WAY: Duration = Duration::from_millis(50);
/// What was about to be sent when a machine fell asleep does not arrive minutes later.
const CONNECTION_LIVES: Duration = Duration::from_secs(10);

pub(super) struct SimulatedKind {
    pub cloud: Cloud,
    pub process: Process,
    pub number: usize,
    pub facts: Facts,
}

impl SimulatedKind {
    fn operation(&self, name: &'static str) -> Operation {
        let service = self.facts.kind.split('/').next().unwrap_or(self.facts.kind);
        Operation { service, name }
    }

    async fn half_way(&self) {
        self.cloud.clock().sleep(HALF_WAY).await;
        if self.process.is_dead() {
            std::future::pending::<()>().await;
        }
    }

    async fn read<T>(&self, name: &'static str, see: impl Fn(&mut Inner, Duration) -> T) -> Result<T, Failure> {
        self.half_way().await;
        let now = self.cloud.clock().now();
        let seen = {
            let mut inner = self.cloud.inner();
            if inner.is_too_fast(self.operation(name), now) {
                return Err(Failure::new(Class::Throttled, name, "slow down"));
            }
            see(&mut inner, now)
        };
        self.half_way().await;
        Ok(seen)
    }

    async fn write<T>(
        &self,
        call: &Call<'_>,
        ticket: &Ticket,
        name: &'static str,
        effect: impl Fn(&mut Inner, Duration) -> Result<T, Failure>,
        something_else: T,
    ) -> Result<T, Failure> {
        let failed = |class, message: &str| Err(Failure::new(class, name, message));
        let started = self.cloud.clock().now();
        self.half_way().await;
        let now = self.cloud.clock().now();
        if now > started + CONNECTION_LIVES {
            return failed(Class::Lost, "the connection did not outlive the sleep");
        }
        let (fault, result) = {
            let mut inner = self.cloud.inner();
            inner.unannounced += usize::from(!self.process.has_intent(ticket.call));
            inner.wire.push(Wire {
                process: self.number,
                address: call.address().clone(),
                act: call.errand.act,
                at: now,
            });
            let arrived = inner.wire.len();
            let fault = inner.faults.remove(&arrived);
            if fault == Some(Fault::Denied) {
                inner.faults.insert(arrived + 1, Fault::Denied);
            }
            match fault {
                Some(Fault::KillBefore) => self.process.die(),
                Some(Fault::Unavailable) => return failed(Class::Lost, "503"),
                Some(Fault::Reset) => return failed(Class::Lost, "connection reset"),
                Some(Fault::Denied) => return failed(Class::Denied, "not allowed, hunter2"),
                Some(Fault::Throttle) => return failed(Class::Throttled, "slow down"),
                Some(Fault::KillAfter) => self.process.die_when_recorded(ticket.call),
                Some(Fault::Sleep) => self.process.sleep_until(now + Duration::from_secs(120)),
                _ => {}
            }
            if self.process.is_dead() {
                (fault, None)
            } else if inner.is_too_fast(self.operation(name), now) {
                return failed(Class::Throttled, "slow down");
            } else {
                let first = effect(&mut inner, now);
                inner.twins += inner
                    .things
                    .values()
                    .filter(|thing| thing.born == inner.serial && has_twin(&inner, thing))
                    .count();
                let second = (fault == Some(Fault::Duplicate)).then(|| effect(&mut inner, now));
                (fault, Some(second.filter(Result::is_ok).unwrap_or(first)))
            }
        };
        match fault {
            Some(Fault::KillDuring) => self.process.die(),
            Some(Fault::TimeoutAfterActing) => std::future::pending::<()>().await,
            _ => {}
        }
        self.half_way().await;
        match (fault, result) {
            (Some(Fault::InternalError), _) => failed(Class::Lost, "500"),
            (Some(Fault::Truncated), _) => failed(Class::Lost, "the answer ends in the middle"),
            (Some(Fault::Wrong), _) => Ok(something_else),
            (_, Some(result)) => result,
            (_, None) => failed(Class::Lost, "nobody is there"),
        }
    }

    fn insert(&self, inner: &mut Inner, now: Duration, new: &New<'_>) -> Result<Value, Failure> {
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

    fn change(&self, inner: &mut Inner, now: Duration, id: &str, change: Change<'_>) -> Result<Value, Failure> {
        let behaviour = inner.behaviour(self.facts.kind);
        let Some(thing) = inner.things.get_mut(id).filter(|thing| thing.gone.is_none()) else {
            return Err(Failure::new(Class::NotFound, "Update", format!("{id} does not exist")));
        };
        if self.facts.settles && now < thing.ready_at {
            return Err(Failure::new(Class::Invalid, "Update", format!("{id} is not ready")));
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

    fn remove(&self, inner: &mut Inner, now: Duration, id: &str) -> Result<(), Failure> {
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

    fn list(&self, inner: &mut Inner, now: Duration, scope: &Scope) -> Vec<Found> {
        *inner.lists.entry(self.facts.kind).or_default() += 1;
        let of_kind = inner.things.values().filter(|thing| thing.kind == self.facts.kind);
        let shown = of_kind.filter(|thing| {
            let is_over = thing.gone.is_some_and(|gone| inner.is_known(thing.kind, gone, now));
            thing.environment == scope.environment && inner.is_known(thing.kind, thing.made, now) && !is_over
        });
        let found = |thing: &Thing| Found {
            address: thing.address.clone(),
            id: thing.id.clone(),
            born: Some(thing.born),
            out: thing.out(&self.facts, now),
            seen: thing.props.clone(),
            state: if thing.is_gone(now) {
                State::Ready
            } else {
                thing.state(now)
            },
            owner: thing.owner,
        };
        shown.map(found).collect()
    }
}

fn has_twin(inner: &Inner, thing: &Thing) -> bool {
    let is_there = |other: &&Thing| other.gone.is_none() && other.kept.is_none();
    let twins = inner.things.values().filter(is_there).filter(|other| {
        let same_place = other.kind == thing.kind && other.environment == thing.environment;
        same_place && other.address.is_some() && other.address == thing.address
    });
    twins.count() > 1
}

struct New<'a> {
    props: &'a Value,
    address: Option<&'a Address>,
    name: String,
    scope: &'a Scope,
    ticket: &'a Ticket,
}

impl Operations for SimulatedKind {
    fn find<'a>(&'a self, look: &'a Look<'a>) -> Boxed<'a, Result<Vec<Found>, Failure>> {
        Box::pin(async move {
            let list = || self.read("List", |inner, now| self.list(inner, now, look.scope));
            look.read(self.operation("List"), list).await
        })
    }

    fn create<'a>(&'a self, call: &'a Call<'a>, props: &'a Value) -> Boxed<'a, Result<Value, Failure>> {
        let tag = Some(call.address()).filter(|_| !seeded(Bug::TagLater));
        let create = async move |ticket: Ticket| {
            let new = New {
                props,
                address: tag,
                name: call.name(),
                scope: call.look.scope,
                ticket: &ticket,
            };
            let insert = |inner: &mut Inner, now| self.insert(inner, now, &new);
            self.write(call, &ticket, "Create", insert, json!({"name": "something else"}))
                .await
        };
        Box::pin(async move {
            let out = call
                .write(self.operation("Create"), |ticket| -> Boxed<'_, _> {
                    Box::pin(create(ticket))
                })
                .await?;
            if tag.is_none() {
                self.half_way().await;
                self.cloud.tamper(|things| {
                    let id = out.get("id").and_then(Value::as_str).unwrap_or_default();
                    things
                        .entry(id.to_owned())
                        .and_modify(|thing| thing.address = Some(call.address().clone()));
                });
            }
            Ok(out)
        })
    }

    fn update<'a>(&'a self, call: &'a Call<'a>, change: Change<'a>) -> Boxed<'a, Result<Value, Failure>> {
        let id = change.out.get("id").and_then(Value::as_str).unwrap_or_default();
        Box::pin(async move {
            let update = move |ticket: Ticket| async move {
                let effect = |inner: &mut Inner, now| self.change(inner, now, id, change);
                self.write(call, &ticket, "Update", effect, change.out.clone()).await
            };
            call.write(self.operation("Update"), update).await
        })
    }

    fn delete<'a>(&'a self, call: &'a Call<'a>, out: &'a Value) -> Boxed<'a, Result<(), Failure>> {
        let id = out.get("id").and_then(Value::as_str).unwrap_or_default();
        Box::pin(async move {
            let delete = move |ticket: Ticket| async move {
                self.write(call, &ticket, "Delete", |inner, now| self.remove(inner, now, id), ())
                    .await
            };
            call.write(self.operation("Delete"), delete).await
        })
    }

    fn progress<'a>(&'a self, look: &'a Look<'a>, out: &'a Value) -> Boxed<'a, Result<Progress<Value>, Failure>> {
        let id = out.get("id").and_then(Value::as_str).unwrap_or_default();
        let see = move |inner: &mut Inner, now| match inner.things.get(id) {
            Some(thing) if thing.is_gone(now) || thing.kept.is_some() => Progress::Gone,
            None => Progress::Gone,
            Some(thing) => match thing.state(now) {
                State::Failed(why) => Progress::Broken(why),
                State::Ready => Progress::Ready(thing.out(&self.facts, now)),
                _ => Progress::Going("on its way".to_owned()),
            },
        };
        Box::pin(async move {
            look.read(self.operation("Describe"), || self.read("Describe", see))
                .await
        })
    }
}
