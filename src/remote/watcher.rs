//! Hears what the engine tells, and shows it: a live tree on a terminal, lines elsewhere.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use engine::{Act, Event, Listener, Plan};
use tokio::time::{MissedTickBehavior, interval};

use super::RemoteContext;
use super::event::RunEvent;
use super::progress::Progress;
use crate::failure::redact;
use crate::ui::{LiveArea, Output, Ui};

/// As often as a spinner turns.
const REDRAW: Duration = Duration::from_millis(100);
/// Below what makes CI systems and people think that a run hangs.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

pub struct Watcher {
    ui: Ui,
    live: Option<LiveArea>,
    state: Mutex<State>,
    /// While a question is on the terminal.
    is_hushed: AtomicBool,
}

struct State {
    progress: Progress,
    /// When the last thing was removed that costs money by being there.
    billable_gone: Option<Instant>,
    removed: usize,
}

/// What costs money by being there, whatever it does.
const BILLABLE: [&str; 10] = [
    "ec2/nat-gateway",
    "ec2/elastic-ip",
    "rds/instance",
    "rds/snapshot",
    "elasticache/replication-group",
    "elasticache/snapshot",
    "secrets/secret",
    "kms/key",
    "wafv2/web-acl",
    "logs/log-group",
];

impl Watcher {
    pub fn new(cx: &RemoteContext) -> Self {
        let title = format!("{} in {}, {}", cx.scope.environment, cx.scope.account, cx.scope.region);
        Self {
            ui: cx.ui.clone(),
            live: cx.ui.live_area(),
            state: Mutex::new(State {
                progress: Progress::new(title, Instant::now()),
                billable_gone: None,
                removed: 0,
            }),
            is_hushed: AtomicBool::new(false),
        }
    }

    /// The steps of a plan that is about to be carried out.
    pub fn expect(&self, plan: &Plan) {
        self.state().progress.expect(plan);
    }

    /// Shows signs of life while `work` goes on.
    pub async fn attend<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut ticks = interval(if self.live.is_some() { REDRAW } else { SIGN_OF_LIFE });
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        // The first one is due at once.
        ticks.tick().await;
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = ticks.tick() => self.show(),
            }
        }
    }

    pub fn billable_gone(&self) -> Option<Instant> {
        self.state().billable_gone
    }

    /// How many resources are gone.
    pub fn removed(&self) -> usize {
        self.state().removed
    }

    /// Leaves the terminal to a question and its answer.
    pub async fn hush<T>(&self, question: impl Future<Output = T>) -> T {
        self.is_hushed.store(true, Ordering::Relaxed);
        if let Some(live) = &self.live {
            live.draw("");
        }
        let answer = question.await;
        self.is_hushed.store(false, Ordering::Relaxed);
        answer
    }

    fn show(&self) {
        if self.is_hushed.load(Ordering::Relaxed) {
            return;
        }
        let now = Instant::now();
        let state = self.state();
        if let Some(live) = &self.live {
            let picture = state.progress.picture(now, LiveArea::size(), self.ui.speaks_utf8());
            drop(state);
            live.draw(&picture);
        } else if let Some(sign) = state.progress.sign(now) {
            drop(state);
            self.ui.emit(&sign);
        }
    }

    fn tell(&self, event: &RunEvent) {
        let is_shown = if self.ui.output() == Output::Ndjson {
            true
        } else if event.is_detail() {
            self.ui.is_verbose()
        } else {
            self.live.is_none() || event.is_remarkable() || self.ui.is_verbose()
        };
        if is_shown {
            self.ui.emit(event);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keeps count, and says the same as an event of ours.
    fn heard(&mut self, event: &Event, now: Instant) -> Option<RunEvent> {
        Some(match event.clone() {
            Event::StepStarted { address, act } => {
                self.progress.started(&address, act, now);
                let kind = self.progress.kind(&address).to_owned();
                RunEvent::StepStarted { address, act, kind }
            }
            Event::StepReturned { address, act } => {
                self.progress.returned(&address, act);
                RunEvent::StepReturned { address, act }
            }
            Event::StepFinished { address, act, took } => {
                self.progress.finished(&address, act, true);
                self.removed += usize::from(act == Act::Delete);
                if act == Act::Delete && BILLABLE.contains(&self.progress.kind(&address)) {
                    self.billable_gone = Some(now);
                }
                RunEvent::StepFinished {
                    address,
                    act,
                    duration_ms: milliseconds(took),
                }
            }
            Event::StepFailed { address, act, reason } => {
                self.progress.finished(&address, act, false);
                RunEvent::StepFailed {
                    address,
                    act,
                    reason: redact(&reason).into_owned(),
                }
            }
            Event::CallFailed {
                address,
                operation,
                class,
                again_in,
            } => RunEvent::CallFailed {
                address,
                operation,
                class,
                again_in_ms: again_in.map(milliseconds),
            },
            Event::Found { address, id } => RunEvent::Found { address, id },
            Event::DuplicateRemoved { address, id } => RunEvent::DuplicateRemoved { address, id },
            Event::LeaseTaken {
                fence,
                from_dead_holder,
            } => RunEvent::LeaseTaken {
                fence,
                from_dead_holder,
            },
            Event::LeaseLost => RunEvent::LeaseLost,
            Event::Expected { eta } => {
                self.progress.expected(&eta, now);
                return None;
            }
        })
    }
}

impl Listener for Watcher {
    fn heard(&self, event: &Event) {
        let told = self.state().heard(event, Instant::now());
        if let Some(told) = told {
            self.tell(&told);
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
