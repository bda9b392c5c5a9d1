//! Ways in which the engine could be wrong. A test switches one on and the suite has to notice;
//! without tests this is a constant `false`, and the compiler leaves nothing of it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    DropIntent,
    JournalAfterCall,
    AcceptAlteredJournal,
    TrustJournal,
    ForgetJournal,
    SecretInJournal,
    #[cfg(any(test, feature = "simulation"))]
    TagLater,
    RetryUnnamed,
    NoWindow,
    RandomToken,
    KeepDuplicates,
    AdoptForeign,
    IgnoreFence,
    TakeLiveLease,
    WriteAfterSleep,
    ReleaseBlindly,
    ForgetOrder,
    UseUnstable,
    DoNotWaitForGone,
    SwallowFailure,
    GoneIsFailure,
    ForgetAfterCreate,
    RetryForEver,
    SkipBuckets,
    NoThrottleRetry,
    IgnoreStop,
    SkipInventory,
    KeepGuard,
    ReplaceStateful,
    AcceptMovedPlan,
    ForgetOrphans,
    TrustAnswers,
}

#[cfg(any(test, feature = "seeded-bugs"))]
mod switch {
    use std::cell::Cell;

    use super::Bug;

    thread_local! {
        static ACTIVE: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Runs `work` on this thread with the engine broken in one way.
    pub fn with_bug<T>(bug: Bug, work: impl FnOnce() -> T) -> T {
        ACTIVE.set(Some(bug));
        let result = work();
        ACTIVE.set(None);
        result
    }

    pub(crate) fn seeded(bug: Bug) -> bool {
        ACTIVE.get() == Some(bug)
    }
}

#[cfg(any(test, feature = "seeded-bugs"))]
pub(crate) use switch::seeded;
#[cfg(any(test, feature = "seeded-bugs"))]
pub use switch::with_bug;

#[cfg(not(any(test, feature = "seeded-bugs")))]
pub(crate) const fn seeded(_: Bug) -> bool {
    false
}
