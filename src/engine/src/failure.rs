//! Why a call to a cloud did not do what was asked, sorted by what can be done about it.

use serde::{Deserialize, Serialize};

/// The text may come from a cloud: it is shown, and never written to a journal or a plan.
#[derive(Clone, Debug, thiserror::Error)]
#[error("cannot {operation}: {message}")]
pub struct Failure {
    pub class: Class,
    pub operation: String,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Too many calls; nothing happened.
    Throttled,
    /// Something made a moment ago is not known everywhere yet; nothing happened.
    Propagating,
    /// Something else still depends on it; nothing happened.
    DependencyHeld,
    /// It is being changed by an earlier call; nothing happened.
    Busy,
    /// No answer, or none that can be understood: it may have happened.
    Lost,
    AlreadyExists,
    NotFound,
    /// Permissions.
    Denied,
    Invalid,
    Quota,
    /// The lease is not ours any more.
    FenceLost,
    Interrupted,
    /// The resource ended in a state that it does not leave by itself.
    Broken,
    /// Still not there when the deadline came.
    TimedOut,
    /// The journal could not be written, so nothing may be done.
    Unrecorded,
}

impl Failure {
    pub fn new(class: Class, operation: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            class,
            operation: operation.into(),
            message: message.into(),
        }
    }
}
