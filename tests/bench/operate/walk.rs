//! What was measured: from nothing to the platform, a look at it, and back.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use strict::recorder::Call;

use crate::Outcome;
use crate::contender::Contender;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Up,
    Plan,
    Down,
}

#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    /// Resident memory at its highest, in KiB.
    pub(crate) peak: u64,
}

pub(crate) struct Walk {
    runs: [Run; 3],
}

/// One act as the proxy saw it.
pub(crate) struct Recorded {
    pub(crate) contender: &'static str,
    pub(crate) act: Act,
    pub(crate) wall: Duration,
    pub(crate) calls: usize,
    pub(crate) mutating: usize,
    pub(crate) lists: usize,
    /// The time in which the emulator had at least one call to answer.
    pub(crate) busy: Duration,
    /// How often each action was asked for.
    pub(crate) actions: BTreeMap<String, usize>,
}

impl Act {
    pub(crate) const ALL: [Self; 3] = [Self::Up, Self::Plan, Self::Down];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Plan => "plan",
            Self::Down => "down",
        }
    }
}

impl Walk {
    pub(crate) async fn of(contender: &Contender, endpoint: &str) -> Outcome<Self> {
        Ok(Self {
            runs: [
                contender.run(Act::Up, endpoint).await?,
                contender.run(Act::Plan, endpoint).await?,
                contender.run(Act::Down, endpoint).await?,
            ],
        })
    }

    pub(crate) fn run(&self, act: Act) -> Run {
        self.runs[match act {
            Act::Up => 0,
            Act::Plan => 1,
            Act::Down => 2,
        }]
    }
}

impl Recorded {
    pub(crate) fn new(contender: &'static str, act: Act, wall: Duration, calls: &[Call]) -> Self {
        Self {
            contender,
            act,
            wall,
            calls: calls.len(),
            mutating: calls.iter().filter(|call| call.mutation.is_some()).count(),
            lists: calls.iter().filter(|call| is_list(call)).count(),
            busy: busy(calls),
            actions: calls.iter().fold(BTreeMap::new(), |mut actions, call| {
                *actions.entry(call.action()).or_default() += 1;
                actions
            }),
        }
    }
}

fn is_list(call: &Call) -> bool {
    ["Describe", "List"].iter().any(|verb| call.operation.starts_with(verb))
}

fn busy(calls: &[Call]) -> Duration {
    let mut spans: Vec<(Instant, Instant)> = calls
        .iter()
        .filter_map(|call| Some((call.arrived, call.arrived + call.took?)))
        .collect();
    spans.sort_unstable();
    let mut busy = Duration::ZERO;
    let mut until = None;
    for (begin, end) in spans {
        let begin = until.map_or(begin, |until: Instant| until.max(begin));
        busy += end.saturating_duration_since(begin);
        until = Some(until.map_or(end, |until: Instant| until.max(end)));
    }
    busy
}
