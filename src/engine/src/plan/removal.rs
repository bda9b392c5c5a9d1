//! What has to go, and in which order.

use serde_json::json;

use crate::plan::build::Draft;
use crate::plan::order::{Referrers, is_in_the_way, settled};
use crate::plan::{Action, Reason};
use crate::seeded::{Bug, seeded};
use crate::{Facts, Live, Owner, State};

impl<'a> Draft<'a> {
    pub(super) fn delete(&mut self, live: &'a Live, facts: &Facts, reasons: Vec<Reason>, replaces: bool) -> usize {
        let is_going = live.found.state == State::Deleting;
        let (id, out) = (live.found.id.clone(), live.found.out.clone());
        let mut after = Vec::new();
        let guard = facts
            .guard
            .filter(|field| live.found.seen.get(*field) == Some(&json!(true)) && !is_going);
        if let Some(field) = guard.filter(|_| !seeded(Bug::KeepGuard)) {
            let mut props = live.found.seen.clone();
            props[field] = json!(false);
            let reasons = vec![Reason::Protected {
                field: field.to_owned(),
            }];
            let (id, out, fields) = (id.clone(), out.clone(), vec![field.to_owned()]);
            let is_pending = live.found.state == State::Pending;
            let lift = Action::Update {
                id,
                props,
                out,
                fields,
                is_pending,
            };
            after.push(settled(self.push(&live.address, &live.kind, lift, reasons, Vec::new())));
        }
        let step = self.push(
            &live.address,
            &live.kind,
            Action::Delete { id, out, is_going },
            reasons,
            after,
        );
        self.steps[step].replaces = replaces;
        self.steps[step].destroys_data = facts.stateful.is_some();
        self.gone.insert(&live.found.id, step);
        self.deleted.push((step, live));
        step
    }

    pub(super) fn remove_unwanted(&mut self) {
        let observed = self.request.observed;
        let nothing_wanted = self.request.graph.nodes().is_empty();
        let orphans = observed
            .found
            .values()
            .filter(|live| !self.nodes.contains_key(&live.address));
        let unwanted: Vec<(&Live, Reason)> = orphans
            .map(|live| (live, Reason::NotWanted))
            .chain(observed.duplicates.iter().map(|live| (live, Reason::Duplicate)))
            .filter(|(live, _)| self.is_selected(&live.address))
            .collect();
        for (live, reason) in unwanted {
            self.remove(live, reason, !seeded(Bug::ForgetOrphans));
        }
        for stray in &observed.strays {
            self.remove(stray, Reason::Stray, nothing_wanted && self.request.only.is_none());
        }
    }

    fn remove(&mut self, live: &'a Live, reason: Reason, wanted: bool) {
        match self
            .facts(&live.kind)
            .filter(|_| wanted && live.found.owner == Owner::Ours)
        {
            Some(facts) => {
                self.delete(live, facts, vec![reason], false);
            }
            None => self.reported.push(live.clone()),
        }
    }

    pub(super) fn order_deletions(&mut self) {
        let lives: Vec<&Live> = self.request.observed.all().collect();
        let referrers = Referrers::among(&lives);
        for (step, live) in &self.deleted {
            let Some(facts) = self.facts(&live.kind) else { continue };
            for other in lives.iter().filter(|other| other.found.id != live.found.id) {
                if !is_in_the_way(other, live, facts, &referrers) {
                    continue;
                }
                let gone = self.gone.get(other.found.id.as_str()).map(|step| settled(*step));
                let changed = self.changed.get(other.found.id.as_str()).map(|step| settled(*step));
                let wait = gone.or(changed.filter(|_| !self.steps[*step].replaces));
                self.steps[*step].after.extend(wait);
            }
        }
    }
}
