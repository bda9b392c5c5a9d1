//! Starts each step when what it waits for has happened.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;

use crate::clock::{Boxed, millis};
use crate::eta::tails;
use crate::execute::act::Task;
use crate::execute::{Ending, Outcome, Pace, duplicates};
use crate::journal::Fact;
use crate::seeded::{Bug, seeded};
use crate::{Act, Address, Approved, Catalog, Class, Event, Failure, Gate, Plan, Reached, Stage, Step, eta};

/// Carries out an approved plan. What does not depend on a failed step is still done.
pub async fn execute(approved: &Approved<Plan>, catalog: &Catalog, gate: &Gate, pace: &Pace) -> Outcome {
    let plan = approved.plan();
    let began = gate.record(Fact::Began {
        scope: plan.scope.clone(),
        plan: plan.fingerprint.clone(),
        fence: gate.fence().number(),
    });
    let mut run = Run::new(plan, catalog, gate, pace);
    match began {
        Ok(()) => run.all().await,
        Err(failure) => run.fatal = Some(failure),
    }
    if run.fatal.is_none() && !gate.stop.is_requested() && !seeded(Bug::KeepDuplicates) {
        let removed = duplicates::remove(plan, &run.outs, catalog, gate, run.started).await;
        run.failed.extend(removed.err());
    }
    run.finish()
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Waiting,
    Calling,
    Settling,
    Done,
    Failed,
}

enum Progressed {
    Returned(usize, Result<Option<Value>, Failure>),
    Settled(usize, Result<Option<Value>, Failure>),
}

struct Run<'a> {
    plan: &'a Plan,
    catalog: &'a Catalog,
    gate: &'a Gate,
    pace: &'a Pace,
    /// Longest remaining path first.
    order: Vec<usize>,
    phases: Vec<Phase>,
    since: BTreeMap<usize, Duration>,
    outs: BTreeMap<Address, Value>,
    generations: BTreeMap<usize, u64>,
    started: Duration,
    failed: Vec<(Address, Failure)>,
    fatal: Option<Failure>,
    learned: Vec<(String, Act, Duration)>,
    running: FuturesUnordered<Boxed<'a, Progressed>>,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, catalog: &'a Catalog, gate: &'a Gate, pace: &'a Pace) -> Self {
        let tails = tails(plan, catalog.kinds(), &pace.durations);
        let mut order: Vec<usize> = (0..plan.steps.len()).collect();
        order.sort_by_key(|step| std::cmp::Reverse(tails[*step]));
        let (memory, now) = (gate.memory(), gate.clock.now());
        // A create call that may still be in flight keeps its token; a new one gets a new token,
        // because clouds remember tokens longer than what was made with them.
        let generation = |step: &Step| memory.generation(&step.kind, &step.address).unwrap_or(millis(now));
        Self {
            phases: vec![Phase::Waiting; plan.steps.len()],
            since: BTreeMap::new(),
            outs: plan.known.clone(),
            generations: plan.steps.iter().map(generation).enumerate().collect(),
            started: now,
            failed: Vec::new(),
            fatal: None,
            learned: Vec::new(),
            running: FuturesUnordered::new(),
            plan,
            catalog,
            gate,
            pace,
            order,
        }
    }

    async fn all(&mut self) {
        self.expect();
        self.start_ready();
        while let Some(progressed) = self.running.next().await {
            match progressed {
                Progressed::Returned(step, Ok(out)) => self.returned(step, out),
                Progressed::Settled(step, Ok(out)) => self.settled(step, out.as_ref()),
                Progressed::Returned(step, Err(failure)) | Progressed::Settled(step, Err(failure)) => {
                    self.fell(step, failure);
                }
            }
            self.start_ready();
        }
    }

    fn start_ready(&mut self) {
        let mut calling = self.phases.iter().filter(|phase| **phase == Phase::Calling).count();
        for step in self.order.clone() {
            // Asked each time: a start is told, and who hears of it may want it to end.
            let is_stopped = self.gate.stop.is_requested() && !seeded(Bug::IgnoreStop);
            if self.fatal.is_some() || is_stopped || calling >= self.pace.at_once {
                return;
            }
            if self.phases[step] == Phase::Waiting && self.is_ready(step) {
                self.start(step);
                calling += 1;
            }
        }
    }

    fn is_ready(&self, step: usize) -> bool {
        let has = |until: Stage, phase: Phase| match until {
            Stage::Returned => matches!(phase, Phase::Settling | Phase::Done),
            Stage::Settled if Self::may_take_early(phase) => true,
            Stage::Settled => phase == Phase::Done,
        };
        seeded(Bug::ForgetOrder)
            || self.plan.steps[step]
                .after
                .iter()
                .all(|wait| has(wait.until, self.phases[wait.step]))
    }

    fn may_take_early(phase: Phase) -> bool {
        (seeded(Bug::UseUnstable) && phase == Phase::Settling)
            || (seeded(Bug::SwallowFailure) && phase == Phase::Failed)
    }

    fn task(&self, step: usize) -> Option<Task<'a>> {
        let plan = &self.plan.steps[step];
        let (facts, operations) = self.catalog.get(&plan.kind)?;
        Some(Task {
            step: plan,
            facts,
            operations,
            gate: self.gate,
            scope: &self.plan.scope,
            generation: self.generations.get(&step).copied().unwrap_or_default(),
            durations: &self.pace.durations,
        })
    }

    fn start(&mut self, step: usize) {
        let Some(task) = self.task(step) else {
            let kind = self.plan.steps[step].kind.clone();
            self.fell(step, Failure::new(Class::Invalid, "find the kind of a step", kind));
            return;
        };
        let (address, act) = (self.plan.steps[step].address.clone(), task.step.action.act());
        self.phases[step] = Phase::Calling;
        self.since.insert(step, self.gate.clock.now());
        self.gate.tell(&Event::StepStarted { address, act });
        let props = task.props(&self.outs);
        self.running.push(Box::pin(async move {
            let result = match props {
                Ok(props) => task.call(props).await,
                Err(failure) => Err(failure),
            };
            Progressed::Returned(step, result)
        }));
    }

    fn returned(&mut self, step: usize, out: Option<Value>) {
        let (plan, Some(task)) = (&self.plan.steps[step], self.task(step)) else {
            return;
        };
        self.keep_out(plan, out.as_ref());
        self.phases[step] = Phase::Settling;
        self.gate.tell(&Event::StepReturned {
            address: plan.address.clone(),
            act: plan.action.act(),
        });
        if task.has_settled() {
            self.settled(step, out.as_ref());
            return;
        }
        self.running.push(Box::pin(
            async move { Progressed::Settled(step, task.settle(out).await) },
        ));
    }

    fn settled(&mut self, step: usize, out: Option<&Value>) {
        let plan = &self.plan.steps[step];
        self.keep_out(plan, out);
        self.phases[step] = Phase::Done;
        let took = self
            .gate
            .clock
            .now()
            .saturating_sub(self.since.get(&step).copied().unwrap_or_default());
        self.learned.push((plan.kind.clone(), plan.action.act(), took));
        self.gate.tell(&Event::StepFinished {
            address: plan.address.clone(),
            act: plan.action.act(),
            took,
        });
        self.expect();
    }

    fn keep_out(&mut self, step: &Step, out: Option<&Value>) {
        if let (Some(out), true) = (out, step.action.act() != Act::Delete) {
            self.outs.insert(step.address.clone(), out.clone());
        }
    }

    fn fell(&mut self, step: usize, failure: Failure) {
        let plan = &self.plan.steps[step];
        self.phases[step] = Phase::Failed;
        if matches!(failure.class, Class::Interrupted) {
            return;
        }
        self.gate.tell(&Event::StepFailed {
            address: plan.address.clone(),
            act: plan.action.act(),
            reason: failure.to_string(),
        });
        if matches!(failure.class, Class::FenceLost | Class::Unrecorded) {
            self.fatal.get_or_insert(failure.clone());
        }
        if !seeded(Bug::SwallowFailure) {
            self.failed.push((plan.address.clone(), failure));
        }
    }

    fn expect(&self) {
        let now = self.gate.clock.now();
        let reached = |(step, since): (&usize, &Duration)| match self.phases[*step] {
            Phase::Done => (*step, Reached::Done),
            _ => (*step, Reached::Running(now.saturating_sub(*since))),
        };
        let reached = self.since.iter().map(reached).collect();
        self.gate.tell(&Event::Expected {
            eta: eta(self.plan, self.catalog.kinds(), &self.pace.durations, &reached),
        });
    }

    fn finish(self) -> Outcome {
        let in_phase = |wanted: Phase| {
            let steps = self.plan.steps.iter().zip(&self.phases);
            steps
                .filter(move |(_, phase)| **phase == wanted)
                .map(|(step, _)| step.address.clone())
        };
        let failed_here: BTreeSet<&Address> = self.failed.iter().map(|(address, _)| address).collect();
        let ending = match &self.fatal {
            Some(failure) if failure.class == Class::FenceLost => Ending::LeaseLost,
            Some(_) => Ending::Failed,
            None if !failed_here.is_empty() => Ending::Failed,
            None if self.phases.iter().any(|phase| *phase != Phase::Done) && !seeded(Bug::SwallowFailure) => {
                Ending::Interrupted
            }
            None => Ending::Done,
        };
        let mut words = format!("{ending:?}");
        if seeded(Bug::SecretInJournal) {
            words = self.failed.iter().map(|(_, failure)| failure.to_string()).collect();
        }
        let ended = self.gate.record(Fact::Ended { outcome: words });
        let unrecorded = self
            .fatal
            .clone()
            .or(ended.err())
            .map(|failure| (Address::new("journal/end"), failure));
        Outcome {
            done: in_phase(Phase::Done).collect(),
            not_started: in_phase(Phase::Waiting).collect(),
            took: self.gate.clock.now().saturating_sub(self.started),
            ending: if ending == Ending::Done && unrecorded.is_some() {
                Ending::Failed
            } else {
                ending
            },
            failed: self.failed.into_iter().chain(unrecorded).collect(),
            learned: self.learned,
        }
    }
}
