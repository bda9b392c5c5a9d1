//! Every fault at every mutating call of `up`, of a change and of `down`.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::simulation::Fault;
use crate::tests::lab::{Act, Lab, Story};

/// How many stories to tell, and from which seed on: `COUNT` or `COUNT@SEED`.
const ASKED: &str = "LOGLINE_TEST_FAULTS";

pub fn each_call(lab: &Lab, fault: Fault) -> Vec<Story> {
    let calls = |act| (1..=lab.calls(act)).map(move |call| Story::of(act, call, fault));
    Act::ALL.into_iter().flat_map(calls).collect()
}

fn hold(lab: &Lab, stories: &[Story]) {
    let failures: Vec<String> = stories.iter().filter_map(|story| lab.tell(story).err()).collect();
    let first: Vec<&String> = failures.iter().take(5).collect();
    assert!(
        failures.is_empty(),
        "{} of {} stories end badly:\n{first:#?}",
        failures.len(),
        stories.len()
    );
}

#[test]
fn an_undisturbed_run_makes_exactly_the_planned_calls() {
    let lab = Lab::new().unwrap();
    assert!(lab.writes.iter().all(|writes| *writes > 10), "{:?}", lab.writes);
}

#[test]
fn a_kill_at_any_call_is_recovered_from() {
    let lab = Lab::new().unwrap();
    for fault in Fault::KILLS {
        hold(&lab, &each_call(&lab, fault));
    }
}

#[test]
fn a_bad_answer_to_any_call_is_recovered_from() {
    let lab = Lab::new().unwrap();
    for fault in Fault::BAD_ANSWERS {
        hold(&lab, &each_call(&lab, fault));
    }
}

#[test]
fn lists_that_lag_behind_deceive_nobody() {
    let lab = Lab::new().unwrap();
    for stale_reads in [1, 3, 10] {
        for fault in [
            Fault::KillDuring,
            Fault::KillAfter,
            Fault::InternalError,
            Fault::TimeoutAfterActing,
            Fault::Duplicate,
        ] {
            let lagging = each_call(&lab, fault)
                .into_iter()
                .map(|story| Story { stale_reads, ..story });
            hold(&lab, &lagging.collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_kill_during_the_recovery_is_recovered_from() {
    let lab = Lab::new().unwrap();
    let mut stories = Vec::new();
    for (index, story) in each_call(&lab, Fault::KillDuring).into_iter().enumerate() {
        for (step, fault) in [
            (1, Fault::KillDuring),
            (2 + index % 7, Fault::KillAfter),
            (3 + index % 11, Fault::KillBefore),
        ] {
            stories.push(Story {
                later_faults: vec![(step, fault)],
                ..story.clone()
            });
        }
    }
    hold(&lab, &stories);
}

#[test]
fn without_a_journal_everything_still_converges() {
    let lab = Lab::new().unwrap();
    for fault in [Fault::KillDuring, Fault::KillAfter] {
        let forgetful = each_call(&lab, fault).into_iter().map(|story| Story {
            loses_journal: true,
            ..story
        });
        hold(&lab, &forgetful.collect::<Vec<_>>());
    }
}

/// `LOGLINE_TEST_FAULTS=100000 cargo test -p logline-engine stories -- --nocapture`; a failure
/// prints its seed, and `LOGLINE_TEST_FAULTS=1@SEED` tells that story again.
#[test]
fn random_stories_end_well() {
    let asked = option_from_environment();
    let (count, start) = asked.as_deref().map_or((500, 1), |asked| {
        let (count, seed) = asked.split_once('@').unwrap_or((asked, "1"));
        (count.parse().unwrap(), seed.parse().unwrap())
    });
    let lab = Lab::new().unwrap();
    let next = AtomicUsize::new(start);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= start + count {
                        return;
                    }
                    let story = random_story(&lab, seed as u64);
                    if let Err(why) = lab.tell(&story) {
                        panic!("{why}\n  again with {ASKED}=1@{seed}");
                    }
                }
            });
        }
    });
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long the tests run is asked for in the environment of the tests"
)]
fn option_from_environment() -> Option<String> {
    std::env::var(ASKED).ok()
}

fn random_story(lab: &Lab, seed: u64) -> Story {
    let mut dice = seed;
    let mut roll = |below: usize| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).unwrap() % below
    };
    let act = Act::ALL[roll(3)];
    let any: Vec<Fault> = Fault::KILLS.into_iter().chain(Fault::BAD_ANSWERS).collect();
    let mut faults = |most: usize| {
        let count = roll(most + 1);
        (0..count)
            .map(|_| (1 + roll(lab.calls(act)), any[roll(any.len())]))
            .collect::<Vec<_>>()
    };
    let (faults, later_faults) = (faults(4), faults(2));
    Story {
        act,
        faults,
        later_faults,
        stale_reads: [0, 1, 3, 10][roll(4)],
        loses_journal: false,
    }
}
