//! Every fault at every mutating call of `up`, of a change and of `down`.

use crate::simulation::Fault;
use crate::tests::lab::{Act, Lab, Story};

fn each_call(lab: &Lab, fault: Fault) -> Vec<Story> {
    let calls = |act| (1..=lab.calls(act)).map(move |call| Story::of(act, call, fault));
    Act::ALL.into_iter().flat_map(calls).collect()
}

fn hold(lab: &Lab, stories: &[Story]) {
    let failures: Vec<String> = stories.iter().filter_map(|story| lab.tell(story).err()).collect();
    let first: Vec<&String> = failures.iter().take(5).collect();
    assert!(failures.is_empty(), "{} of {} stories end badly:\n{first:#?}", failures.len(), stories.len());
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
