//! The one door to a cloud: limits, fence and journal stand here, so that no resource can forget them.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::buckets::Buckets;
use crate::clock::millis;
use crate::journal::{CallResult, Fact};
use crate::seeded::{Bug, seeded};
use crate::{
    Act, Address, Class, Clock, Event, Failure, Fence, Journal, Limits, Listener, Memory, Operation, RepeatSafety, Stop,
};

/// How long a call is waited for and tried again.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// For throttled calls, lost answers and things that are not known everywhere yet.
    pub again: Duration,
    /// For what still depends on a resource to be gone: a function's interfaces take AWS 20–45 minutes.
    pub dependency: Duration,
    /// For a resource to become usable or gone, however long its kind usually takes.
    pub settle: Duration,
    /// How long a list may lag behind a call.
    pub window: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_mins(1),
            again: Duration::from_mins(10),
            dependency: Duration::from_mins(45),
            settle: Duration::from_hours(1),
            window: Duration::from_secs(30),
        }
    }
}

/// What a run brings along.
pub struct Gate {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) patience: Patience,
    pub(crate) stop: Stop,
    buckets: Buckets,
    journal: Mutex<Journal>,
    fence: Fence,
    listener: Arc<dyn Listener>,
    dice: Mutex<u64>,
}

/// What a request must carry.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub call: u64,
    /// For operations that take a client token: the same for every repeat.
    pub token: String,
}

/// Whose call it is.
pub(crate) struct Errand<'a> {
    pub address: &'a Address,
    pub kind: &'static str,
    pub act: Act,
    pub target: Option<&'a str>,
    pub repeat: RepeatSafety,
    pub generation: u64,
    pub token: String,
}

impl Gate {
    /// `seed` only spreads out repeats.
    pub fn new(clock: Arc<dyn Clock>, journal: Journal, fence: Fence, listener: Arc<dyn Listener>, seed: u64) -> Self {
        Self {
            clock,
            patience: Patience::default(),
            stop: Stop::default(),
            buckets: Buckets::new(Limits::default()),
            journal: Mutex::new(journal),
            fence,
            listener,
            dice: Mutex::new(seed),
        }
    }

    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.buckets = Buckets::new(limits);
        self
    }

    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    #[must_use]
    pub fn with_stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// What the journal says that lists should show.
    pub(crate) fn memory(&self) -> Memory {
        Memory::of(self.journal().entries())
    }

    pub(crate) fn fence(&self) -> &Fence {
        &self.fence
    }

    pub(crate) fn tell(&self, event: &Event) {
        self.listener.heard(event);
    }

    pub(crate) fn record(&self, fact: Fact) -> Result<(), Failure> {
        let at = millis(self.clock.now());
        self.journal()
            .record(at, fact)
            .map_err(|error| Failure::new(Class::Unrecorded, "write the journal", error.to_string()))
    }

    pub(crate) fn draw_call(&self) -> u64 {
        self.journal().draw_call()
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call that changes something.
    pub(crate) async fn write<T, F, R>(
        &self,
        errand: &Errand<'_>,
        operation: Operation,
        request: F,
    ) -> Result<T, Failure>
    where
        F: Fn(Ticket) -> R,
        R: Future<Output = Result<T, Failure>>,
    {
        let started = self.clock.now();
        for attempt in 0.. {
            self.wait_for_token(operation).await;
            self.may_write().await?;
            let call = self.draw_call();
            self.announce(call, errand, operation)?;
            let token = if seeded(Bug::RandomToken) {
                format!("random-{call}")
            } else {
                errand.token.clone()
            };
            let result = self.answer(operation, request(Ticket { call, token })).await;
            if seeded(Bug::JournalAfterCall) {
                self.record_intent(call, errand, operation)?;
            }
            self.record(Fact::Outcome {
                call,
                result: result
                    .as_ref()
                    .map_or_else(|failure| CallResult::Failed(failure.class), |_| CallResult::Done),
            })?;
            let Err(failure) = result else { return result };
            let again_in = self.again_in(errand, &failure, attempt, started);
            self.tell(&Event::CallFailed {
                address: errand.address.clone(),
                operation: operation.name.to_owned(),
                class: failure.class,
                again_in,
            });
            self.pause_before_repeat(again_in, failure).await?;
        }
        Err(Failure::new(Class::TimedOut, operation.name, "too many attempts"))
    }

    /// Makes a call that changes nothing.
    pub(crate) async fn read<T, F, R>(&self, operation: Operation, request: F) -> Result<T, Failure>
    where
        F: Fn() -> R,
        R: Future<Output = Result<T, Failure>>,
    {
        let started = self.clock.now();
        for attempt in 0.. {
            self.wait_for_token(operation).await;
            let failure = match self.answer(operation, request()).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let again = matches!(failure.class, Class::Throttled | Class::Lost).then(|| self.backoff(attempt));
            let again_in = again.filter(|pause| self.clock.now() + *pause < started + self.patience.again);
            self.pause_before_repeat(again_in, failure).await?;
        }
        Err(Failure::new(Class::TimedOut, operation.name, "too many attempts"))
    }

    async fn wait_for_token(&self, operation: Operation) {
        let wait = self.buckets.take(operation, self.clock.now());
        if !wait.is_zero() && !seeded(Bug::SkipBuckets) {
            self.clock.sleep(wait).await;
        }
    }

    /// Last of all, because every wait before it may have been a long sleep of the whole machine.
    async fn may_write(&self) -> Result<(), Failure> {
        if self.stop.is_requested() && !seeded(Bug::IgnoreStop) {
            return Err(Failure::new(Class::Interrupted, "go on", "interrupted"));
        }
        self.fence.pass(&*self.clock).await
    }

    fn announce(&self, call: u64, errand: &Errand<'_>, operation: Operation) -> Result<(), Failure> {
        if seeded(Bug::DropIntent) || seeded(Bug::JournalAfterCall) {
            return Ok(());
        }
        self.record_intent(call, errand, operation)
    }

    fn record_intent(&self, call: u64, errand: &Errand<'_>, operation: Operation) -> Result<(), Failure> {
        self.record(Fact::Intent {
            call,
            address: errand.address.clone(),
            kind: errand.kind.to_owned(),
            operation: operation.name.to_owned(),
            act: errand.act,
            target: errand.target.map(str::to_owned),
            generation: errand.generation,
        })
    }

    async fn answer<T>(
        &self,
        operation: Operation,
        answer: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let deadline = self.clock.sleep(self.patience.answer);
        match select(std::pin::pin!(answer), deadline).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(Failure::new(Class::Lost, operation.name, "no answer in time")),
        }
    }

    fn again_in(&self, errand: &Errand<'_>, failure: &Failure, attempt: u32, started: Duration) -> Option<Duration> {
        let may_repeat =
            errand.act != Act::Create || errand.repeat != RepeatSafety::Unnamed || seeded(Bug::RetryUnnamed);
        let limit = match failure.class {
            Class::Throttled if seeded(Bug::NoThrottleRetry) => return None,
            Class::Throttled | Class::Propagating => self.patience.again,
            Class::DependencyHeld if errand.act == Act::Delete => self.patience.dependency,
            Class::Busy if errand.act != Act::Create => self.patience.settle,
            Class::Lost if may_repeat => self.patience.again,
            Class::Denied if seeded(Bug::RetryForEver) => return Some(self.backoff(attempt)),
            _ => return None,
        };
        let pause = self.backoff(attempt);
        (self.clock.now() + pause < started + limit).then_some(pause)
    }

    async fn pause_before_repeat(&self, again_in: Option<Duration>, failure: Failure) -> Result<(), Failure> {
        let Some(pause) = again_in else { return Err(failure) };
        match select(self.clock.sleep(pause), std::pin::pin!(self.stop.requested())).await {
            Either::Left(_) => Ok(()),
            Either::Right(_) => Err(Failure::new(
                Class::Interrupted,
                failure.operation,
                "interrupted between two tries",
            )),
        }
    }

    /// Doubles from half a second to 15 s; between half of that and all of it, so that many do not come back at once.
    fn backoff(&self, attempt: u32) -> Duration {
        let whole = Duration::from_millis(500 << attempt.min(5)).min(Duration::from_secs(15));
        whole / 2 + whole / 2 * (self.roll() % 1000) / 1000
    }

    fn roll(&self) -> u32 {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        // SplitMix64.
        *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 33) as u32
    }
}
