//! What must be gone before what, from what the cloud shows rather than from what we once asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::observe::collect_strings;
use crate::plan::{Stage, Step, Wait};
use crate::{Address, DeleteAfter, Facts, Live, Problem};

/// Who refers to whom among what was observed: ids of the referring, by the id that is referred to.
pub(super) struct Referrers<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Referrers<'a> {
    pub fn among(lives: &[&'a Live]) -> Self {
        let mut owners: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for live in lives {
            let mut outputs = BTreeSet::from([live.found.id.clone()]);
            collect_strings(&live.found.out, &mut outputs);
            for output in outputs {
                owners.entry(output).or_default().push(&live.found.id);
            }
        }
        let mut referrers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for live in lives {
            let mut mentioned = BTreeSet::new();
            collect_strings(&live.found.seen, &mut mentioned);
            for id in mentioned.iter().filter_map(|text| owners.get(text)).flatten() {
                if *id != live.found.id {
                    referrers.entry(id).or_default().insert(&live.found.id);
                }
            }
        }
        Self(referrers)
    }

    pub fn has(&self, referred: &str, referring: &str) -> bool {
        self.0.get(referred).is_some_and(|ids| ids.contains(referring))
    }
}

/// Whether `other` has to be gone before `live`, of kind `facts`, can be.
pub(super) fn is_in_the_way(other: &Live, live: &Live, facts: &Facts, referrers: &Referrers<'_>) -> bool {
    facts.delete_after.iter().any(|after| match after {
        DeleteAfter::Referring(kind) => other.kind == *kind && referrers.has(&live.found.id, &other.found.id),
        DeleteAfter::All(kind) => other.kind == *kind,
    })
}

/// The steps that wait for each other, if any do.
pub(super) fn circle(steps: &[Step]) -> Option<Problem> {
    let mut waiting: Vec<usize> = steps.iter().map(|step| step.after.len()).collect();
    let mut free: Vec<usize> = (0..steps.len()).filter(|index| waiting[*index] == 0).collect();
    let mut done = 0;
    while let Some(index) = free.pop() {
        done += 1;
        for (later, step) in steps.iter().enumerate() {
            let met = step.after.iter().filter(|wait| wait.step == index).count();
            if met > 0 {
                waiting[later] -= met;
                if waiting[later] == 0 {
                    free.push(later);
                }
            }
        }
    }
    let stuck = |(index, step): (usize, &Step)| (waiting[index] > 0).then(|| step.address.clone());
    let addresses: Vec<Address> = steps.iter().enumerate().filter_map(stuck).collect();
    (done < steps.len()).then_some(Problem::Circle { addresses })
}

pub(super) fn settled(step: usize) -> Wait {
    Wait {
        step,
        until: Stage::Settled,
    }
}
