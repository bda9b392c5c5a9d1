//! What happens in a run, as lines for people and as JSON lines.

use std::time::Duration;

use engine::{Act, Address, Class, Eta};
use serde::Serialize;

use crate::ui::{DIM, Event, GREEN, Page, RED, YELLOW, spoken};

/// The facts of a run, in a form that readers of JSON lines may rely on.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    StepStarted {
        address: Address,
        act: Act,
        kind: String,
    },
    /// Its calls have returned; it isn't usable, or gone, before it is finished.
    StepReturned {
        address: Address,
        act: Act,
    },
    StepFinished {
        address: Address,
        act: Act,
        duration_ms: u64,
    },
    StepFailed {
        address: Address,
        act: Act,
        reason: String,
    },
    CallFailed {
        address: Address,
        operation: String,
        class: Class,
        again_in_ms: Option<u64>,
    },
    /// A create call whose answer was lost had worked.
    Found {
        address: Address,
        id: String,
    },
    DuplicateRemoved {
        address: Address,
        id: String,
    },
    LeaseTaken {
        fence: u64,
        from_dead_holder: Option<String>,
    },
    LeaseLost,
    /// A sign of life.
    Progressed {
        done: usize,
        steps: usize,
        running: Vec<RunningStep>,
        eta: Option<Left>,
    },
}

#[derive(Clone, Debug, Serialize)]
pub struct RunningStep {
    pub address: Address,
    pub act: Act,
    pub elapsed_ms: u64,
}

/// How much longer it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Left {
    pub low_s: u64,
    pub high_s: u64,
    pub waits_for: Option<Address>,
}

impl Left {
    /// An estimate, some time after it was made.
    pub fn after(eta: &Eta, passed: Duration) -> Self {
        Self {
            low_s: eta.low.saturating_sub(passed).as_secs(),
            high_s: eta.high.saturating_sub(passed).as_secs(),
            waits_for: eta.waits_for.clone(),
        }
    }

    /// `about 4–6 minutes left, waits for database/instance`
    pub fn told(&self, dash: &str) -> String {
        let waits = self.waits_for.as_ref().map(|address| format!(", waits for {address}"));
        format!(
            "{} left{}",
            minutes(self.low_s, self.high_s, dash),
            waits.unwrap_or_default()
        )
    }
}

/// `about 7–9 minutes`
pub fn minutes(low_s: u64, high_s: u64, dash: &str) -> String {
    let (low, high) = (low_s / 60, high_s.div_ceil(60));
    match (low, high) {
        (_, 0 | 1) => "less than a minute".to_owned(),
        (0, high) => format!("up to {high} minutes"),
        (low, high) if low == high => format!("about {high} minutes"),
        (low, high) => format!("about {low}{dash}{high} minutes"),
    }
}

/// What is done, as a word before what it is done to.
pub fn verb(act: Act) -> &'static str {
    match act {
        Act::Create => "create",
        Act::Update => "change",
        Act::Delete => "remove",
        Act::Await => "wait for",
    }
}

impl RunEvent {
    /// Whether people want to read it as a line of its own, also where there is a live view.
    pub fn is_remarkable(&self) -> bool {
        match self {
            Self::StepFailed { .. } | Self::Found { .. } | Self::DuplicateRemoved { .. } | Self::LeaseLost => true,
            Self::LeaseTaken { from_dead_holder, .. } => from_dead_holder.is_some(),
            _ => false,
        }
    }

    /// Whether only `--verbose` asks for it.
    pub fn is_detail(&self) -> bool {
        match self {
            Self::StepReturned { .. } | Self::CallFailed { .. } => true,
            Self::LeaseTaken { from_dead_holder, .. } => from_dead_holder.is_none(),
            _ => false,
        }
    }
}

impl Event for RunEvent {
    fn line(&self) -> String {
        let (style, word, rest) = match self {
            Self::StepStarted { address, act, .. } => (DIM, "start", format!("  {} {address}", verb(*act))),
            Self::StepReturned { address, act } => {
                (DIM, "sent", format!("   {} {address}; it takes a while", verb(*act)))
            }
            Self::StepFinished {
                address,
                act,
                duration_ms,
            } => (
                GREEN,
                "done",
                format!("   {} {address} ({})", verb(*act), spoken(*duration_ms)),
            ),
            Self::StepFailed { address, act, reason } => {
                (RED, "fail", format!("   {} {address}: {reason}", verb(*act)))
            }
            Self::CallFailed {
                address,
                operation,
                class,
                again_in_ms,
            } => {
                let again = again_in_ms.map_or("not tried again".to_owned(), |ms| format!("again in {}", spoken(ms)));
                (DIM, "retry", format!("  {address}: {operation} was {class:?}; {again}"))
            }
            Self::Found { address, id } => (
                YELLOW,
                "note",
                format!("   {address} had been made: {id}; only its answer was lost"),
            ),
            Self::DuplicateRemoved { address, id } => (
                YELLOW,
                "note",
                format!("   {address} was there twice; {id} was removed"),
            ),
            Self::LeaseTaken {
                from_dead_holder: Some(who),
                ..
            } => (
                YELLOW,
                "note",
                format!("   the lease is taken over from {who}, who gives no sign of life"),
            ),
            Self::LeaseTaken { fence, .. } => (DIM, "lease", format!("  taken, fence {fence}")),
            Self::LeaseLost => (RED, "fail", "   another operator has taken over the lease".to_owned()),
            Self::Progressed {
                done,
                steps,
                running,
                eta,
            } => {
                let running: Vec<String> = running
                    .iter()
                    .map(|step| format!("{} {}", step.address, spoken(step.elapsed_ms)))
                    .collect();
                let eta = eta
                    .as_ref()
                    .map(|left| format!("; {}", left.told("-")))
                    .unwrap_or_default();
                (
                    DIM,
                    "still",
                    format!("  {}; {done} of {steps} done{eta}", running.join(", ")),
                )
            }
        };
        let mut page = Page::new(None);
        page.pieces(&[(style, word), (anstyle::Style::new(), &rest)]);
        page.into_text().trim_end().to_owned()
    }
}
