//! Desired × observed → plan. Pure: no clock, no network, the same answer every time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plan::compare::{Difference, compare};
use crate::plan::order::{circle, settled};
use crate::plan::{Action, PLAN_SCHEMA, Plan, Reason, Stage, Step, Wait};
use crate::reference::{Edge, Need, resolve};
use crate::{Act, Address, Facts, Graph, Kinds, Live, Node, Observed, Owner, Problem, State};

/// An empty graph asks for nothing to be left.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub graph: &'a Graph,
    pub observed: &'a Observed,
    pub kinds: &'a Kinds,
    /// Layers; the others are left untouched.
    pub only: Option<&'a BTreeSet<String>>,
}

pub fn plan(request: &Request<'_>) -> Result<Plan, Vec<Problem>> {
    let problems = crate::check(request.graph, request.kinds);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut draft = Draft {
        request: *request,
        nodes: request.graph.nodes().iter().map(|node| (&node.address, node)).collect(),
        steps: Vec::new(),
        fates: BTreeMap::new(),
        ready: BTreeMap::new(),
        gone: BTreeMap::new(),
        changed: BTreeMap::new(),
        deleted: Vec::new(),
        unchanged: Vec::new(),
        reported: Vec::new(),
        problems: Vec::new(),
    };
    for node in request.graph.nodes() {
        draft.settle(node);
    }
    draft.remove_unwanted();
    draft.order_deletions();
    draft.problems.extend(circle(&draft.steps));
    if draft.problems.is_empty() {
        Ok(draft.finish())
    } else {
        Err(draft.problems)
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fate {
    Stays,
    /// Its outputs will be other ones.
    Made,
    /// Made again, after a deletion.
    Remade,
}

pub(super) struct Draft<'a> {
    pub(super) request: Request<'a>,
    pub(super) nodes: BTreeMap<&'a Address, &'a Node>,
    pub(super) steps: Vec<Step>,
    pub(super) fates: BTreeMap<&'a Address, Fate>,
    /// The step after which something can be referred to.
    ready: BTreeMap<&'a Address, usize>,
    /// By the id of what is deleted.
    pub(super) gone: BTreeMap<&'a str, usize>,
    /// By the id of what is updated.
    pub(super) changed: BTreeMap<&'a str, usize>,
    pub(super) deleted: Vec<(usize, &'a Live)>,
    unchanged: Vec<Address>,
    pub(super) reported: Vec<Live>,
    problems: Vec<Problem>,
}

impl<'a> Draft<'a> {
    pub(super) fn is_selected(&self, address: &Address) -> bool {
        self.request.only.is_none_or(|layers| layers.contains(address.layer()))
    }

    pub(super) fn facts(&self, kind: &str) -> Option<&'a Facts> {
        self.request.kinds.get(kind)
    }

    /// Decides about one node; those it refers to have been decided about.
    fn settle(&mut self, node: &'a Node) {
        let live = self.request.observed.found.get(&node.address);
        if !self.is_selected(&node.address) {
            self.fates
                .insert(&node.address, if live.is_some() { Fate::Stays } else { Fate::Made });
            return;
        }
        let (Some(facts), Some(props)) = (self.facts(&node.kind), &node.props) else {
            return;
        };
        self.refuse_what_other_layers_lack(node);
        let props = resolve(props, &|edge| self.name_of(edge));
        let Some(live) = live else {
            self.make(node, facts, props, vec![Reason::Absent], None);
            return;
        };
        if live.found.owner == Owner::Foreign {
            self.problems.push(Problem::Taken {
                address: node.address.clone(),
                id: live.found.id.clone(),
            });
            return;
        }
        let difference = compare(&resolve(&props, &|edge| self.known(edge)), &live.found.seen, facts);
        match self.why_again(node, live, facts, &difference) {
            Ok(Some(reasons)) => self.make(node, facts, props, reasons, Some(live)),
            Ok(None) => self.keep(node, live, props, difference),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn name_of(&self, edge: &Edge) -> Option<Value> {
        (edge.need == Need::Name)
            .then(|| self.nodes.get(&edge.to)?.names.get(&edge.field).cloned())
            .flatten()
    }

    fn known(&self, edge: &Edge) -> Option<Value> {
        let stays = self.fates.get(&edge.to) == Some(&Fate::Stays);
        let live = self.request.observed.found.get(&edge.to).filter(|_| stays)?;
        live.found.out.get(&edge.field).cloned()
    }

    fn refuse_what_other_layers_lack(&mut self, node: &Node) {
        for edge in node.edges() {
            let lacks = edge.need != Need::Name && !self.is_selected(&edge.to);
            if lacks && self.fates.get(&edge.to) == Some(&Fate::Made) {
                self.problems.push(Problem::OtherLayer {
                    address: node.address.clone(),
                    needs: edge.to,
                });
            }
        }
    }

    fn make(&mut self, node: &'a Node, facts: &'a Facts, props: Value, reasons: Vec<Reason>, before: Option<&'a Live>) {
        let mut after = self.waits(node);
        if let Some(live) = before {
            after.push(settled(self.delete(live, facts, reasons.clone(), true)));
        }
        let step = self.push(&node.address, &node.kind, Action::Create { props }, reasons, after);
        self.steps[step].replaces = before.is_some();
        self.ready.insert(&node.address, step);
        self.fates
            .insert(&node.address, if before.is_some() { Fate::Remade } else { Fate::Made });
    }

    fn keep(&mut self, node: &'a Node, live: &'a Live, props: Value, difference: Difference) {
        self.fates.insert(&node.address, Fate::Stays);
        let (id, out, fields) = (live.found.id.clone(), live.found.out.clone(), difference.fields);
        let is_pending = live.found.state == State::Pending;
        let (action, reasons) = if live.found.owner == Owner::Adoptable {
            let reasons = [vec![Reason::NotTagged], difference.reasons].concat();
            (Action::Adopt { id, props, out, fields }, reasons)
        } else if !fields.is_empty() {
            (
                Action::Update {
                    id,
                    props,
                    out,
                    fields,
                    is_pending,
                },
                difference.reasons,
            )
        } else if is_pending {
            (Action::Await { out }, vec![Reason::NotReady])
        } else {
            self.unchanged.push(node.address.clone());
            return;
        };
        let after = self.waits(node);
        let is_change = action.act() == Act::Update;
        let step = self.push(&node.address, &node.kind, action, reasons, after);
        self.ready.insert(&node.address, step);
        if is_change {
            self.changed.insert(&live.found.id, step);
        }
    }

    fn waits(&self, node: &Node) -> Vec<Wait> {
        let mut waits: BTreeMap<usize, Stage> = BTreeMap::new();
        for edge in node.edges() {
            let until = match edge.need {
                Need::Name => continue,
                Need::Configured => Stage::Returned,
                Need::Stable => Stage::Settled,
            };
            if let Some(step) = self.ready.get(&edge.to) {
                let stage = waits.entry(*step).or_insert(until);
                *stage = until.max(*stage);
            }
        }
        waits.into_iter().map(|(step, until)| Wait { step, until }).collect()
    }

    pub(super) fn push(
        &mut self,
        address: &Address,
        kind: &str,
        action: Action,
        reasons: Vec<Reason>,
        after: Vec<Wait>,
    ) -> usize {
        self.steps.push(Step {
            address: address.clone(),
            kind: kind.to_owned(),
            action,
            reasons,
            after,
            replaces: false,
            destroys_data: false,
        });
        self.steps.len() - 1
    }

    fn finish(self) -> Plan {
        let observed = self.request.observed;
        let writes_of = |step: &Step| self.facts(&step.kind).map_or(0, |facts| writes(step, facts));
        let writes = self.steps.iter().map(writes_of).sum();
        Plan {
            schema_version: PLAN_SCHEMA,
            scope: self.request.graph.scope.clone(),
            fingerprint: observed.fingerprint(),
            only: self.request.only.cloned(),
            writes,
            known: observed
                .found
                .iter()
                .map(|(address, live)| (address.clone(), live.found.out.clone()))
                .collect(),
            steps: self.steps,
            unchanged: self.unchanged,
            reported: self.reported,
        }
    }
}

fn writes(step: &Step, facts: &Facts) -> usize {
    match &step.action {
        Action::Create { props } => {
            let later = crate::execute::set_later(facts, props);
            (facts.writes)(Act::Create, &[])
                + if later.is_empty() {
                    0
                } else {
                    (facts.writes)(Act::Update, &later)
                }
        }
        Action::Update { fields, .. } | Action::Adopt { fields, .. } => (facts.writes)(Act::Update, fields),
        Action::Delete { is_going: false, .. } => (facts.writes)(Act::Delete, &[]),
        Action::Delete { .. } | Action::Await { .. } => 0,
    }
}
