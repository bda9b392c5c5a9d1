//! After creations that cannot be repeated safely: a request that the network delivered twice made two.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::execute::act::Task;
use crate::plan::Action;
use crate::{Address, Catalog, Durations, Event, Failure, Found, Gate, Plan, RepeatSafety, State, Step};

const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Removes what stands beside the resource that `outs` knows at each address.
pub(super) async fn remove(
    plan: &Plan,
    outs: &BTreeMap<Address, Value>,
    catalog: &Catalog,
    gate: &Gate,
    started: Duration,
) -> Result<(), (Address, Failure)> {
    let is_made = |step: &&Step| matches!(step.action, Action::Create { .. });
    let mut made: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in plan.steps.iter().filter(is_made) {
        made.entry(&step.kind).or_default().push(step);
    }
    let durations = Durations::default();
    for (kind, steps) in made {
        let Some((facts, operations)) = catalog
            .get(kind)
            .filter(|(facts, _)| facts.repeat == RepeatSafety::Unnamed)
        else {
            continue;
        };
        let task = |step| Task {
            step,
            facts,
            operations,
            gate,
            scope: &plan.scope,
            generation: 0,
            durations: &durations,
        };
        let Some(first) = steps.first() else { continue };
        let mut found = list(&task(first), &steps, outs, started)
            .await
            .map_err(|failure| (first.address.clone(), failure))?;
        let memory = gate.memory();
        found.retain(|found| !memory.was_deleted(facts, &found.id));
        for step in &steps {
            let Some(id) = id_at(outs, &step.address) else {
                continue;
            };
            for second in found.iter().filter(|found| is_second(found, &step.address, id)) {
                task(step)
                    .delete(&second.id, &second.out)
                    .await
                    .map_err(|failure| (step.address.clone(), failure))?;
                gate.tell(&Event::DuplicateRemoved {
                    address: step.address.clone(),
                    id: second.id.clone(),
                });
            }
        }
    }
    Ok(())
}

/// The list of a kind, once it shows everything that was made.
async fn list(
    task: &Task<'_>,
    steps: &[&Step],
    outs: &BTreeMap<Address, Value>,
    started: Duration,
) -> Result<Vec<Found>, Failure> {
    let give_up = task.gate.clock.now().max(started) + task.gate.patience.window;
    loop {
        let found = task.operations.find(&task.look()).await?;
        let shows = |step: &&Step| id_at(outs, &step.address).is_none_or(|id| found.iter().any(|found| found.id == id));
        if steps.iter().all(shows) || task.gate.clock.now() > give_up {
            return Ok(found);
        }
        task.gate.clock.sleep(LOOK_AGAIN).await;
    }
}

fn is_second(found: &Found, address: &Address, first: &str) -> bool {
    let is_there = matches!(found.state, State::Ready | State::Pending);
    is_there && found.id != first && found.address.as_ref() == Some(address)
}

fn id_at<'a>(outs: &'a BTreeMap<Address, Value>, address: &Address) -> Option<&'a str> {
    outs.get(address)?.get("id")?.as_str()
}
