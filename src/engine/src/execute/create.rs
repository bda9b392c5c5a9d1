//! Making something exactly once, although answers get lost and lists lag behind.

use std::time::Duration;

use serde_json::Value;

use crate::execute::act::Task;
use crate::execute::set_later;
use crate::seeded::{Bug, seeded};
use crate::{Act, Class, Event, Failure, Found, Owner, RepeatSafety, State};

const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// Each try has been followed by a look that lasted as long as lists may lag behind.
const TRIES: u32 = 4;

impl Task<'_> {
    pub(super) async fn create(&self, props: &Value) -> Result<Value, Failure> {
        let (id, out) = self.create_once(props).await?;
        let later = set_later(self.facts, props);
        if later.is_empty() || seeded(Bug::ForgetAfterCreate) {
            return Ok(out);
        }
        self.update(props, &id, &out, &later).await
    }

    async fn create_once(&self, props: &Value) -> Result<(String, Value), Failure> {
        let mut last = Failure::new(Class::Lost, format!("create {}", self.step.address), "no answer");
        for _ in 0..TRIES {
            let sent = self.gate.clock.now();
            match self.operations.create(&self.calling(Act::Create, None), props).await {
                Ok(out) if self.is_whole(&out) => return Ok((self.id_of(&out), out)),
                Ok(_) => {
                    last = Failure::new(
                        Class::Lost,
                        format!("create {}", self.step.address),
                        "the answer is to something else",
                    );
                }
                Err(failure) if matches!(failure.class, Class::Lost | Class::AlreadyExists) => last = failure,
                Err(failure) => return Err(failure),
            }
            let seen = self.look_for(sent).await?;
            if let Some(found) = seen {
                if found.owner == Owner::Foreign && !seeded(Bug::AdoptForeign) {
                    let whose = format!("{} is not ours", found.id);
                    return Err(Failure::new(
                        Class::AlreadyExists,
                        format!("create {}", self.step.address),
                        whose,
                    ));
                }
                self.gate.tell(&Event::Found {
                    address: self.step.address.clone(),
                    id: found.id.clone(),
                });
                return Ok((found.id, found.out));
            }
        }
        Err(last)
    }

    /// What the lists show at this address, watched until they cannot lag behind any more.
    async fn look_for(&self, sent: Duration) -> Result<Option<Found>, Failure> {
        // A repeated token gives the answer that was lost; there is nothing to look for.
        if self.facts.repeat == RepeatSafety::Token {
            return Ok(None);
        }
        loop {
            let mut found = self.operations.find(&self.look()).await?;
            let memory = self.gate.memory();
            found.retain(|found| {
                let is_listed = matches!(found.state, State::Ready | State::Pending);
                // The one that this one replaces may be listed for a while.
                let is_there = is_listed && !memory.was_deleted(self.facts, &found.id);
                is_there && found.address.as_ref() == Some(&self.step.address)
            });
            found.sort_by_key(|found| (found.born, found.id.clone()));
            let now = self.gate.clock.now();
            if !found.is_empty() || now > sent + self.gate.patience.window || seeded(Bug::NoWindow) {
                return Ok(found.into_iter().next());
            }
            self.gate.clock.sleep(LOOK_AGAIN).await;
        }
    }

    fn is_whole(&self, out: &Value) -> bool {
        let has = |field: &&str| out.get(*field).is_some_and(|value| !value.is_null());
        self.facts.outputs.iter().all(has) || seeded(Bug::TrustAnswers)
    }

    fn id_of(&self, out: &Value) -> String {
        let id = out.get("id").and_then(Value::as_str);
        id.map_or_else(|| self.step.address.to_string(), str::to_owned)
    }
}
