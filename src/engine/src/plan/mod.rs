//! What is to be done and why, as a value: it can be shown, compared, stored and loaded.

mod again;
mod build;
mod compare;
mod order;
mod removal;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use build::{Request, plan};
pub use step::{Action, Reason, Stage, Step, Wait};

use crate::seeded::{Bug, seeded};
use crate::{Address, Live, Observed, Scope};

/// Grows when an older program could not read the new form.
pub const PLAN_SCHEMA: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub schema_version: u32,
    pub scope: Scope,
    /// Of what was observed: the plan is only true for it.
    pub fingerprint: String,
    /// Layers it was limited to.
    pub only: Option<BTreeSet<String>>,
    pub steps: Vec<Step>,
    pub unchanged: Vec<Address>,
    /// What is left alone although it looks like ours.
    pub reported: Vec<Live>,
    /// Outputs of what is there.
    pub known: BTreeMap<Address, Value>,
    /// How many mutating calls it takes when nothing goes wrong.
    pub writes: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the plan is not one that this program can read")]
    Unreadable(#[source] serde_json::Error),
    #[error("the plan has schema version {found}, this program reads {PLAN_SCHEMA}")]
    Schema { found: u32 },
    #[error("the steps of the plan wait for what is not there, or for each other")]
    Unsound,
    #[error("the plan was made for {planned}, not for {here}")]
    OtherScope { planned: Box<Scope>, here: Box<Scope> },
    #[error("the cloud has changed since the plan was made")]
    Moved,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn to_json(&self) -> Result<String, PlanError> {
        serde_json::to_string_pretty(self).map_err(PlanError::Unreadable)
    }

    pub fn from_json(text: &str) -> Result<Self, PlanError> {
        let value: Value = serde_json::from_str(text).map_err(PlanError::Unreadable)?;
        let version = value
            .get("schema_version")
            .and_then(Value::as_u64)
            .and_then(|found| u32::try_from(found).ok());
        match version {
            Some(found) if found != PLAN_SCHEMA => Err(PlanError::Schema { found }),
            _ => {
                let plan: Self = serde_json::from_value(value).map_err(PlanError::Unreadable)?;
                let points_inside = |wait: &Wait| wait.step < plan.steps.len();
                let is_sound = plan.steps.iter().flat_map(|step| &step.after).all(points_inside);
                if is_sound && order::circle(&plan.steps).is_none() {
                    Ok(plan)
                } else {
                    Err(PlanError::Unsound)
                }
            }
        }
    }

    /// Whether this plan, made earlier, is still true here and now. Asked before the first write.
    pub fn holds(&self, scope: &Scope, observed: &Observed) -> Result<(), PlanError> {
        if self.scope != *scope {
            return Err(PlanError::OtherScope {
                planned: Box::new(self.scope.clone()),
                here: Box::new(scope.clone()),
            });
        }
        if self.fingerprint != observed.fingerprint() && !seeded(Bug::AcceptMovedPlan) {
            return Err(PlanError::Moved);
        }
        Ok(())
    }
}
