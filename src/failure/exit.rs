//! The exit codes, which scripts depend on.

use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed, and nothing is half-made.
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// There are pending changes (`--exit-code`).
    Pending = 3,
    /// Something differs from what must be (`status`).
    Drift = 4,
    /// A guard said no.
    Refused = 5,
    /// Another operator holds the lease.
    LeaseHeld = 6,
    /// Credentials or permissions don't suffice.
    Denied = 7,
    /// Timed out, or throttled for too long.
    TimedOut = 8,
    /// What was verified isn't true.
    Unverified = 9,
    /// Stopped half-way; running it again is safe.
    HalfWay = 10,
    /// Interrupted by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    pub const ALL: [Self; 12] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Pending,
        Self::Drift,
        Self::Refused,
        Self::LeaseHeld,
        Self::Denied,
        Self::TimedOut,
        Self::Unverified,
        Self::HalfWay,
        Self::Interrupted,
    ];

    pub fn code(self) -> u8 {
        self as u8
    }

    /// The meaning of a code that another logline ended with.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|exit| exit.code() == code)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
