//! The cloud's time: minutes of AWS in seconds of a test.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Real seconds for each second of the cloud.
    scale: f64,
    /// How far the cloud's date is ahead of this machine's.
    skew: SignedDuration,
    started: Instant,
}

impl Clock {
    pub(crate) fn new(scale: f64, skew: SignedDuration) -> Self {
        Self {
            scale,
            skew,
            started: Instant::now(),
        }
    }

    /// What AWS takes `seconds` for takes this long here.
    pub fn span(&self, seconds: u32) -> Duration {
        Duration::from_secs(seconds.into()).mul_f64(self.scale)
    }

    /// Seconds of the cloud since it started.
    pub fn seconds(&self) -> f64 {
        let real = self.started.elapsed().as_secs_f64();
        // A scale of nought is a cloud in which everything is done at once.
        real / self.scale.max(1e-9)
    }

    /// The date as the cloud has it.
    pub fn date(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.skew).unwrap_or(Timestamp::MAX)
    }
}
