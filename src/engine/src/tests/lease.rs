//! Two operators: one writes.

use std::pin::Pin;
use std::time::Duration;

use crate::Clock;
use crate::simulation::{Cloud, Fault, drive};
use crate::tests::lab::{Act, Lab};
use crate::tests::operate::{Disk, End, Operator, operate};

type Ends = Vec<Option<End>>;

/// The second operator comes `delay` after the call `at` of the first, at which `fault` happens.
pub fn two(lab: &Lab, act: Act, at: usize, fault: Option<Fault>, delay: Duration) -> Result<(Cloud, Ends), String> {
    let cloud = lab.start(act);
    let (first, second) = (Operator::new(1, &lab.disk(act)), Operator::new(2, &Disk::default()));
    let target = cloud.writes() + at;
    if let Some(fault) = fault {
        cloud.inject(target, fault);
    }
    let running = Box::pin(operate(cloud.clone(), first.clone(), act.goal()));
    let there = cloud.clone();
    let other = second.clone();
    let coming: Pin<Box<dyn Future<Output = End>>> = Box::pin(async move {
        while there.writes() < target {
            there.clock().sleep(Duration::from_millis(20)).await;
        }
        there.clock().sleep(delay).await;
        operate(there.clone(), other, act.goal()).await
    });
    let ends = drive(cloud.clock(), vec![(first.process, running), (second.process, coming)]);
    let ends = ends.map_err(|stuck| stuck.to_string())?;
    one_writes(&cloud)?;
    lab.recover(&cloud, &Disk::default(), act, ends.iter().flatten().any(End::is_done))?;
    Ok((cloud, ends))
}

/// Nobody writes after somebody else has begun to.
fn one_writes(cloud: &Cloud) -> Result<(), String> {
    let writers: Vec<usize> = cloud
        .wire()
        .iter()
        .map(|wire| wire.process)
        .filter(|writer| *writer < 3)
        .collect();
    match writers.iter().position(|writer| *writer == 2) {
        Some(begin) if writers[begin..].contains(&1) => {
            Err("the first operator wrote after the second had begun".to_owned())
        }
        _ => Ok(()),
    }
}

pub fn second_operator_at_every_call(lab: &Lab) -> Result<(), String> {
    for act in Act::ALL {
        for at in 1..=lab.calls(act) {
            let (_, ends) = two(lab, act, at, None, Duration::from_millis((at as u64 * 37) % 100))?;
            let is_first_done = ends[0].as_ref().is_some_and(End::is_done);
            let is_second_out = matches!(ends[1], Some(End::Held | End::Done { .. }));
            if !is_first_done || !is_second_out {
                return Err(format!("{act:?} {at}: {ends:?}"));
            }
        }
    }
    Ok(())
}

pub fn take_over_from_the_dead_at_every_call(lab: &Lab) -> Result<(), String> {
    for act in Act::ALL {
        for at in 1..=lab.calls(act) {
            let (_, ends) = two(lab, act, at, Some(Fault::KillDuring), Duration::ZERO)?;
            if ends[0].is_some() || !ends[1].as_ref().is_some_and(End::is_done) {
                return Err(format!("{act:?} {at}: {ends:?}"));
            }
        }
    }
    Ok(())
}

/// The first one's machine sleeps while the second takes over, then wakes in the middle of its work.
pub fn sleepers_at_every_call(lab: &Lab) -> Result<(), String> {
    for act in Act::ALL {
        for at in (1..=lab.calls(act)).step_by(2) {
            let (_, ends) = two(lab, act, at, Some(Fault::Sleep), Duration::ZERO)?;
            if !ends[1].as_ref().is_some_and(End::is_done) {
                return Err(format!("{act:?} {at}: {ends:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn a_second_operator_at_any_call_is_told_who_holds_the_lease() {
    second_operator_at_every_call(&Lab::new().unwrap()).unwrap();
}

#[test]
fn a_dead_operator_is_followed_by_the_next() {
    take_over_from_the_dead_at_every_call(&Lab::new().unwrap()).unwrap();
}

#[test]
fn an_operator_that_slept_starts_no_call_after_it_lost_the_lease() {
    sleepers_at_every_call(&Lab::new().unwrap()).unwrap();
}

#[test]
fn an_operator_that_slept_alone_renews_and_goes_on() {
    let lab = Lab::new().unwrap();
    let (cloud, disk) = (lab.start(Act::Up), Disk::default());
    cloud.inject(20, Fault::Sleep);
    let end = crate::tests::operate::run(&cloud, &Operator::new(1, &disk), &Act::Up.goal()).unwrap();
    lab.recover(&cloud, &disk, Act::Up, end.is_some_and(|end| end.is_done()))
        .unwrap();
}
