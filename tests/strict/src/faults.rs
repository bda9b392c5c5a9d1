//! Faults on request: which requests are hit, and how.

mod hold;

use std::sync::Mutex;
use std::time::Duration;

use crate::cloud::held;
use crate::recorder::Call;
use hold::Point;
pub use hold::{Ending, Hold};

#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Planned>>);

#[derive(Debug, Clone)]
pub enum Fault {
    /// It arrives later.
    Delay(Duration),
    /// The connection ends before the request has had an effect.
    CutBefore,
    /// The connection ends after it has had one.
    CutAfter,
    /// 500, without an effect.
    InternalError,
    /// 503, without an effect.
    Unavailable,
    /// Too many requests, in the words of the service.
    Throttle,
    /// It arrives twice, and is answered once.
    Duplicate,
    /// Half of the answer, then the end of the connection.
    Truncate,
    /// The answer to the request before.
    WrongAnswer,
}

#[derive(Debug, Clone)]
pub enum When {
    /// The n-th request that changes something, from 1. Only the first that comes.
    Mutation(usize),
    /// The n-th request of all, from 1.
    Call(usize),
    /// Every request for this action, such as `ec2:CreateVpc`.
    Action(String),
    /// The first so many requests for this action.
    FirstOf(String, usize),
    /// This share of all requests, or of those that change something; the same ones for a seed.
    Share { seed: u64, share: f64, only_mutating: bool },
}

#[derive(Debug)]
struct Planned {
    when: When,
    what: What,
    hits: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Fault(Fault),
    HoldBefore(Point),
    HoldAfter(Point),
}

impl Faults {
    pub fn add(&self, when: When, fault: Fault) {
        self.plan(when, What::Fault(fault));
    }

    /// Stops a request when it arrives, until it is released or cut.
    pub fn hold_before(&self, when: When) -> Hold {
        let (hold, point) = hold::new();
        self.plan(when, What::HoldBefore(point));
        hold
    }

    /// Stops its answer, when it has had its effect.
    pub fn hold_after(&self, when: When) -> Hold {
        let (hold, point) = hold::new();
        self.plan(when, What::HoldAfter(point));
        hold
    }

    /// No more faults; what is held stays held.
    pub fn clear(&self) {
        held(&self.0).clear();
    }

    fn plan(&self, when: When, what: What) {
        held(&self.0).push(Planned { when, what, hits: 0 });
    }

    pub(crate) fn of(&self, call: &Call) -> Vec<What> {
        let mut planned = held(&self.0);
        let hit = planned
            .iter_mut()
            .filter_map(|planned| planned.hits(call).then(|| planned.what.clone()));
        hit.collect()
    }
}

impl Planned {
    fn hits(&mut self, call: &Call) -> bool {
        let is_hit = match &self.when {
            // A hold is one point in time, also when the count starts again.
            When::Mutation(number) => call.mutation == Some(*number) && self.hits == 0,
            When::Call(number) => call.number == *number && self.hits == 0,
            When::Action(action) => call.action() == *action,
            When::FirstOf(action, most) => call.action() == *action && self.hits < *most,
            When::Share {
                seed,
                share,
                only_mutating,
            } => (call.mutation.is_some() || !only_mutating) && chance(*seed, call.number) < *share,
        };
        self.hits += usize::from(is_hit);
        is_hit
    }
}

/// Between 0 and 1, the same for a seed and a number (SplitMix64).
fn chance(seed: u64, number: usize) -> f64 {
    let mut state = seed.wrapping_add((number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bits = u32::try_from((state ^ (state >> 31)) >> 32).unwrap_or(u32::MAX);
    f64::from(bits) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_about_as_large_as_it_says_and_the_same_again() {
        let hits = |seed| {
            (0..1000)
                .filter(|number| chance(seed, *number) < 0.3)
                .collect::<Vec<_>>()
        };
        assert!((250..350).contains(&hits(1).len()), "{}", hits(1).len());
        assert_eq!(hits(1), hits(1));
        assert_ne!(hits(1), hits(2));
    }
}
