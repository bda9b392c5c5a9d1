//! The longest chain of steps that have to wait for each other, each as long as the emulator took for its calls.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::time::Duration;

use serde_json::Value;
use strict::recorder::Call;

use crate::Outcome;
use crate::contender::Contender;

pub(crate) struct CriticalPath {
    /// Of the bucket, then of everything that stands on it.
    pub(crate) emulator: Duration,
    /// The addresses on it.
    pub(crate) steps: Vec<String>,
}

impl CriticalPath {
    /// From the saved plan, the journal (which call was for which address) and the recorded calls.
    pub(crate) fn of(contender: &Contender, calls: &[Call]) -> Outcome<Self> {
        let saved: Value = serde_json::from_str(&fs::read_to_string(contender.saved_plan())?)?;
        let took = took(&fs::read_to_string(contender.journal())?, calls)?;
        let mut path = Self {
            emulator: Duration::ZERO,
            steps: Vec::new(),
        };
        for part in ["foundation", "platform"] {
            let steps = saved[part]["steps"].as_array().ok_or("a plan without steps")?;
            path.append(steps, &took)?;
        }
        Ok(path)
    }

    fn append(&mut self, steps: &[Value], took: &BTreeMap<String, Duration>) -> Outcome<()> {
        let mut reached: Vec<Option<(Duration, Option<usize>)>> = vec![None; steps.len()];
        // Steps wait for each other in any order of their numbers; a plan has no circles.
        while let Some(next) = (0..steps.len())
            .find(|step| reached[*step].is_none() && before(&steps[*step]).all(|earlier| reached[earlier].is_some()))
        {
            let longest = before(&steps[next])
                .filter_map(|earlier| Some((reached[earlier]?.0, Some(earlier))))
                .max()
                .unwrap_or((Duration::ZERO, None));
            let own = took.get(address(&steps[next])).copied().unwrap_or_default();
            reached[next] = Some((longest.0 + own, longest.1));
        }
        let last = (0..steps.len()).max_by_key(|step| reached[*step]);
        let mut chain = VecDeque::new();
        let mut at = last;
        while let Some(step) = at {
            chain.push_front(address(&steps[step]).to_owned());
            at = reached[step].ok_or("a plan that waits for itself")?.1;
        }
        self.emulator += last
            .and_then(|step| reached[step])
            .map_or(Duration::ZERO, |(total, _)| total);
        self.steps.extend(chain);
        Ok(())
    }
}

fn before(step: &Value) -> impl Iterator<Item = usize> {
    let waits = step["after"].as_array().map_or(&[][..], Vec::as_slice);
    waits
        .iter()
        .filter_map(|wait| usize::try_from(wait["step"].as_u64()?).ok())
}

fn address(step: &Value) -> &str {
    step["address"].as_str().unwrap_or_default()
}

/// The n-th intent of an operation is the n-th call of it that came, or one that came at the same time.
fn took(journal: &str, calls: &[Call]) -> Outcome<BTreeMap<String, Duration>> {
    let mut answered: BTreeMap<&str, VecDeque<Duration>> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.mutation.is_some()) {
        let took = call.took.ok_or("a call without an answer")?;
        answered.entry(&call.operation).or_default().push_back(took);
    }
    let mut took: BTreeMap<String, Duration> = BTreeMap::new();
    for line in journal.lines() {
        let (_, entry) = line.split_once(' ').ok_or("no journal line")?;
        let entry: Value = serde_json::from_str(entry)?;
        let intent = &entry["fact"]["intent"];
        if let (Some(address), Some(operation)) = (intent["address"].as_str(), intent["operation"].as_str()) {
            let one = answered.get_mut(operation).and_then(VecDeque::pop_front);
            *took.entry(address.to_owned()).or_default() += one.ok_or(format!("{operation} never came"))?;
        }
    }
    Ok(took)
}
