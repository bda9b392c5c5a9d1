//! Pauses of uneven length, so that runners started together do not ask together for ever.

use std::time::Duration;

/// Between half of the pause and one and a half of it.
pub(crate) fn jittered(pause: Duration) -> Duration {
    // Without randomness from the system the pause is even: a little slower, not wrong.
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    pause.mul_f64(0.5 + f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_stays_near_what_was_asked_for() {
        let pause = Duration::from_millis(100);
        let pauses: Vec<_> = (0..100).map(|_| jittered(pause)).collect();
        assert!(pauses.iter().all(|p| (pause / 2..=pause * 3 / 2).contains(p)));
        assert!(pauses.iter().any(|p| *p != pauses[0]));
    }
}
