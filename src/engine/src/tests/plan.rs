//! What a plan says, and when it is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::simulation::Cloud;
use crate::tests::catalog::{KINDS, scope};
use crate::tests::lab::{Act, Lab};
use crate::tests::operate::{look, planned};
use crate::tests::platform::{Wish, platform};
use crate::{Action, Approval, Graph, Observed, Owner, Plan, PlanError, Problem, Reason, Request, Scope, Stage, plan};

fn problems(wish: &Wish, observed: &Observed) -> Vec<Problem> {
    planned(observed, &platform(wish)).unwrap_err()
}

#[test]
fn the_same_question_has_the_same_answer() {
    let lab = Lab::new().unwrap();
    let observed = look(&lab.start(Act::Change));
    let first = planned(&observed, &platform(&Wish::SECOND)).unwrap();
    assert_eq!(planned(&observed, &platform(&Wish::SECOND)).unwrap(), first);
    assert_eq!(Plan::from_json(&first.to_json().unwrap()).unwrap(), first);
}

#[test]
fn a_plan_that_leaves_a_stranger_alone_is_read_as_it_was_written() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Change);
    let facts = KINDS.get("ec2/address").unwrap();
    cloud.plant(facts, &scope(), None, "somebody's", Owner::Foreign, json!({}));
    let plan = planned(&look(&cloud), &platform(&Wish::FIRST)).unwrap();
    assert_eq!(plan.reported.len(), 1);
    assert_eq!(Plan::from_json(&plan.to_json().unwrap()).unwrap(), plan);
}

#[test]
fn what_is_as_asked_needs_no_step() {
    let lab = Lab::new().unwrap();
    let plan = planned(&look(&lab.start(Act::Change)), &platform(&Wish::FIRST)).unwrap();
    assert!(plan.is_empty() && plan.writes == 0, "{:?}", plan.steps);
    assert_eq!(plan.unchanged.len(), platform(&Wish::FIRST).nodes().len());
}

#[test]
fn a_change_says_what_happens_to_what_and_why() {
    let lab = Lab::new().unwrap();
    let plan = planned(&look(&lab.start(Act::Change)), &platform(&Wish::SECOND)).unwrap();
    let mut lines: Vec<String> = plan
        .steps
        .iter()
        .map(|step| {
            let act = serde_json::to_value(&step.action).unwrap()["do"]
                .as_str()
                .unwrap()
                .to_owned();
            let fields: Vec<&str> = step.reasons.iter().map(why).collect();
            format!("{act} {} ({})", step.address, fields.join(", "))
        })
        .collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "create functions/log-2 (absent)",
            "create network/nat-b (subnet)",
            "create network/public-b (cidr)",
            "create network/public-b-table (subnet)",
            "create network/route-b (nat)",
            "create security/database-rule (port)",
            "delete network/endpoint (not wanted)",
            "delete network/nat-b (subnet)",
            "delete network/public-b (cidr)",
            "delete network/public-b-table (subnet)",
            "delete network/route-b (nat)",
            "delete security/database-rule (port)",
            "update cache/secret (fingerprint)",
            "update database/app-secret (fingerprint)",
            "update database/main (class)",
            "update database/owner-secret (fingerprint)",
            "update database/parameters (values)",
            "update network/vpc (dns)",
        ]
    );
}

fn why(reason: &Reason) -> &str {
    match reason {
        Reason::Differs { field, .. } | Reason::RefersTo { field, .. } => field,
        Reason::Absent => "absent",
        Reason::NotWanted => "not wanted",
        _ => "something else",
    }
}

#[test]
fn an_edge_waits_for_as_little_as_it_needs() {
    let empty = Observed::default();
    let plan = planned(&empty, &platform(&Wish::FIRST)).unwrap();
    let find = |address: &str| plan.steps.iter().find(|step| step.address.as_str() == address).unwrap();
    let waits = |address: &str| {
        let waits = find(address)
            .after
            .iter()
            .map(|wait| (plan.steps[wait.step].address.as_str(), wait.until));
        waits.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(waits("database/owner-secret")["database/main"], Stage::Settled);
    assert_eq!(waits("network/route-a")["network/nat-a"], Stage::Returned);
    // The function knows the name of its secret, so it does not wait for it.
    assert!(!waits("functions/api").contains_key("database/app-secret"));
}

pub fn nothing_that_holds_data_is_made_again(lab: &Lab) -> Result<(), String> {
    let observed = look(&lab.start(Act::Change));
    let engine = Wish {
        engine: "postgres16",
        ..Wish::FIRST
    };
    match planned(&observed, &platform(&engine)) {
        Err(problems) if matches!(&problems[..], [Problem::Forbidden { recipe, .. }] if recipe.contains("snapshot")) => {
            Ok(())
        }
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_change_that_would_lose_data_is_an_error_with_a_recipe() {
    nothing_that_holds_data_is_made_again(&Lab::new().unwrap()).unwrap();
}

#[test]
fn what_holds_data_does_not_go_with_what_it_stands_on() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Change);
    cloud.tamper(|things| {
        let subnet = things.values_mut().find(|thing| {
            thing
                .address
                .as_ref()
                .is_some_and(|a| a.as_str() == "network/private-a")
        });
        subnet.unwrap().props["cidr"] = json!("10.0.77.0/24");
    });
    let problems = problems(&Wish::FIRST, &look(&cloud));
    assert!(
        problems
            .iter()
            .any(|problem| matches!(problem, Problem::HoldsData { .. } | Problem::Forbidden { .. })),
        "{problems:?}"
    );
}

#[test]
fn only_some_layers_leave_the_others_untouched() {
    let lab = Lab::new().unwrap();
    let observed = look(&lab.start(Act::Change));
    let only = BTreeSet::from(["security".to_owned()]);
    let graph = platform(&Wish::SECOND);
    let ask = |observed| {
        plan(&Request {
            graph: &graph,
            observed,
            kinds: &KINDS,
            only: Some(&only),
        })
    };
    let plan = ask(&observed).unwrap();
    assert!(
        plan.steps.iter().all(|step| step.address.layer() == "security") && plan.writes == 2,
        "{:?}",
        plan.steps
    );
    let lacking = ask(&Observed::default()).unwrap_err();
    assert!(
        lacking
            .iter()
            .all(|problem| matches!(problem, Problem::OtherLayer { .. })),
        "{lacking:?}"
    );
}

fn random_change(cloud: &Cloud, seed: usize) {
    cloud.tamper(|things| {
        let ours: Vec<String> = things
            .values()
            .filter(|thing| thing.environment == "dev")
            .map(|thing| thing.id.clone())
            .collect();
        let id = &ours[(seed * 31) % ours.len()];
        match seed % 3 {
            0 => drop(things.remove(id)),
            1 => things.get_mut(id).unwrap().broken = true,
            _ => things.get_mut(id).unwrap().props["touched"] = json!(seed),
        }
    });
    if seed.is_multiple_of(5) {
        cloud.plant(
            KINDS.get("ec2/vpc").unwrap(),
            &scope(),
            None,
            "stray",
            Owner::Ours,
            json!({}),
        );
    }
}

pub fn a_saved_plan_is_refused_when_the_cloud_has_moved(lab: &Lab) -> Result<(), String> {
    let saved = planned(&look(&lab.start(Act::Change)), &platform(&Wish::SECOND)).unwrap();
    let saved = Plan::from_json(&saved.to_json().unwrap()).unwrap();
    saved
        .holds(&scope(), &look(&lab.start(Act::Change)))
        .map_err(|error| error.to_string())?;
    for seed in 0..50 {
        let cloud = lab.start(Act::Change);
        random_change(&cloud, seed);
        if !matches!(saved.holds(&scope(), &look(&cloud)), Err(PlanError::Moved)) {
            return Err(format!("change {seed} went unnoticed"));
        }
    }
    Ok(())
}

#[test]
fn a_saved_plan_is_refused_after_any_change_of_the_cloud() {
    a_saved_plan_is_refused_when_the_cloud_has_moved(&Lab::new().unwrap()).unwrap();
}

#[test]
fn a_saved_plan_belongs_to_one_environment_account_and_region() {
    let observed = Observed::default();
    let saved = planned(&observed, &platform(&Wish::FIRST)).unwrap();
    let others = [
        Scope {
            environment: "prod".to_owned(),
            ..scope()
        },
        Scope {
            account: "210987654321".to_owned(),
            ..scope()
        },
        Scope {
            region: "eu-west-1".to_owned(),
            ..scope()
        },
    ];
    for other in others {
        assert!(matches!(
            saved.holds(&other, &observed),
            Err(PlanError::OtherScope { .. })
        ));
    }
}

#[test]
fn a_plan_that_was_edited_into_nonsense_is_refused() {
    let mut plan = planned(&Observed::default(), &platform(&Wish::FIRST)).unwrap();
    let newer = plan
        .to_json()
        .unwrap()
        .replace("\"schema_version\": 1", "\"schema_version\": 2");
    assert!(matches!(Plan::from_json(&newer), Err(PlanError::Schema { found: 2 })));
    plan.steps[0].after.push(crate::Wait {
        step: 1,
        until: Stage::Returned,
    });
    assert!(matches!(
        Plan::from_json(&plan.to_json().unwrap()),
        Err(PlanError::Unsound)
    ));
    plan.steps[0].after[0].step = 1000;
    assert!(matches!(
        Plan::from_json(&plan.to_json().unwrap()),
        Err(PlanError::Unsound)
    ));
}

#[test]
fn deletion_protection_is_lifted_by_a_step_of_its_own() {
    let lab = Lab::new().unwrap();
    let plan = planned(&look(&lab.start(Act::Down)), &Graph::new(scope())).unwrap();
    let of_database = || {
        plan.steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.address.as_str() == "database/main")
    };
    let (lift, _) = of_database()
        .find(|(_, step)| matches!(step.action, Action::Update { .. }))
        .unwrap();
    let (_, delete) = of_database()
        .find(|(_, step)| matches!(step.action, Action::Delete { .. }))
        .unwrap();
    assert!(delete.destroys_data && delete.after.iter().any(|wait| wait.step == lift));
}

#[test]
fn a_typed_answer_approves_only_when_it_is_the_expected_one() {
    assert!(Approval::typed("production\n", "production").is_some());
    assert!(Approval::typed("prod", "production").is_none());
}
