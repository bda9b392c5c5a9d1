//! Bad answers, some of each kind in every run: it arrives all the same, and as if there had been none.

use futures_util::future::try_join_all;
use libtest_mimic::Trial;
use strict::faults::{Fault, When};

use super::inventory::Inventory;
use super::site::{Site, holds, named, same};
use crate::bed::{Bed, Outcome, Trouble};
use crate::dice::Dice;

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(bad_answers_change_nothing_about_the_end),
        bed.trial(calls_that_arrive_twice_leave_one_of_each),
        bed.trial(after_answers_to_something_else_the_next_run_arrives),
        bed.trial(with_a_third_of_all_calls_throttled_it_still_arrives),
        bed.trial(at_its_own_pace_nothing_is_throttled),
    ]
}

/// Runs with faults; each has one of every kind on its way up, and again on its way down.
const RUNS: usize = 3;

const BAD_ANSWERS: [Fault; 6] = [
    Fault::CutBefore,
    Fault::CutAfter,
    Fault::InternalError,
    Fault::Unavailable,
    Fault::Throttle,
    Fault::Truncate,
];

async fn bad_answers_change_nothing_about_the_end(bed: &'static Bed) -> Outcome {
    let expected = Expected::of(bed).await?;
    let dice = Dice::of_this_run("bad answers")?;
    let run = async |number: usize| {
        let site = Site::hurried(bed).await?;
        let before = site.inventory().await?;
        let mut dice = dice.of_story(number);
        spoil(&site, &mut dice, expected.up, &BAD_ANSWERS);
        site.up().await?;
        holds(hits(&site) >= 5, || format!("only {} calls were spoilt", hits(&site)))?;
        same(&site.inventory().await?.without(&before), &expected.inventory)?;
        site.cloud.faults().clear();
        site.cloud.recorder().clear();
        site.up().await?;
        let again = site.cloud.recorder().mutating();
        holds(again.is_empty(), || format!("a second run calls {}", named(&again)))?;
        spoil(&site, &mut dice, expected.down, &BAD_ANSWERS);
        site.down().await?;
        same(&site.inventory().await?.without_doomed_keys().0, &before)
    };
    try_join_all((0..RUNS).map(run)).await.map(drop)
}

/// What has a client token is made once all the same; what has only a name too; the rest is made twice.
async fn calls_that_arrive_twice_leave_one_of_each(bed: &'static Bed) -> Outcome {
    let expected = Expected::of(bed).await?;
    let mut dice = Dice::of_this_run("duplicates")?;
    let site = Site::hurried(bed).await?;
    let before = site.inventory().await?;
    spoil(
        &site,
        &mut dice,
        expected.up,
        &[Fault::Duplicate, Fault::Duplicate, Fault::Duplicate, Fault::Duplicate],
    );
    site.cloud
        .faults()
        .add(When::FirstOf("ec2:CreateVpc".to_owned(), 1), Fault::Duplicate);
    site.up().await?;
    site.cloud.faults().clear();
    // The second one of what has no name is seen by the next look, and removed.
    site.up().await?;
    same(&site.inventory().await?.without(&before), &expected.inventory)?;
    site.down().await?;
    same(&site.inventory().await?.without_doomed_keys().0, &before)
}

/// Some of them say that something is not there, which may end a run.
async fn after_answers_to_something_else_the_next_run_arrives(bed: &'static Bed) -> Outcome {
    let expected = Expected::of(bed).await?;
    let mut dice = Dice::of_this_run("wrong answers")?;
    let site = Site::hurried(bed).await?;
    let before = site.inventory().await?;
    spoil(&site, &mut dice, expected.up, &[const { Fault::WrongAnswer }; 6]);
    let up = site.beside("up --yes", &[]).await?;
    assert!([Some(0), Some(1), Some(10)].contains(&up.code), "{up:?}");
    site.cloud.faults().clear();
    site.up().await?;
    same(&site.inventory().await?.without(&before), &expected.inventory)?;
    site.down().await?;
    same(&site.inventory().await?.without_doomed_keys().0, &before)
}

async fn with_a_third_of_all_calls_throttled_it_still_arrives(bed: &'static Bed) -> Outcome {
    let site = Site::hurried(bed).await?;
    let before = site.inventory().await?;
    let when = When::Share {
        seed: 1,
        share: 0.3,
        only_mutating: false,
    };
    site.cloud.faults().add(when, Fault::Throttle);
    site.up().await?;
    site.down().await?;
    let calls = site.cloud.recorder().calls().len();
    assert!(
        site.cloud.recorder().throttled().len() * 4 > calls,
        "too few of {calls} were throttled"
    );
    same(&site.inventory().await?.without_doomed_keys().0, &before)
}

/// Minutes of AWS are fractions of a second here, and its rate limits are as they are.
async fn at_its_own_pace_nothing_is_throttled(bed: &'static Bed) -> Outcome {
    let site = Site::behind(bed, |strict| strict.with_time_scale(0.002).with_rate_scale(1.0)).await?;
    site.up().await?;
    site.down().await?;
    let throttled = site.cloud.recorder().throttled();
    assert!(throttled.is_empty(), "{} are throttled", named(&throttled));
    assert_eq!(site.cloud.complaints(), Vec::<String>::new());
    Ok(())
}

/// What a run makes that nobody disturbs.
struct Expected {
    inventory: Inventory,
    /// Mutating calls.
    up: usize,
    down: usize,
}

impl Expected {
    async fn of(bed: &'static Bed) -> Result<Self, Trouble> {
        let site = Site::hurried(bed).await?;
        let before = site.inventory().await?;
        site.up().await?;
        let up = site.cloud.recorder().mutating().len();
        let inventory = site.inventory().await?.without(&before);
        site.down().await?;
        let down = site.cloud.recorder().mutating().len() - up;
        Ok(Self { inventory, up, down })
    }
}

/// Each at a call of its own, the recorder's numbers beginning anew.
fn spoil(site: &Site, dice: &mut Dice, calls: usize, faults: &[Fault]) {
    site.cloud.recorder().clear();
    let mut left: Vec<usize> = (1..=calls).collect();
    for fault in faults {
        let call = left.swap_remove(dice.below(left.len()));
        site.cloud.faults().add(When::Mutation(call), fault.clone());
    }
}

fn hits(site: &Site) -> usize {
    site.cloud
        .recorder()
        .calls()
        .iter()
        .filter(|call| call.fault.is_some())
        .count()
}
