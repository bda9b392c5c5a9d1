//! Waits for a condition, with a deadline.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How often a condition is looked at. A server starts and stops in about 100 ms: a coarser step
/// would be seen in every start.
const STEP: Duration = Duration::from_millis(5);

/// Looks until there is something to be seen; None when the deadline has passed.
pub(crate) async fn until<T>(deadline: Instant, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    loop {
        if let Some(seen) = look() {
            return Some(seen);
        }
        if Instant::now() >= deadline {
            return None;
        }
        sleep(STEP).await;
    }
}
