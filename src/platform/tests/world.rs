//! A simulated account, in which the real platform goes up and down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use engine::simulation::{Behaviour, Cloud, Process, drive};
use engine::{
    Approval, Deaf, Ending, Facts, Fence, Gate, Graph, Holder, Journal, Kinds, Lease, Observed, Pace, Plan, Problem,
    Proof, Request, Scope, execute, observe, plan, prove_gone,
};
use serde_json::Value;

use super::kinds::{KINDS, SIMULATED};

/// A journal that outlives the process that wrote it.
pub(super) type Disk = Arc<Mutex<Vec<u8>>>;

#[derive(Clone)]
pub(super) struct World {
    pub cloud: Cloud,
    pub scope: Scope,
}

/// How a run ended; none if it died.
pub(super) type End = Option<Result<(Plan, Proof), String>>;

impl World {
    pub fn empty(scope: &Scope) -> Self {
        Self {
            cloud: Cloud::new(KINDS.iter().map(|facts| (facts.kind, behaviour(facts))).collect()),
            scope: scope.clone(),
        }
    }

    /// The same world, from here on apart.
    pub fn fork(&self) -> Self {
        Self {
            cloud: self.cloud.fork(),
            scope: self.scope.clone(),
        }
    }

    /// From the lease to the end; with an empty graph it also proves that nothing is left.
    pub fn run(&self, graph: &Graph, disk: &Disk) -> End {
        let process = Process::default();
        let running = Box::pin(self.walk(process.clone(), graph, disk));
        let mut ends = drive(self.cloud.clock(), vec![(process, running as _)]).unwrap();
        ends.pop().flatten()
    }

    /// A run in which nothing may go wrong.
    pub fn arrive(&self, graph: &Graph, disk: &Disk) -> (Plan, Proof) {
        self.run(graph, disk).unwrap().unwrap()
    }

    pub fn observe(&self) -> Observed {
        let process = Process::default();
        let gate = self.gate(&process, &Disk::default(), Fence::closed());
        let catalog = self.cloud.catalog(&KINDS, &process, 0);
        let looking = Box::pin(async { observe(&catalog, &self.scope, &gate).await.unwrap() });
        drive(self.cloud.clock(), vec![(process.clone(), looking as _)])
            .unwrap()
            .remove(0)
            .unwrap()
    }

    /// Address, kind and props of everything that is there, without ids.
    pub fn inventory(&self) -> BTreeSet<String> {
        let things: Vec<_> = self
            .cloud
            .things()
            .into_iter()
            .filter(|thing| thing.kept.is_none())
            .collect();
        let places: BTreeMap<String, String> = things
            .iter()
            .map(|thing| (thing.id.clone(), format!("{:?}", thing.address)))
            .collect();
        let show = |props: &Value| {
            let text = props.to_string();
            places.iter().fold(text, |text, (id, place)| text.replace(id, place))
        };
        things
            .iter()
            .map(|thing| format!("{:?} {} {}", thing.address, thing.kind, show(&thing.props)))
            .collect()
    }

    async fn walk(&self, process: Process, graph: &Graph, disk: &Disk) -> Result<(Plan, Proof), String> {
        let holder = Holder {
            who: "operator".to_owned(),
            nonce: "1".to_owned(),
        };
        let clock = Arc::new(self.cloud.clock().clone());
        let store = self.cloud.lease_store(&process);
        let lease = Lease::take(store, clock, Arc::new(Deaf), holder).await;
        let lease = lease.map_err(|error| error.to_string())?;
        let gate = self.gate(&process, disk, lease.fence());
        let end = lease.while_held(self.make(&process, graph, &gate)).await;
        lease.release().await.map_err(|error| error.to_string())?;
        end
    }

    async fn make(&self, process: &Process, graph: &Graph, gate: &Gate) -> Result<(Plan, Proof), String> {
        let catalog = self.cloud.catalog(&SIMULATED, process, 1);
        let observed = observe(&catalog, &self.scope, gate).await;
        let observed = observed.map_err(|error| error.failure.to_string())?;
        let planned = plan_with(&SIMULATED, &observed, graph).map_err(|problems| problems[0].to_string())?;
        let approved = Approval::given_beforehand().of(planned);
        let outcome = execute(&approved, &catalog, gate, &Pace::default()).await;
        if outcome.ending != Ending::Done {
            return Err(format!("{:?}: {:?}", outcome.ending, outcome.failed));
        }
        let proof = if graph.nodes().is_empty() {
            let proof = prove_gone(&approved, &catalog, &self.scope, gate, &Pace::default()).await;
            proof.map_err(|error| error.to_string())?
        } else {
            Proof::default()
        };
        Ok((approved.plan().clone(), proof))
    }

    fn gate(&self, process: &Process, disk: &Disk, fence: Fence) -> Gate {
        let journal = Journal::open(process.storage(disk)).unwrap();
        Gate::new(Arc::new(self.cloud.clock().clone()), journal, fence, Arc::new(Deaf), 7)
    }
}

pub(super) fn planned(observed: &Observed, graph: &Graph) -> Result<Plan, Vec<Problem>> {
    plan_with(&KINDS, observed, graph)
}

fn plan_with(kinds: &Kinds, observed: &Observed, graph: &Graph) -> Result<Plan, Vec<Problem>> {
    plan(&Request {
        graph,
        observed,
        kinds,
        only: None,
    })
}

/// What AWS does that the declarations do not say.
fn behaviour(facts: &Facts) -> Behaviour {
    let takes = if facts.settles {
        Behaviour::taking(facts.takes.create.as_secs(), facts.takes.delete.as_secs())
    } else {
        Behaviour::INSTANT
    };
    let loose: &[&str] = match facts.kind {
        // What was written down stays true of nothing.
        "secrets/endpoint" => &["host", "port"],
        // The password was copied.
        "rds/instance" | "elasticache/replication-group" => &["secret"],
        _ => &[],
    };
    let after_all: &[&str] = match facts.kind {
        "ec2/internet-gateway" => &["ec2/elastic-ip"],
        _ => &[],
    };
    Behaviour {
        guard: facts.guard,
        keeps: (facts.kind == "kms/key").then_some("AWS deletes it later"),
        loose,
        after_all,
        ..takes
    }
}
