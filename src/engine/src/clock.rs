//! Time, as an argument: hours pass in a test while nothing waits.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub trait Clock: Send + Sync {
    /// Since the Unix epoch.
    fn now(&self) -> Duration;
    fn sleep(&self, time: Duration) -> Boxed<'static, ()>;
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
