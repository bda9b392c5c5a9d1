//! What nobody planned: strays, strangers, what comes back, and what must not be told.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::simulation::{Cloud, Fault};
use crate::tests::catalog::{KINDS, scope};
use crate::tests::inventory::inventory;
use crate::tests::lab::{Act, Lab, arrive, bytes};
use crate::tests::operate::{Disk, End, Operator, look, planned, run};
use crate::tests::platform::{Wish, platform};
use crate::{Event, Listener, Owner, Problem};

const PLANTED: [&str; 10] = [
    "ec2/address",
    "ec2/subnet",
    "ec2/security-group",
    "logs/group",
    "secrets/secret",
    "rds/parameters",
    "ec2/endpoint",
    "iam/role",
    "cache/subnet-group",
    "ec2/route-table",
];

#[test]
fn down_removes_strays_and_keeps_away_from_strangers() {
    let lab = Lab::new().unwrap();
    let (cloud, disk) = (lab.start(Act::Down), lab.disk(Act::Down));
    for kind in PLANTED {
        cloud.plant(
            KINDS.get(kind).unwrap(),
            &scope(),
            None,
            "left over",
            Owner::Ours,
            json!({}),
        );
    }
    let strange = cloud.plant(
        KINDS.get("logs/group").unwrap(),
        &scope(),
        None,
        "not ours",
        Owner::Foreign,
        json!({}),
    );
    let plan = planned(&look(&cloud), &platform(&Wish::FIRST)).unwrap();
    let named: Vec<&str> = plan.reported.iter().map(|live| live.kind.as_str()).collect();
    assert!(PLANTED.iter().all(|kind| named.contains(kind)), "{named:?}");
    let End::Done { proof, .. } = arrive(&cloud, &disk, Act::Down).unwrap() else {
        unreachable!()
    };
    assert_eq!(
        proof.foreign.iter().map(|live| &live.found.id).collect::<Vec<_>>(),
        [&strange]
    );
    assert_eq!(
        proof.kept.iter().map(|live| live.address.as_str()).collect::<Vec<_>>(),
        ["security/key"]
    );
    cloud.tamper(|things| drop(things.remove(&strange)));
    assert_eq!(inventory(&cloud), lab.nothing);
}

/// Makes a log group again when the last function is gone, as a late invocation does.
struct LateInvocation(Cloud, Mutex<bool>);

impl Listener for LateInvocation {
    fn heard(&self, event: &Event) {
        let is_last = matches!(event, Event::StepFinished { address, .. } if address.as_str() == "functions/log-0");
        if is_last && !std::mem::replace(&mut *self.1.lock().unwrap(), true) {
            self.0.plant(
                KINDS.get("logs/group").unwrap(),
                &scope(),
                None,
                "logline-dev-log",
                Owner::Ours,
                json!({}),
            );
        }
    }
}

pub fn what_comes_back_is_removed_too(lab: &Lab) -> Result<(), String> {
    let cloud = lab.start(Act::Down);
    let mut operator = Operator::new(1, &lab.disk(Act::Down));
    operator.listener = Arc::new(LateInvocation(cloud.clone(), Mutex::default()));
    let end = run(&cloud, &operator, &Act::Down.goal()).map_err(|stuck| stuck.to_string())?;
    if end.is_some_and(|end| end.is_done()) && inventory(&cloud) == lab.nothing {
        return Ok(());
    }
    Err("a log group was left".to_owned())
}

#[test]
fn down_looks_again_for_what_came_back() {
    what_comes_back_is_removed_too(&Lab::new().unwrap()).unwrap();
}

#[test]
fn a_name_that_somebody_else_has_is_refused_before_the_first_write() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    let props = json!({"whose": "theirs"});
    let name = "logline-dev-database-parameters";
    cloud.plant(
        KINDS.get("rds/parameters").unwrap(),
        &scope(),
        Some("database/parameters"),
        name,
        Owner::Foreign,
        props,
    );
    let problems = planned(&look(&cloud), &platform(&Wish::FIRST)).unwrap_err();
    assert!(matches!(&problems[..], [Problem::Taken { .. }]), "{problems:?}");
}

#[test]
fn what_has_our_name_and_may_be_taken_over_is_adopted() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    let (name, props) = ("logline-dev-functions-api-role", json!({"trusts": "lambda"}));
    let role = KINDS.get("iam/role").unwrap();
    let id = cloud.plant(
        role,
        &scope(),
        Some("functions/api-role"),
        name,
        Owner::Adoptable,
        props,
    );
    arrive(&cloud, &Disk::default(), Act::Up).unwrap();
    let adopted = cloud.things().into_iter().find(|thing| thing.id == id).unwrap();
    assert_eq!(adopted.owner, Owner::Ours);
    assert_eq!(inventory(&cloud), *lab.expected(Act::Up));
}

/// Takes a name at the moment at which the plan for it has been made.
struct Squatter(Cloud, Mutex<bool>);

impl Listener for Squatter {
    fn heard(&self, event: &Event) {
        if matches!(event, Event::StepStarted { .. }) && !std::mem::replace(&mut *self.1.lock().unwrap(), true) {
            let (kind, name) = (KINDS.get("rds/parameters").unwrap(), "logline-dev-database-parameters");
            self.0.plant(
                kind,
                &scope(),
                Some("database/parameters"),
                name,
                Owner::Foreign,
                json!({"whose": "theirs"}),
            );
        }
    }
}

pub fn a_name_taken_meanwhile_is_not_adopted(lab: &Lab) -> Result<(), String> {
    let cloud = lab.start(Act::Up);
    let mut operator = Operator::new(1, &Disk::default());
    operator.listener = Arc::new(Squatter(cloud.clone(), Mutex::default()));
    match run(&cloud, &operator, &Act::Up.goal()) {
        Ok(Some(End::Stopped(crate::Ending::Failed, why))) if why.contains("is not ours") => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_name_that_was_taken_meanwhile_ends_the_run() {
    a_name_taken_meanwhile_is_not_adopted(&Lab::new().unwrap()).unwrap();
}

/// `hunter2` is in the text of the failure.
pub fn a_missing_permission_ends_the_run_at_once(lab: &Lab) -> Result<(), String> {
    for act in Act::ALL {
        let (cloud, disk) = (lab.start(act), lab.disk(act));
        let before = cloud.writes();
        cloud.inject(before + 5, Fault::Denied);
        let end = run(&cloud, &Operator::new(1, &disk), &act.goal()).map_err(|stuck| stuck.to_string())?;
        let Some(End::Stopped(crate::Ending::Failed, why)) = end else {
            return Err(format!("{end:?}"));
        };
        if !why.contains("not allowed") || String::from_utf8_lossy(&bytes(&disk)).contains("hunter2") {
            return Err(format!("{why}, or it is in the journal"));
        }
        cloud.heal();
        lab.recover(&cloud, &disk, act, false)?;
    }
    Ok(())
}

#[test]
fn a_missing_permission_is_told_and_not_written_down() {
    a_missing_permission_ends_the_run_at_once(&Lab::new().unwrap()).unwrap();
}

#[test]
fn what_failed_is_made_again_unless_it_holds_data() {
    let lab = Lab::new().unwrap();
    let broken = |address: &str| {
        let cloud = lab.start(Act::Change);
        cloud.tamper(|things| {
            let is_it = |thing: &&mut crate::simulation::Thing| {
                thing.address.as_ref().is_some_and(|a| a.as_str() == address) && thing.environment == "dev"
            };
            things.values_mut().find(is_it).unwrap().broken = true;
        });
        cloud
    };
    let cloud = broken("network/nat-a");
    let first = arrive(&cloud, &Disk::default(), Act::Up).unwrap();
    assert!(matches!(first, End::Done { plan, .. } if plan.steps.iter().any(|step| step.replaces)));
    assert_eq!(inventory(&cloud), *lab.expected(Act::Up));
    let problems = planned(&look(&broken("database/main")), &platform(&Wish::FIRST)).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| matches!(problem, Problem::HoldsDataAndFailed { .. })),
        "{problems:?}"
    );
}
