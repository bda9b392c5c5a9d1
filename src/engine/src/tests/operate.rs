//! One operator's run, from the journal to the end, as a program would do it.

use std::sync::{Arc, Mutex};

use crate::simulation::{Cloud, Process, Stuck, drive};
use crate::tests::catalog::{KINDS, scope};
use crate::tests::platform::{Wish, platform};
use crate::{
    Approval, Catalog, Deaf, Ending, Fence, Gate, Graph, Holder, Journal, Lease, LeaseError, Limits, Listener,
    Observed, Pace, Plan, Problem, Proof, Request, Stop, execute, observe, plan, prove_gone,
};

#[derive(Clone)]
pub enum Goal {
    Up(Wish),
    Down,
}

impl Goal {
    pub fn graph(&self) -> Graph {
        match self {
            Self::Up(wish) => platform(wish),
            Self::Down => Graph::new(scope()),
        }
    }
}

/// A file that outlives its process.
pub type Disk = Arc<Mutex<Vec<u8>>>;

#[derive(Clone)]
pub struct Operator {
    pub number: usize,
    pub process: Process,
    pub disk: Disk,
    pub limits: Limits,
    pub stop: Stop,
    pub listener: Arc<dyn Listener>,
    pub pace: Pace,
}

impl Operator {
    pub fn new(number: usize, disk: &Disk) -> Self {
        Self {
            number,
            process: Process::default(),
            disk: Arc::clone(disk),
            limits: Limits::default(),
            stop: Stop::default(),
            listener: Arc::new(Deaf),
            pace: Pace::default(),
        }
    }
}

#[derive(Debug)]
pub enum End {
    Done { plan: Box<Plan>, proof: Proof },
    Stopped(Ending, String),
    Refused(String),
    Held,
}

impl End {
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }
}

pub async fn operate(cloud: Cloud, operator: Operator, goal: Goal) -> End {
    let clock = Arc::new(cloud.clock().clone());
    let holder = Holder {
        who: format!("operator {}", operator.number),
        nonce: operator.number.to_string(),
    };
    let store = cloud.lease_store(&operator.process);
    let lease = match Lease::take(store, clock.clone(), Arc::clone(&operator.listener), holder).await {
        Ok(lease) => lease,
        Err(LeaseError::Held(_)) => return End::Held,
        Err(error) => return End::Refused(error.to_string()),
    };
    let end = match Journal::open(operator.process.storage(&operator.disk)) {
        Ok(journal) => {
            let gate = Gate::new(clock, journal, lease.fence(), Arc::clone(&operator.listener), 7)
                .with_limits(operator.limits.clone())
                .with_stop(operator.stop.clone());
            let catalog = cloud.catalog(&KINDS, &operator.process, operator.number);
            lease.while_held(walk(&catalog, &gate, &operator.pace, &goal)).await
        }
        Err(error) => End::Refused(error.to_string()),
    };
    match lease.release().await {
        Ok(()) => end,
        Err(error) => End::Refused(error.to_string()),
    }
}

async fn walk(catalog: &Catalog, gate: &Gate, pace: &Pace, goal: &Goal) -> End {
    let observed = match observe(catalog, &scope(), gate).await {
        Ok(observed) => observed,
        Err(error) => return End::Refused(error.failure.to_string()),
    };
    let graph = goal.graph();
    let planned = plan(&Request {
        graph: &graph,
        observed: &observed,
        kinds: catalog.kinds(),
        only: None,
    });
    let planned = match planned {
        Ok(planned) => planned,
        Err(problems) => return End::Refused(problems[0].to_string()),
    };
    let approved = Approval::given_beforehand().of(planned);
    let outcome = execute(&approved, catalog, gate, pace).await;
    if outcome.ending != Ending::Done {
        let why = outcome
            .failed
            .first()
            .map(|(address, failure)| format!("{address}: {failure}"));
        return End::Stopped(outcome.ending, why.unwrap_or_default());
    }
    let proof = match goal {
        Goal::Up(_) => Proof::default(),
        Goal::Down => match prove_gone(&approved, catalog, &scope(), gate, pace).await {
            Ok(proof) => proof,
            Err(error) => return End::Stopped(Ending::Failed, error.to_string()),
        },
    };
    End::Done {
        plan: Box::new(approved.plan().clone()),
        proof,
    }
}

/// Runs one operator to its end, or to its death.
pub fn run(cloud: &Cloud, operator: &Operator, goal: &Goal) -> Result<Option<End>, Stuck> {
    let future = operate(cloud.clone(), operator.clone(), goal.clone());
    let mut ends = drive(cloud.clock(), vec![(operator.process.clone(), Box::pin(future))])?;
    Ok(ends.pop().flatten())
}

/// What a run that only reads would see.
pub fn look(cloud: &Cloud) -> Observed {
    let operator = Operator::new(9, &Disk::default());
    let journal = Journal::open(operator.process.storage(&operator.disk)).unwrap();
    let gate = Gate::new(
        Arc::new(cloud.clock().clone()),
        journal,
        Fence::closed(),
        Arc::new(Deaf),
        7,
    );
    let catalog = cloud.catalog(&KINDS, &operator.process, operator.number);
    let looking = Box::pin(async { observe(&catalog, &scope(), &gate).await.unwrap() });
    drive(cloud.clock(), vec![(operator.process.clone(), looking as _)])
        .unwrap()
        .remove(0)
        .unwrap()
}

pub fn planned(observed: &Observed, graph: &Graph) -> Result<Plan, Vec<Problem>> {
    plan(&Request {
        graph,
        observed,
        kinds: &KINDS,
        only: None,
    })
}
