//! When a plan will be done, as a range, and what it waits for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::durations::Span;
use crate::{Address, Durations, Kinds, Plan, Stage};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Eta {
    pub low: Duration,
    pub high: Duration,
    /// The last to be done on the longest path.
    pub waits_for: Option<Address>,
}

/// How far a step is: how long it has been going, or that it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Running(Duration),
    Done,
}

/// Calls return in about a second, whatever goes on after them.
const CALL: u64 = 1000;

/// `reached` holds what was started, by index of its step.
pub fn eta(plan: &Plan, kinds: &Kinds, durations: &Durations, reached: &BTreeMap<usize, Reached>) -> Eta {
    let (low, _) = last(plan, &|step| {
        remaining(plan, kinds, durations, reached, step, |span| span.low)
    });
    let (high, waits_for) = last(plan, &|step| {
        remaining(plan, kinds, durations, reached, step, |span| span.high)
    });
    Eta {
        low: Duration::from_millis(low),
        high: Duration::from_millis(high),
        waits_for: waits_for.map(|step| plan.steps[step].address.clone()),
    }
}

/// For each step, how long the longest path from its start to the end is: the longest goes first.
pub(crate) fn tails(plan: &Plan, kinds: &Kinds, durations: &Durations) -> Vec<u64> {
    let takes = |step| remaining(plan, kinds, durations, &BTreeMap::new(), step, |span| span.usual);
    let mut later: Vec<Vec<(usize, Stage)>> = vec![Vec::new(); plan.steps.len()];
    for (index, step) in plan.steps.iter().enumerate() {
        for wait in &step.after {
            later[wait.step].push((index, wait.until));
        }
    }
    let mut known = vec![None; plan.steps.len()];
    (0..plan.steps.len())
        .map(|step| tail(step, &later, &takes, &mut known))
        .collect()
}

fn tail(step: usize, later: &[Vec<(usize, Stage)>], takes: &dyn Fn(usize) -> u64, known: &mut [Option<u64>]) -> u64 {
    if let Some(tail) = known[step] {
        return tail;
    }
    let whole = takes(step);
    let mut longest = whole;
    for (next, until) in &later[step] {
        let first = if *until == Stage::Settled {
            whole
        } else {
            whole.min(CALL)
        };
        longest = longest.max(first + tail(*next, later, takes, known));
    }
    known[step] = Some(longest);
    longest
}

fn last(plan: &Plan, takes: &dyn Fn(usize) -> u64) -> (u64, Option<usize>) {
    let mut ends = vec![None; plan.steps.len()];
    (0..plan.steps.len()).fold((0, None), |(latest, which), step| {
        let end = end(plan, step, takes, &mut ends);
        if end > latest {
            (end, Some(step))
        } else {
            (latest, which)
        }
    })
}

fn end(plan: &Plan, step: usize, takes: &dyn Fn(usize) -> u64, ends: &mut [Option<u64>]) -> u64 {
    if let Some(end) = ends[step] {
        return end;
    }
    let start = plan.steps[step].after.iter().map(|wait| {
        let (whole, end) = (takes(wait.step), end(plan, wait.step, takes, ends));
        if wait.until == Stage::Settled {
            end
        } else {
            end - whole + whole.min(CALL)
        }
    });
    let start = start.max().unwrap_or(0);
    let result = start + takes(step);
    ends[step] = Some(result);
    result
}

fn remaining(
    plan: &Plan,
    kinds: &Kinds,
    durations: &Durations,
    reached: &BTreeMap<usize, Reached>,
    step: usize,
    part: fn(Span) -> u64,
) -> u64 {
    let step_is = &plan.steps[step];
    let whole = kinds
        .get(&step_is.kind)
        .map_or(CALL, |facts| part(durations.of(facts, step_is.action.act())));
    match reached.get(&step) {
        None => whole,
        Some(Reached::Done) => 0,
        Some(Reached::Running(since)) => whole.saturating_sub(crate::clock::millis(*since)),
    }
}
