//! How long to wait before another try.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

/// Twice as long each time, and anywhere between nothing and that: those who failed together
/// come back apart.
pub(crate) fn before(attempt: u32) -> Duration {
    let most = (FIRST * 2_u32.saturating_pow(attempt.min(10))).min(LONGEST);
    // Without random numbers everybody waits the longest.
    getrandom::u32().map_or(most, |random| most.mul_f64(f64::from(random) / f64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_bounded() {
        for attempt in 0..100 {
            assert!(before(attempt) <= LONGEST);
        }
        assert!(before(0) <= FIRST);
    }
}
