//! What a run would do: to the foundation, which holds the lease, and to everything that stands on it.

use std::collections::BTreeSet;

use engine::{Catalog, Graph, Observed, Plan, PlanError, Request, Step, plan};
use serde::Serialize;

use super::{RemoteContext, Sight, trouble};
use crate::cli::Failure;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Draft {
    pub foundation: Plan,
    pub platform: Plan,
}

impl Draft {
    /// `only`: layers; the others are left untouched.
    pub fn up(cx: &RemoteContext, sight: &Sight, only: Option<&BTreeSet<String>>) -> Result<Self, Failure> {
        Ok(Self {
            foundation: planned(cx, &cx.foundation(), &cx.foundation_graph(), &sight.foundation, None)?,
            platform: planned(cx, &cx.catalog(), &cx.graph(), &sight.platform, only)?,
        })
    }

    pub fn down(cx: &RemoteContext, sight: &Sight) -> Result<Self, Failure> {
        let nothing = Graph::new(cx.scope.clone());
        Ok(Self {
            foundation: planned(cx, &cx.foundation(), &nothing, &sight.foundation, None)?,
            platform: planned(cx, &cx.catalog(), &nothing, &sight.platform, None)?,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.foundation.is_empty() && self.platform.is_empty()
    }

    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.foundation.steps.iter().chain(&self.platform.steps)
    }

    /// Whether it is still true for what is there.
    pub fn holds(&self, cx: &RemoteContext, sight: &Sight) -> Result<(), PlanError> {
        self.foundation.holds(&cx.scope, &sight.foundation)?;
        self.platform.holds(&cx.scope, &sight.platform)
    }
}

pub fn planned(
    cx: &RemoteContext,
    catalog: &Catalog,
    graph: &Graph,
    observed: &Observed,
    only: Option<&BTreeSet<String>>,
) -> Result<Plan, Failure> {
    let request = Request {
        graph,
        observed,
        kinds: catalog.kinds(),
        only,
    };
    plan(&request).map_err(|problems| trouble::not_plannable(&cx.scope.environment, &problems))
}
