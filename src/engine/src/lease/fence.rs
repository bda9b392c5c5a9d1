//! Whether the lease is ours right now, asked before every mutating call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::seeded::{Bug, seeded};
use crate::{Class, Clock, Failure};

/// How long to wait for a renewal that is late, for example after the machine slept.
const WAIT_FOR_RENEWAL: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(250);

#[derive(Clone, Debug)]
pub struct Fence(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    number: u64,
    fresh_until: Duration,
    is_lost: bool,
}

impl Fence {
    pub(super) fn new(number: u64, fresh_until: Duration) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            number,
            fresh_until,
            is_lost: false,
        })))
    }

    /// For runs that only read: lets nothing through.
    pub fn closed() -> Self {
        let fence = Self::new(0, Duration::ZERO);
        fence.lose();
        fence
    }

    /// For what must be there before a lease can be taken: the place that holds it.
    pub fn before_the_lease() -> Self {
        Self::new(0, Duration::MAX)
    }

    pub fn number(&self) -> u64 {
        self.inner().number
    }

    pub(super) fn extend(&self, until: Duration) {
        self.inner().fresh_until = until;
    }

    pub(super) fn lose(&self) {
        self.inner().is_lost = true;
    }

    pub(crate) async fn pass(&self, clock: &dyn Clock) -> Result<(), Failure> {
        let started = clock.now();
        loop {
            let (is_lost, is_fresh) = {
                let inner = self.inner();
                (inner.is_lost, clock.now() < inner.fresh_until)
            };
            if seeded(Bug::IgnoreFence) || (is_fresh && !is_lost) || (seeded(Bug::WriteAfterSleep) && !is_lost) {
                return Ok(());
            }
            if is_lost || clock.now() > started + WAIT_FOR_RENEWAL {
                return Err(Failure::new(
                    Class::FenceLost,
                    "write",
                    "the lease is not ours any more",
                ));
            }
            clock.sleep(LOOK_EVERY).await;
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
