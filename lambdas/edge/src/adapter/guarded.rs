//! A handler that runs out of time or panics is still answered for.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use ledger::Problem;

/// Why a handler gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    OutOfTime,
    Panicked,
}

impl Broken {
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::OutOfTime => Problem::timeout("The function did not finish in the time it is given."),
            Self::Panicked => Problem::internal(),
        }
    }
}

/// What a panic leaves behind is in the handler's own state, which holds connections and caches that
/// tell whether they are whole.
pub(super) async fn guarded<T>(time: Duration, handler: impl Future<Output = T>) -> Result<T, Broken> {
    match tokio::time::timeout(time, AssertUnwindSafe(handler).catch_unwind()).await {
        Ok(Ok(answer)) => Ok(answer),
        // The hook has written where.
        Ok(Err(_)) => Err(Broken::Panicked),
        Err(_) => {
            tracing::error!("out of time");
            Err(Broken::OutOfTime)
        }
    }
}
