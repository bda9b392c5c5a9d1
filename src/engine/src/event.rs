//! What happened, in the past tense, for whoever shows it. It is in the journal before it is heard here.

use std::time::Duration;

use serde::Serialize;

use crate::{Act, Address, Class, Eta};

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    StepStarted {
        address: Address,
        act: Act,
    },
    CallFailed {
        address: Address,
        operation: String,
        class: Class,
        again_in: Option<Duration>,
    },
    StepReturned {
        address: Address,
        act: Act,
    },
    StepFinished {
        address: Address,
        act: Act,
        took: Duration,
    },
    StepFailed {
        address: Address,
        act: Act,
        reason: String,
    },
    /// A create call whose answer was lost had worked.
    Found {
        address: Address,
        id: String,
    },
    /// Two resources were found for one address; this one is the second.
    DuplicateRemoved {
        address: Address,
        id: String,
    },
    LeaseTaken {
        fence: u64,
        from_dead_holder: Option<String>,
    },
    LeaseLost,
    Expected {
        eta: Eta,
    },
}

pub trait Listener: Send + Sync {
    fn heard(&self, event: &Event);
}

/// Hears nothing.
pub struct Deaf;

impl Listener for Deaf {
    fn heard(&self, _: &Event) {}
}
