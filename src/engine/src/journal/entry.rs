//! What a journal tells: which call was about to be made, and what came of it.

use serde::{Deserialize, Serialize};

use crate::{Act, Address, Class, Scope};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Milliseconds since the Unix epoch.
    pub at: u64,
    pub fact: Fact,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    Began {
        scope: Scope,
        plan: String,
        fence: u64,
    },
    /// Written and synced before the call leaves.
    Intent {
        call: u64,
        address: Address,
        kind: String,
        operation: String,
        act: Act,
        /// The id of what is changed or deleted.
        target: Option<String>,
        /// What the client token is made from.
        generation: u64,
    },
    /// Only the class of a failure: its text comes from outside and may hold anything.
    Outcome {
        call: u64,
        result: CallResult,
    },
    Ended {
        outcome: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallResult {
    Done,
    Failed(Class),
}
