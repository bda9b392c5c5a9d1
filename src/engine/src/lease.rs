//! Who may write: one holder at a time, by conditional writes to one object that all can reach.
//!
//! Clocks of different machines are never compared. A holder is dead when its object has not
//! changed for a whole life on the clock of whoever watches.

mod fence;
mod store;

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};

pub use fence::Fence;
pub use store::{Condition, LeaseFault, LeaseStore, Stored};

use crate::clock::millis;
use crate::seeded::{Bug, seeded};
use crate::{Clock, Event, Listener};

/// How long a lease lives without being renewed.
pub const LIFE: Duration = Duration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// After a renewal. A call started no later than this is over before somebody else begins.
const WRITES_FOR: Duration = Duration::from_secs(20);
const WATCH_EVERY: Duration = Duration::from_secs(3);
/// Somebody who watches waits a little longer than a life, because their first look was late.
const DEAD_AFTER: Duration = Duration::from_secs(35);
/// Whoever comes next would have to wait for the rest of the lease's life otherwise.
const RELEASE_WITHIN: Duration = Duration::from_secs(15);
const GIVE_UP_AFTER: Duration = Duration::from_mins(2);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Shown to others: user, machine, command.
    pub who: String,
    /// Random, so that a lost answer can be recognised as our own.
    pub nonce: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    holder: Holder,
    fence: u64,
    renewed: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    #[error("the lease is held by {}", .0.who)]
    Held(Holder),
    #[error("cannot {operation} the lease: {message}")]
    Away { operation: &'static str, message: String },
}

pub struct Lease {
    store: Arc<dyn LeaseStore>,
    clock: Arc<dyn Clock>,
    listener: Arc<dyn Listener>,
    record: Record,
    etag: Mutex<String>,
    fence: Fence,
}

impl Lease {
    /// Takes the lease. While there is another holder it watches until that one gives a sign of
    /// life, which is [`LeaseError::Held`], or has not for longer than a lease lives.
    pub async fn take(
        store: Arc<dyn LeaseStore>,
        clock: Arc<dyn Clock>,
        listener: Arc<dyn Listener>,
        holder: Holder,
    ) -> Result<Self, LeaseError> {
        let give_up = clock.now() + GIVE_UP_AFTER;
        let mut watched: Option<(String, Duration)> = None;
        let mut trouble = "it was taken and given back all the time".to_owned();
        while clock.now() < give_up {
            let now = clock.now();
            let (condition, before, floor) = match store.read().await {
                Err(fault) => {
                    trouble = fault.to_string();
                    clock.sleep(WATCH_EVERY).await;
                    continue;
                }
                Ok(None) => (Condition::Absent, None, 0),
                Ok(Some(stored)) => {
                    let before: Option<Record> = serde_json::from_slice(&stored.body).ok();
                    let is_ours = before.as_ref().is_some_and(|record| record.holder == holder);
                    let is_dead =
                        matches!(&watched, Some((etag, since)) if *etag == stored.etag && now >= *since + DEAD_AFTER);
                    if !is_ours && !is_dead && !seeded(Bug::TakeLiveLease) {
                        match (&watched, before) {
                            (Some((etag, _)), Some(record)) if *etag != stored.etag => {
                                return Err(LeaseError::Held(record.holder));
                            }
                            (Some(_), _) => {}
                            (None, _) => watched = Some((stored.etag, now)),
                        }
                        clock.sleep(WATCH_EVERY).await;
                        continue;
                    }
                    let floor = before.as_ref().map_or(0, |record| record.fence + u64::from(!is_ours));
                    (Condition::Matches(stored.etag), before.filter(|_| !is_ours), floor)
                }
            };
            let record = Record {
                fence: floor.max(millis(now)),
                holder: holder.clone(),
                renewed: millis(now),
            };
            match store.put(record.body(), condition).await {
                Ok(etag) => {
                    listener.heard(&Event::LeaseTaken {
                        fence: record.fence,
                        from_dead_holder: before.map(|record| record.holder.who),
                    });
                    return Ok(Self {
                        fence: Fence::new(record.fence, now + WRITES_FOR),
                        etag: Mutex::new(etag),
                        store,
                        clock,
                        listener,
                        record,
                    });
                }
                // Somebody was faster, or our own answer was lost: the next look tells.
                Err(LeaseFault::Lost) => {}
                Err(fault) => {
                    trouble = fault.to_string();
                    clock.sleep(WATCH_EVERY / 3).await;
                }
            }
        }
        Err(LeaseError::Away {
            operation: "take",
            message: trouble,
        })
    }

    pub fn fence(&self) -> Fence {
        self.fence.clone()
    }

    /// Runs `work` and keeps renewing.
    pub async fn while_held<T>(&self, work: impl Future<Output = T>) -> T {
        match select(std::pin::pin!(work), std::pin::pin!(self.keep())).await {
            Either::Left((result, _)) => result,
            Either::Right(((), work)) => work.await,
        }
    }

    /// Gives it back, unless somebody else has it by now.
    pub async fn release(self) -> Result<(), LeaseError> {
        let mut etag = self.etag();
        if seeded(Bug::ReleaseBlindly)
            && let Ok(Some(stored)) = self.store.read().await
        {
            etag = stored.etag;
        }
        let give_up = self.clock.now() + RELEASE_WITHIN;
        let mut pause = Duration::from_millis(250);
        loop {
            match self.store.delete(etag.clone()).await {
                Ok(()) | Err(LeaseFault::Lost) => return Ok(()),
                Err(fault) if self.clock.now() + pause > give_up => {
                    return Err(LeaseError::Away {
                        operation: "release",
                        message: fault.to_string(),
                    });
                }
                Err(LeaseFault::Retry | LeaseFault::Away(_)) => self.clock.sleep(pause).await,
            }
            pause *= 2;
        }
    }

    /// Ends when the lease is lost.
    async fn keep(&self) {
        let mut pause = RENEW_EVERY;
        loop {
            self.clock.sleep(pause).await;
            let started = self.clock.now();
            let record = Record {
                renewed: millis(started),
                ..self.record.clone()
            };
            pause = RENEW_EVERY;
            match self.store.put(record.body(), Condition::Matches(self.etag())).await {
                Ok(etag) => self.renewed(etag, started),
                Err(LeaseFault::Lost) => match self.store.read().await {
                    // The answer to an earlier renewal was lost.
                    Ok(Some(stored)) if self.is_ours(&stored) => self.renewed(stored.etag, started),
                    Ok(_) => {
                        self.fence.lose();
                        self.listener.heard(&Event::LeaseLost);
                        return;
                    }
                    Err(_) => pause = WATCH_EVERY / 3,
                },
                // Missed: the fence lets nothing through once this has gone on for too long.
                Err(LeaseFault::Retry | LeaseFault::Away(_)) => pause = WATCH_EVERY / 3,
            }
        }
    }

    fn is_ours(&self, stored: &Stored) -> bool {
        serde_json::from_slice::<Record>(&stored.body)
            .is_ok_and(|record| record.holder == self.record.holder && record.fence == self.record.fence)
    }

    fn renewed(&self, etag: String, started: Duration) {
        *self.etag.lock().unwrap_or_else(PoisonError::into_inner) = etag;
        self.fence.extend(started + WRITES_FOR);
    }

    fn etag(&self) -> String {
        self.etag.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Record {
    fn body(&self) -> Vec<u8> {
        serde_json::json!(self).to_string().into_bytes()
    }
}
