//! Tells stories in which something goes wrong, and checks afterwards that every invariant holds.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::simulation::{Cloud, Fault};
use crate::tests::catalog::{KINDS, behaviours, scope};
use crate::tests::inventory::{Inventory, inventory};
use crate::tests::operate::{Disk, End, Goal, Operator, run};
use crate::tests::platform::Wish;
use crate::{Owner, Scope};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Up,
    Change,
    Down,
}

impl Act {
    pub const ALL: [Self; 3] = [Self::Up, Self::Change, Self::Down];

    pub fn goal(self) -> Goal {
        match self {
            Self::Up => Goal::Up(Wish::FIRST),
            Self::Change => Goal::Up(Wish::SECOND),
            Self::Down => Goal::Down,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Story {
    pub act: Act,
    /// By the number of the mutating call within the first run.
    pub faults: Vec<(usize, Fault)>,
    /// In the run after it.
    pub later_faults: Vec<(usize, Fault)>,
    pub stale_reads: u64,
    pub loses_journal: bool,
}

impl Story {
    pub fn undisturbed(act: Act) -> Self {
        Self {
            act,
            faults: Vec::new(),
            later_faults: Vec::new(),
            stale_reads: 0,
            loses_journal: false,
        }
    }

    pub fn of(act: Act, call: usize, fault: Fault) -> Self {
        Self {
            faults: vec![(call, fault)],
            ..Self::undisturbed(act)
        }
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The undisturbed runs, to compare with.
pub struct Lab {
    empty: Cloud,
    standing: Cloud,
    standing_disk: Vec<u8>,
    pub nothing: Inventory,
    first: Inventory,
    second: Inventory,
    /// Mutating calls of each act.
    pub writes: [usize; 3],
}

impl Lab {
    pub fn new() -> Result<Self, String> {
        let empty = Cloud::new(behaviours());
        plant_neighbours(&empty);
        let nothing = inventory(&empty);
        let mut lab = Self {
            standing: empty.fork(),
            empty,
            standing_disk: Vec::new(),
            first: nothing.clone(),
            second: nothing.clone(),
            nothing,
            writes: [0; 3],
        };
        let (cloud, disk) = (lab.empty.fork(), Disk::default());
        lab.writes[0] = undisturbed(&cloud, &disk, Act::Up)?;
        lab.first = inventory(&cloud);
        quiet(&cloud, &disk, Act::Up)?;
        lab.standing_disk = bytes(&disk);
        lab.standing = cloud.fork();
        lab.writes[1] = undisturbed(&cloud, &disk, Act::Change)?;
        lab.second = inventory(&cloud);
        quiet(&cloud, &disk, Act::Change)?;
        lab.writes[2] = undisturbed(&lab.standing.fork(), &lab.disk(Act::Down), Act::Down)?;
        Ok(lab)
    }

    pub fn start(&self, act: Act) -> Cloud {
        match act {
            Act::Up => self.empty.fork(),
            Act::Change | Act::Down => self.standing.fork(),
        }
    }

    pub fn disk(&self, act: Act) -> Disk {
        Arc::new(Mutex::new(match act {
            Act::Up => Vec::new(),
            Act::Change | Act::Down => self.standing_disk.clone(),
        }))
    }

    /// What exists after `act`, whatever went wrong meanwhile.
    pub fn expected(&self, act: Act) -> &Inventory {
        match act {
            Act::Up => &self.first,
            Act::Change => &self.second,
            Act::Down => &self.nothing,
        }
    }

    pub fn calls(&self, act: Act) -> usize {
        self.writes[act as usize]
    }

    pub fn tell(&self, story: &Story) -> Result<(), String> {
        self.try_to_tell(story).map_err(|why| format!("{why}\n  in {story}"))
    }

    fn try_to_tell(&self, story: &Story) -> Result<(), String> {
        let (cloud, disk) = (self.start(story.act), self.disk(story.act));
        cloud.set_stale_reads(story.stale_reads);
        for (call, fault) in &story.faults {
            cloud.inject(cloud.writes() + call, *fault);
        }
        let mut end = run(&cloud, &Operator::new(1, &disk), &story.act.goal()).map_err(|stuck| stuck.to_string())?;
        if !story.later_faults.is_empty() {
            cloud.heal();
            for (call, fault) in &story.later_faults {
                cloud.inject(cloud.writes() + call, *fault);
            }
            end = run(&cloud, &Operator::new(2, &disk), &story.act.goal()).map_err(|stuck| stuck.to_string())?;
        }
        cloud.heal();
        let one_bad_answer = matches!(story.faults[..], [(_, fault)] if Fault::BAD_ANSWERS.contains(&fault));
        if one_bad_answer && !end.as_ref().is_some_and(End::is_done) {
            return Err(format!("one bad answer ended the run: {end:?}"));
        }
        let is_twice_sent = |(_, fault): &(usize, Fault)| *fault == Fault::Duplicate;
        if cloud.twins() > 0 && !story.faults.iter().chain(&story.later_faults).any(is_twice_sent) {
            return Err("a second resource was made for an address that had one".to_owned());
        }
        if story.loses_journal {
            disk.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        self.recover(&cloud, &disk, story.act, end.is_some_and(|end| end.is_done()))
    }

    /// From wherever it was left, one more run arrives; then nothing is left to do; then it all goes.
    pub fn recover(&self, cloud: &Cloud, disk: &Disk, act: Act, is_done: bool) -> Result<(), String> {
        if !is_done {
            let before = cloud.writes();
            arrive(cloud, disk, act)?;
            let (resumed, whole) = (cloud.writes() - before, self.calls(act));
            // A repeated call that finds its work done counts, which is why one more is allowed.
            if resumed > whole + 1 {
                return Err(format!(
                    "the resumed run made {resumed} mutating calls, a whole one makes {whole}"
                ));
            }
        }
        same(cloud, self.expected(act))?;
        no_orphans(cloud, act)?;
        quiet(cloud, disk, act)?;
        arrive(cloud, disk, Act::Down)?;
        same(cloud, &self.nothing)?;
        match cloud.unannounced() {
            0 => Ok(()),
            count => Err(format!("{count} mutating calls had no intent in the journal")),
        }
    }
}

pub fn arrive(cloud: &Cloud, disk: &Disk, act: Act) -> Result<End, String> {
    match run(cloud, &Operator::new(3, disk), &act.goal()) {
        Ok(Some(end @ End::Done { .. })) => Ok(end),
        Ok(end) => Err(format!("{act:?} did not arrive: {end:?}")),
        Err(stuck) => Err(format!("{act:?} is stuck: {stuck}")),
    }
}

fn undisturbed(cloud: &Cloud, disk: &Disk, act: Act) -> Result<usize, String> {
    let before = cloud.writes();
    let End::Done { plan, .. } = arrive(cloud, disk, act)? else {
        return Err("not done".to_owned());
    };
    let made = cloud.writes() - before;
    if made != plan.writes {
        return Err(format!(
            "{act:?} made {made} mutating calls, the plan said {}",
            plan.writes
        ));
    }
    no_orphans(cloud, act)?;
    if cloud.refused() > 0 {
        return Err(format!("{} deletions came too early", cloud.refused()));
    }
    if cloud.unannounced() > 0 {
        return Err("a mutating call had no intent in the journal".to_owned());
    }
    Ok(made)
}

/// A second run of the same has nothing to do.
fn quiet(cloud: &Cloud, disk: &Disk, act: Act) -> Result<(), String> {
    let before = cloud.writes();
    arrive(cloud, disk, act)?;
    match cloud.writes() - before {
        0 => Ok(()),
        made => Err(format!("a second run made {made} mutating calls")),
    }
}

fn same(cloud: &Cloud, expected: &Inventory) -> Result<(), String> {
    let found = inventory(cloud);
    if found == *expected {
        return Ok(());
    }
    let differing = found.iter().find(|(key, value)| expected.get(*key) != Some(value));
    let missing = expected.keys().find(|key| !found.contains_key(*key));
    Err(format!("the inventory differs: {differing:?}, missing {missing:?}"))
}

/// Everything that is there was asked for, and the other way round.
fn no_orphans(cloud: &Cloud, act: Act) -> Result<(), String> {
    let graph = act.goal().graph();
    let asked: BTreeSet<&str> = graph.nodes().iter().map(|node| node.address.as_str()).collect();
    let things = cloud.things();
    let ours = things
        .iter()
        .filter(|thing| thing.environment == scope().environment && thing.kept.is_none());
    let there: Vec<&str> = ours
        .map(|thing| thing.address.as_ref().map_or("", |address| address.as_str()))
        .collect();
    if there.len() == asked.len() && there.iter().all(|address| asked.contains(address)) {
        return Ok(());
    }
    Err(format!("{} are there, {} were asked for", there.len(), asked.len()))
}

/// Another environment in the same account, with the same addresses.
fn plant_neighbours(cloud: &Cloud) {
    let staging = Scope {
        environment: "staging".to_owned(),
        ..scope()
    };
    for kind in ["ec2/vpc", "ec2/address", "rds/database", "logs/group"] {
        let facts = KINDS.get(kind).unwrap();
        let props = serde_json::json!({"cidr": "10.1.0.0/16"});
        cloud.plant(
            facts,
            &staging,
            Some(&format!("network/{kind}")),
            "logline-staging",
            Owner::Ours,
            props,
        );
    }
}

pub fn bytes(disk: &Disk) -> Vec<u8> {
    disk.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
