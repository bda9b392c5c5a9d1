//! One step: the calls it makes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::gate::{Errand, Gate};
use crate::plan::{Action, Step};
use crate::reference::{edges, resolve};
use crate::resource::{Call, Change, Look, Operations};
use crate::seeded::{Bug, seeded};
use crate::{Address, Class, Durations, Facts, Failure, Scope};

#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub step: &'a Step,
    pub facts: &'a Facts,
    pub operations: &'a dyn Operations,
    pub gate: &'a Gate,
    pub scope: &'a Scope,
    pub generation: u64,
    pub durations: &'a Durations,
}

impl<'a> Task<'a> {
    /// The props with every reference resolved.
    pub fn props(&self, outs: &BTreeMap<Address, Value>) -> Result<Value, Failure> {
        let props = match &self.step.action {
            Action::Create { props } | Action::Update { props, .. } | Action::Adopt { props, .. } => props,
            Action::Delete { .. } | Action::Await { .. } => return Ok(Value::Null),
        };
        let props = resolve(props, &|edge| {
            outs.get(&edge.to)?
                .get(&edge.field)
                .filter(|value| !value.is_null())
                .cloned()
        });
        match edges(&props).first() {
            Some(edge) => Err(Failure::new(
                Class::Invalid,
                format!("make {}", self.step.address),
                format!("{} of {} is not known", edge.field, edge.to),
            )),
            None => Ok(props),
        }
    }

    pub async fn call(self, props: Value) -> Result<Option<Value>, Failure> {
        match &self.step.action {
            Action::Create { .. } => self.create(&props).await.map(Some),
            Action::Update {
                id,
                out,
                fields,
                is_pending,
                ..
            } => {
                if *is_pending {
                    self.until_usable(out.clone()).await?;
                }
                self.update(&props, id, out, fields).await.map(Some)
            }
            Action::Adopt { id, out, fields, .. } => self.update(&props, id, out, fields).await.map(Some),
            Action::Delete { is_going: true, .. } => Ok(None),
            Action::Delete { id, out, .. } => self.delete(id, out).await.map(|()| None),
            Action::Await { out } => Ok(Some(out.clone())),
        }
    }

    pub async fn update(&self, props: &Value, id: &str, out: &Value, fields: &[String]) -> Result<Value, Failure> {
        let call = self.calling(crate::Act::Update, Some(id));
        self.operations.update(&call, Change { props, out, fields }).await
    }

    pub async fn delete(&self, id: &str, out: &Value) -> Result<(), Failure> {
        match self
            .operations
            .delete(&self.calling(crate::Act::Delete, Some(id)), out)
            .await
        {
            Err(failure) if failure.class == Class::NotFound && !seeded(Bug::GoneIsFailure) => Ok(()),
            result => result,
        }
    }

    pub fn calling<'b>(&self, act: crate::Act, target: Option<&'b str>) -> Call<'b>
    where
        'a: 'b,
    {
        Call {
            look: self.look(),
            errand: Errand {
                address: &self.step.address,
                kind: self.facts.kind,
                act,
                target,
                repeat: self.facts.repeat,
                generation: self.generation,
                token: self.scope.token(&self.step.address, self.generation),
            },
        }
    }

    pub fn look(&self) -> Look<'a> {
        Look {
            scope: self.scope,
            gate: self.gate,
        }
    }
}
