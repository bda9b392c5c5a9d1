//! Time as it passes.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use engine::{Boxed, Clock};

/// Never goes back, whatever is done to the machine's clock meanwhile.
pub struct WallClock {
    epoch: Duration,
    started: Instant,
    /// How many seconds pass here while one passes outside.
    speed: u32,
}

impl WallClock {
    pub fn new() -> Self {
        Self::hurried(1)
    }

    /// For a cloud whose hours are minutes.
    pub fn hurried(speed: u32) -> Self {
        Self {
            epoch: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            started: Instant::now(),
            speed,
        }
    }
}

impl Default for WallClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for WallClock {
    fn now(&self) -> Duration {
        self.epoch + self.started.elapsed() * self.speed
    }

    fn sleep(&self, time: Duration) -> Boxed<'static, ()> {
        Box::pin(tokio::time::sleep(time / self.speed))
    }
}
