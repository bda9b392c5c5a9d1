//! The plan of an empty account, as a file that is reviewed: `LOGLINE_TEST_UPDATE=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use engine::{Action, Observed, Plan, Scope, Stage, Step, check};
use serde_json::Value;

use super::kinds::KINDS;
use super::world::planned;
use super::{ENVIRONMENTS, config, scope};
use crate::config::{Base, Environment, RemoteConfig};
use crate::platform::cost::delta;
use crate::platform::{LAYERS, foundation, graph};

fn recorded(environment: &str) -> String {
    let mut text = String::new();
    for graph in [
        foundation(scope(environment)),
        graph(&config(environment, &[]), scope(environment)),
    ] {
        let plan = planned(&Observed::default(), &graph).unwrap();
        writeln!(text, "{} steps, {} calls\n", plan.steps.len(), plan.writes).unwrap();
        for (index, step) in plan.steps.iter().enumerate() {
            writeln!(text, "{:>3} {}", index + 1, line(&plan, step)).unwrap();
            for (field, value) in props(step) {
                writeln!(text, "      {field}: {}", shown(value)).unwrap();
            }
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// What is done with what, why, and which steps it waits for.
fn line(plan: &Plan, step: &Step) -> String {
    let act = serde_json::to_value(step.action.act()).unwrap();
    let why: Vec<String> = step
        .reasons
        .iter()
        .map(|reason| {
            serde_json::to_value(reason).unwrap()["because"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let waits: Vec<String> = step
        .after
        .iter()
        .map(|wait| {
            let until = if wait.until == Stage::Settled { " is usable" } else { "" };
            format!("{}{until}", plan.steps[wait.step].address)
        })
        .collect();
    let after = if waits.is_empty() {
        String::new()
    } else {
        format!(", after {}", waits.join(", "))
    };
    let act = act.as_str().unwrap();
    format!("{act} {} ({}): {}{after}", step.address, step.kind, why.join(", "))
}

fn props(step: &Step) -> impl Iterator<Item = (&String, &Value)> {
    let props = match &step.action {
        Action::Create { props } => props.as_object(),
        _ => None,
    };
    props.into_iter().flatten()
}

/// A reference is shown as what it refers to.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(fields) if fields.contains_key("$ref") => {
            let text = |key: &str| fields[key].as_str().unwrap_or_default();
            format!("{} of {}", text("field"), text("$ref"))
        }
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[test]
fn the_plan_of_an_empty_account_is_the_recorded_one() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    for environment in ENVIRONMENTS {
        let path = directory.join(format!("{environment}.txt"));
        let actual = recorded(environment);
        #[expect(
            clippy::disallowed_methods,
            reason = "a switch for whoever runs the tests, not for the program"
        )]
        if std::env::var("LOGLINE_TEST_UPDATE").is_ok() {
            std::fs::create_dir_all(&directory).unwrap();
            std::fs::write(&path, &actual).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            actual == expected,
            "{} differs; LOGLINE_TEST_UPDATE=1 writes it anew",
            path.display()
        );
    }
}

#[test]
fn the_longest_names_are_names_to_aws() {
    let config = RemoteConfig {
        environment: Environment {
            name: "abcdefghijklmnop".to_owned(),
            like: Base::Production,
        },
        region: "ap-southeast-2".to_owned(),
        ..config("production", &[])
    };
    let scope = Scope {
        region: config.region.clone(),
        ..scope(&config.environment.name)
    };
    assert_eq!(check(&graph(&config, scope), &KINDS), []);
}

#[test]
fn every_step_belongs_to_a_layer_and_none_needs_a_later_one() {
    let place = |layer: &str| LAYERS.iter().position(|known| known.name == layer).unwrap();
    for environment in ENVIRONMENTS {
        for node in graph(&config(environment, &[]), scope(environment)).nodes() {
            for edge in node.edges() {
                assert!(
                    place(edge.to.layer()) <= place(node.address.layer()),
                    "{}",
                    node.address
                );
            }
        }
    }
}

#[test]
fn a_plan_says_what_it_adds_to_the_bill() {
    let plan = |environment| {
        let graph = graph(&config(environment, &[]), scope(environment));
        let plan = planned(&Observed::default(), &graph).unwrap();
        delta(&plan, &Observed::default()).monthly_usd.signed()
    };
    // The bills, without functions and monitoring.
    assert_eq!(ENVIRONMENTS.map(plan), ["+112.97", "+770.96", "+1099.46"]);
}
