//! What a plan changes in the bill.

use engine::{Action, Live, Observed, Plan, Step};
use serde::Serialize;
use serde_json::Value;

use super::Usd;
use super::lines::lines;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Delta {
    /// More, or less if it is negative, in a month without traffic.
    pub monthly_usd: Usd,
    /// What is made or goes and has no known price.
    pub no_price_known_for: Vec<String>,
}

/// `observed` is what the plan was made for.
pub fn delta(plan: &Plan, observed: &Observed) -> Delta {
    let mut delta = Delta::default();
    for step in &plan.steps {
        let (before, after) = sides(step, observed);
        for (props, comes) in [(before, false), (after, true)] {
            for line in props.iter().flat_map(|props| lines(&step.address, &step.kind, props)) {
                match line.monthly_usd {
                    Some(price) if comes => delta.monthly_usd = delta.monthly_usd + price,
                    Some(price) => delta.monthly_usd = delta.monthly_usd - price,
                    None if !delta.no_price_known_for.contains(&line.what) => delta.no_price_known_for.push(line.what),
                    None => {}
                }
            }
        }
    }
    delta
}

/// What is there before and after a step.
fn sides<'a>(step: &'a Step, observed: &'a Observed) -> (Option<&'a Value>, Option<&'a Value>) {
    let seen = |id: &str| {
        let all = observed
            .found
            .values()
            .chain(&observed.duplicates)
            .chain(&observed.strays);
        let is_it = |live: &&Live| live.kind == step.kind && live.found.id == id;
        all.into_iter().find(is_it).map(|live| &live.found.seen)
    };
    match &step.action {
        Action::Create { props } => (None, Some(props)),
        Action::Update { id, props, .. } | Action::Adopt { id, props, .. } => (seen(id), Some(props)),
        Action::Delete { id, .. } => (seen(id), None),
        Action::Await { .. } => (None, None),
    }
}
