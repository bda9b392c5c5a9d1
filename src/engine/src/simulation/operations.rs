//! A kind of the simulated cloud, from its facts.

use std::time::Duration;

use serde_json::{Value, json};

use crate::gate::Ticket;
use crate::resource::{Call, Change, Look, Operations, Progress};
use crate::seeded::{Bug, seeded};
use crate::simulation::cloud::{Cloud, Inner, Wire};
use crate::simulation::effects::{New, has_twin};
use crate::simulation::thing::Thing;
use crate::simulation::{Fault, Process};
use crate::{Boxed, Class, Clock, Facts, Failure, Found, Operation, Scope, State};

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
                Some(Fault::Sleep) => self.process.sleep_until(now + Duration::from_mins(2)),
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
