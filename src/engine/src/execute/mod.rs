//! Does what was approved, the longest path first.

mod act;
mod create;
mod down;
mod duplicates;
mod run;
mod settle;

use std::time::Duration;

use serde_json::Value;

pub use down::{DownError, Proof, prove_gone};
pub use run::execute;

use crate::{Act, Address, Durations, Facts, Failure};

#[derive(Clone, Debug)]
pub struct Pace {
    /// Calls in flight at once. What only has to be waited for does not count.
    pub at_once: usize,
    pub durations: Durations,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 16,
            durations: Durations::default(),
        }
    }
}

#[derive(Debug)]
pub struct Outcome {
    pub ending: Ending,
    pub done: Vec<Address>,
    pub failed: Vec<(Address, Failure)>,
    pub not_started: Vec<Address>,
    pub took: Duration,
    /// What to [`Durations::learn`] from.
    pub learned: Vec<(String, Act, Duration)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    Failed,
    Interrupted,
    LeaseLost,
}

/// The fields of `props` that an update has to set once the resource exists.
pub(crate) fn set_later(facts: &Facts, props: &Value) -> Vec<String> {
    let is_asked = |field: &&&str| props.get(**field).is_some_and(|value| !value.is_null());
    facts
        .after_create
        .iter()
        .filter(is_asked)
        .map(|field| (*field).to_owned())
        .collect()
}
