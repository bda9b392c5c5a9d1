//! What a case found: a leak, or trouble that proves nothing either way.

use crate::bed::Trouble;

#[derive(Debug)]
pub(super) enum Failure {
    /// A wall does not hold.
    Leak(String),
    Trouble(Trouble),
}

pub(super) type Verdict = Result<(), Failure>;

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Leak(told) => Self::new(format!("leak: {told}")),
            Failure::Trouble(trouble) => trouble,
        }
    }
}

/// What must be true while the walls stand.
pub(super) fn hold(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Failure::Leak(otherwise())) }
}

pub(super) fn hold_equal<T: PartialEq + std::fmt::Debug>(is: &T, should: &T, what: &str) -> Verdict {
    hold(is == should, || format!("{what}: {is:?} instead of {should:?}"))
}
