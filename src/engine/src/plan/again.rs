//! Whether something has to be made again, and the refusal where it holds data.

use crate::plan::Reason;
use crate::plan::build::{Draft, Fate};
use crate::plan::compare::Difference;
use crate::reference::{Edge, Need};
use crate::seeded::{Bug, seeded};
use crate::{Address, DeleteAfter, Facts, Live, Mutability, Node, Problem, State};

impl Draft<'_> {
    /// Why the resource cannot stay, if it cannot.
    pub(super) fn why_again(
        &self,
        node: &Node,
        live: &Live,
        facts: &Facts,
        difference: &Difference,
    ) -> Result<Option<Vec<Reason>>, Problem> {
        let address = || node.address.clone();
        if live.found.state == State::Deleting {
            return Ok(Some(vec![Reason::AlreadyGoing]));
        }
        if let State::Failed(why) = &live.found.state {
            return match facts.stateful {
                Some(recipe) => Err(Problem::HoldsDataAndFailed {
                    address: address(),
                    why: why.clone(),
                    recipe: recipe.to_owned(),
                }),
                None => Ok(Some(vec![Reason::Failed { why: why.clone() }])),
            };
        }
        if let Some((mutability, field)) = &difference.needs {
            let recipe = facts.stateful.filter(|_| !seeded(Bug::ReplaceStateful));
            match (mutability, recipe) {
                (Mutability::Forbidden, _) | (Mutability::Replace, Some(_)) => {
                    return Err(Problem::Forbidden {
                        address: address(),
                        field: field.clone(),
                        recipe: recipe.unwrap_or("make another one beside it, and move").to_owned(),
                    });
                }
                (Mutability::Replace, None) => return Ok(Some(difference.reasons.clone())),
                (Mutability::InPlace | Mutability::Reboot, _) => {}
            }
        }
        match (self.stands_on(node), facts.stateful) {
            (Some(because), Some(recipe)) => Err(Problem::HoldsData {
                address: address(),
                because,
                recipe: recipe.to_owned(),
            }),
            (Some(_), None) => Ok(Some(difference.reasons.clone())),
            (None, _) => Ok(None),
        }
    }

    /// What is made again and cannot be deleted while this one is there.
    fn stands_on(&self, node: &Node) -> Option<Address> {
        let blocks = |edge: &Edge| {
            let target = self.nodes.get(&edge.to).and_then(|target| self.facts(&target.kind));
            let referring = DeleteAfter::Referring(self.facts(&node.kind).map_or("", |facts| facts.kind));
            edge.need != Need::Name
                && self.fates.get(&edge.to) == Some(&Fate::Remade)
                && target.is_some_and(|facts| facts.delete_after.contains(&referring))
        };
        node.edges().into_iter().find(|edge| blocks(edge)).map(|edge| edge.to)
    }
}
