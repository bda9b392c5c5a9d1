//! Kills and bad answers, with what the real kinds declare about themselves.

use std::collections::BTreeSet;
use std::sync::Mutex;

use engine::Graph;
use engine::simulation::Fault;

use super::world::{Disk, World};
use super::{ENVIRONMENTS, config, scope};
use crate::platform::graph;

/// Between two calls at which something goes wrong: every one would take minutes, and the engine's own tests do that.
const STRIDE: usize = 7;

struct Standing {
    empty: World,
    graph: Graph,
    nothing: Graph,
    world: World,
    disk: Disk,
    /// Mutating calls of `up` and of `down`.
    writes: [usize; 2],
}

impl Standing {
    fn new(environment: &str) -> Self {
        let scope = scope(environment);
        let empty = World::empty(&scope);
        let graph = graph(&config(environment, &[]), scope.clone());
        let (world, disk) = (empty.fork(), Disk::default());
        let (plan, _) = world.arrive(&graph, &disk);
        assert_eq!(
            world.cloud.writes(),
            plan.writes,
            "the calls made are the calls planned"
        );
        let (again, _) = world.arrive(&graph, &disk);
        assert!(again.is_empty(), "a second run would do {:#?}", again.steps);
        let nothing = Graph::new(scope);
        let (last, last_disk) = (world.fork(), copy(&disk));
        let (down, proof) = last.arrive(&nothing, &last_disk);
        assert!(last.inventory().is_empty(), "{:?}", last.inventory());
        let place = |address: &str| {
            down.steps
                .iter()
                .position(|step| step.address.as_str() == address)
                .unwrap()
        };
        let log_group = &down.steps[place("database/postgresql-log-group")];
        let database = place("database/main");
        assert!(
            log_group
                .after
                .iter()
                .any(|wait| wait.step >= database && down.steps[wait.step].kind == "rds/instance")
        );
        let kept: Vec<&str> = proof.kept.iter().map(|live| live.address.as_str()).collect();
        assert_eq!(kept, ["security/memory-key"]);
        assert_eq!((last.cloud.refused(), last.cloud.unannounced()), (0, 0));
        Self {
            empty,
            graph,
            nothing,
            world,
            disk,
            writes: [plan.writes, down.writes],
        }
    }

    /// Something goes wrong at one call; then one more run arrives where an undisturbed one did.
    fn tell(&self, is_up: bool, call: usize, fault: Fault) {
        let (world, disk, graph) = if is_up {
            (self.empty.fork(), Disk::default(), &self.graph)
        } else {
            (self.world.fork(), copy(&self.disk), &self.nothing)
        };
        world.cloud.inject(world.cloud.writes() + call, fault);
        let end = world.run(graph, &disk);
        world.cloud.heal();
        let story = format!("{fault:?} at call {call}, up: {is_up}");
        if Fault::BAD_ANSWERS.contains(&fault) {
            assert!(matches!(end, Some(Ok(_))), "{story}: {end:?}");
        }
        world.arrive(graph, &disk);
        let expected = if is_up {
            self.world.inventory()
        } else {
            BTreeSet::default()
        };
        assert_eq!(world.inventory(), expected, "{story}");
        let before = world.cloud.writes();
        world.arrive(graph, &disk);
        assert_eq!(world.cloud.writes(), before, "{story}: a second run does nothing");
        world.arrive(&self.nothing, &disk);
        assert!(world.inventory().is_empty(), "{story}: {:?}", world.inventory());
        assert_eq!(world.cloud.unannounced(), 0, "{story}");
    }
}

fn copy(disk: &Disk) -> Disk {
    Disk::new(Mutex::new(disk.lock().unwrap().clone()))
}

#[test]
fn every_environment_goes_up_stays_and_goes_down() {
    let mut writes = Vec::new();
    for environment in ENVIRONMENTS {
        writes.push(Standing::new(environment).writes);
    }
    assert!(writes.iter().all(|[up, down]| *up > 40 && *down > 40), "{writes:?}");
}

#[test]
fn a_fault_at_any_sampled_call_is_recovered_from() {
    let faults: Vec<Fault> = Fault::KILLS.into_iter().chain(Fault::BAD_ANSWERS).collect();
    for (offset, environment) in ENVIRONMENTS.into_iter().enumerate() {
        let standing = Standing::new(environment);
        for (is_up, writes) in [(true, standing.writes[0]), (false, standing.writes[1])] {
            for (index, fault) in faults.iter().enumerate() {
                // Another call for each fault and environment, so that the samples cover all.
                for call in (1 + (offset * 3 + index) % STRIDE..=writes).step_by(STRIDE) {
                    standing.tell(is_up, call, *fault);
                }
            }
        }
    }
}
