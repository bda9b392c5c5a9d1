//! Waiting for what goes on after a call has returned.

use std::time::Duration;

use futures_util::future::{Either, select};
use serde_json::Value;

use crate::execute::act::Task;
use crate::plan::Action;
use crate::resource::Progress;
use crate::seeded::{Bug, seeded};
use crate::{Act, Class, Failure};

/// Nobody minds three seconds after minutes, and a cloud answers this often.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
/// Some are done at once, and some fail early; the looks get rarer until most of the usual time has passed.
const FIRST_LOOK: Duration = Duration::from_millis(200);
const RAREST_LOOK: Duration = Duration::from_secs(15);

impl Task<'_> {
    pub(super) fn has_settled(&self) -> bool {
        let is_delete = self.step.action.act() == Act::Delete;
        !self.facts.settles || (is_delete && seeded(Bug::DoNotWaitForGone))
    }

    /// Until it is usable, or gone.
    pub(super) async fn settle(self, out: Option<Value>) -> Result<Option<Value>, Failure> {
        match &self.step.action {
            Action::Delete { out, .. } => self.until_gone(out).await.map(|()| None),
            _ => self.until_usable(out.unwrap_or_default()).await.map(Some),
        }
    }

    pub(super) async fn until_usable(&self, out: Value) -> Result<Value, Failure> {
        let doing = || format!("wait for {}", self.step.address);
        // What was made a moment ago may not be shown everywhere yet.
        let shown = self.gate.clock.now() + self.gate.patience.window;
        let waited = self.watch(&out, |progress| match progress {
            Progress::Ready(out) => Some(Ok(out)),
            Progress::Going(_) => None,
            Progress::Gone if self.gate.clock.now() < shown => None,
            Progress::Broken(why) => Some(Err(Failure::new(Class::Broken, doing(), why))),
            Progress::Gone => Some(Err(Failure::new(Class::NotFound, doing(), "it is gone"))),
        });
        waited.await
    }

    async fn until_gone(&self, out: &Value) -> Result<(), Failure> {
        let waited = self.watch(out, |progress| match progress {
            Progress::Gone => Some(Ok(())),
            Progress::Going(_) | Progress::Ready(_) => None,
            Progress::Broken(why) => {
                let doing = format!("wait until {} is gone", self.step.address);
                Some(Err(Failure::new(Class::Broken, doing, why)))
            }
        });
        waited.await
    }

    async fn watch<T>(
        &self,
        out: &Value,
        judge: impl Fn(Progress<Value>) -> Option<Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let span = self.durations.of(self.facts, self.step.action.act());
        let deadline = self.gate.clock.now() + self.gate.patience.settle.max(Duration::from_millis(3 * span.high));
        let started = self.gate.clock.now();
        let usually = started + Duration::from_millis(span.low.saturating_sub(1000));
        let mut pause = FIRST_LOOK;
        loop {
            self.pause(pause).await?;
            let progress = match self.operations.progress(&self.look(), out).await {
                Err(failure) if failure.class == Class::NotFound => Progress::Gone,
                progress => progress?,
            };
            if let Some(result) = judge(progress) {
                return result;
            }
            let now = self.gate.clock.now();
            if now > deadline {
                return Err(Failure::new(
                    Class::TimedOut,
                    format!("wait for {}", self.step.address),
                    "it takes too long",
                ));
            }
            pause = match usually.saturating_sub(now) {
                Duration::ZERO => LOOK_AGAIN,
                left => (pause * 2).min(RAREST_LOOK).min(left),
            };
        }
    }

    async fn pause(&self, time: Duration) -> Result<(), Failure> {
        match select(self.gate.clock.sleep(time), std::pin::pin!(self.gate.stop.requested())).await {
            Either::Left(_) => Ok(()),
            Either::Right(_) => Err(Failure::new(
                Class::Interrupted,
                format!("wait for {}", self.step.address),
                "interrupted",
            )),
        }
    }
}
