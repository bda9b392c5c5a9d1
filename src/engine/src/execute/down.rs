//! The end of `down`: not what we remember, but what the cloud shows.

use std::time::Duration;

use crate::execute::{Ending, Outcome, Pace, execute};
use crate::seeded::{Bug, seeded};
use crate::{
    Approved, Catalog, Gate, Graph, Live, ObserveError, Observed, Owner, Plan, Problem, Request, Scope, State, observe,
    plan,
};

const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// What a first inventory still shows came after the plan was made; what a fifth one shows will not go.
const ROUNDS: usize = 5;

/// That nothing is left of the environment but what is listed here.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Stays for a reason, which [`State::Kept`] tells.
    pub kept: Vec<Live>,
    /// Looks like ours and is not; it was not touched.
    pub foreign: Vec<Live>,
}

#[derive(Debug, thiserror::Error)]
pub enum DownError {
    #[error(transparent)]
    Observe(#[from] ObserveError),
    #[error("{} resources are left", .0.len())]
    Left(Vec<Live>),
    #[error("interrupted while {} resources were left", .0.len())]
    Interrupted(Vec<Live>),
    #[error("what is left cannot be removed")]
    Problems(Vec<Problem>),
    #[error("removing what is left ended as {:?}", .0.ending)]
    Ended(Box<Outcome>),
}

/// Looks until nothing is left, and removes what has appeared meanwhile.
pub async fn prove_gone(
    approved: &Approved<Plan>,
    catalog: &Catalog,
    scope: &Scope,
    gate: &Gate,
    pace: &Pace,
) -> Result<Proof, DownError> {
    if seeded(Bug::SkipInventory) {
        return Ok(Proof::default());
    }
    let nothing = Graph::new(scope.clone());
    let give_up = gate.clock.now() + gate.patience.settle;
    let mut rounds = 0;
    loop {
        let observed = observe(catalog, scope, gate).await?;
        let left = left(&observed);
        if left.is_empty() {
            return Ok(proof(observed));
        }
        if gate.clock.now() > give_up || rounds == ROUNDS {
            return Err(DownError::Left(left));
        }
        if gate.stop.is_requested() {
            return Err(DownError::Interrupted(left));
        }
        if left.iter().all(|live| live.found.state == State::Deleting) {
            gate.clock.sleep(LOOK_AGAIN).await;
            continue;
        }
        rounds += 1;
        let rest = plan(&Request {
            graph: &nothing,
            observed: &observed,
            kinds: catalog.kinds(),
            only: None,
        });
        let outcome = execute(&approved.rest(rest.map_err(DownError::Problems)?), catalog, gate, pace).await;
        if outcome.ending != Ending::Done {
            return Err(DownError::Ended(Box::new(outcome)));
        }
    }
}

fn left(observed: &Observed) -> Vec<Live> {
    observed
        .all()
        .filter(|live| live.found.owner != Owner::Foreign)
        .cloned()
        .collect()
}

fn proof(observed: Observed) -> Proof {
    let foreign = observed.all().cloned().collect();
    Proof {
        kept: observed.kept,
        foreign,
    }
}
