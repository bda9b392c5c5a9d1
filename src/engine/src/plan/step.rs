//! One thing to do, why, and what must have happened before. A replacement is two steps.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Act, Address};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub address: Address,
    pub kind: String,
    pub action: Action,
    pub reasons: Vec<Reason>,
    pub after: Vec<Wait>,
    /// Half of a replacement.
    pub replaces: bool,
    pub destroys_data: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    Create {
        props: Value,
    },
    Update {
        id: String,
        props: Value,
        out: Value,
        fields: Vec<String>,
        is_pending: bool,
    },
    /// Puts our tags on something that has our name.
    Adopt {
        id: String,
        props: Value,
        out: Value,
        fields: Vec<String>,
    },
    /// `is_going`: somebody has asked for it already, it only has to be waited for.
    Delete {
        id: String,
        out: Value,
        is_going: bool,
    },
    /// It is there and not usable yet.
    Await {
        out: Value,
    },
}

impl Action {
    pub fn act(&self) -> Act {
        match self {
            Self::Create { .. } => Act::Create,
            Self::Update { .. } | Self::Adopt { .. } => Act::Update,
            Self::Delete { .. } => Act::Delete,
            Self::Await { .. } => Act::Await,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Reason {
    Absent,
    Differs {
        field: String,
        seen: Value,
        asked: Value,
    },
    /// The field refers to something that is made, or made again, by this plan.
    RefersTo {
        field: String,
        made: Address,
    },
    NotWanted,
    Duplicate,
    Stray,
    Failed {
        why: String,
    },
    AlreadyGoing,
    NotReady,
    /// Deletion protection is lifted before a deletion.
    Protected {
        field: String,
    },
    NotTagged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wait {
    /// Index into [`crate::Plan::steps`].
    pub step: usize,
    pub until: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its calls have returned.
    Returned,
    /// It is usable, or gone.
    Settled,
}
