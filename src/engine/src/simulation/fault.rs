//! The ways in which one call can go wrong.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    KillBefore,
    /// It acted; the caller died before the answer.
    KillDuring,
    /// The caller died when it had written the outcome down.
    KillAfter,
    /// 500, and it acted.
    InternalError,
    /// 503, and it did not.
    Unavailable,
    Throttle,
    /// The connection was reset before anything happened.
    Reset,
    /// It acted, and never answers.
    TimeoutAfterActing,
    /// The request arrives twice.
    Duplicate,
    /// It acted; the answer ends in the middle.
    Truncated,
    /// It acted; the answer is to something else.
    Wrong,
    /// A permission is missing, from this call on.
    Denied,
    /// The caller's machine sleeps for two minutes after sending it.
    Sleep,
}

impl Fault {
    pub const KILLS: [Self; 3] = [Self::KillBefore, Self::KillDuring, Self::KillAfter];
    pub const BAD_ANSWERS: [Self; 8] = [
        Self::InternalError,
        Self::Unavailable,
        Self::Throttle,
        Self::Reset,
        Self::TimeoutAfterActing,
        Self::Duplicate,
        Self::Truncated,
        Self::Wrong,
    ];
}
