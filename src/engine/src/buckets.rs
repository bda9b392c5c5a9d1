//! How often an operation may be called. Waiting here costs less than being throttled there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::Operation;

/// A token bucket: `burst` calls at once, then one per `every`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub burst: u32,
    pub every: Duration,
}

/// Limits of a whole service, and of single operations within it. Both apply.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    services: BTreeMap<&'static str, Rate>,
    operations: BTreeMap<Operation, Rate>,
}

impl Limits {
    #[must_use]
    pub fn service(mut self, service: &'static str, rate: Rate) -> Self {
        self.services.insert(service, rate);
        self
    }

    #[must_use]
    pub fn operation(mut self, operation: Operation, rate: Rate) -> Self {
        self.operations.insert(operation, rate);
        self
    }
}

pub(crate) struct Buckets {
    limits: Limits,
    /// When the next call would be due if calls came evenly; the burst is how far this may lie ahead.
    due: Mutex<BTreeMap<(&'static str, &'static str), Duration>>,
}

impl Buckets {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            due: Mutex::default(),
        }
    }

    /// Takes a token now and says how long to wait until it is there.
    pub(crate) fn take(&self, operation: Operation, now: Duration) -> Duration {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = self
            .limits
            .services
            .get(operation.service)
            .map(|rate| ((operation.service, ""), *rate));
        let single = self
            .limits
            .operations
            .get(&operation)
            .map(|rate| ((operation.service, operation.name), *rate));
        let mut wait = Duration::ZERO;
        for (key, rate) in whole.into_iter().chain(single) {
            let next = due.get(&key).copied().unwrap_or_default().max(now);
            due.insert(key, next + rate.every);
            let ahead = rate.every * rate.burst.saturating_sub(1);
            wait = wait.max(next.saturating_sub(now + ahead));
        }
        wait
    }
}
