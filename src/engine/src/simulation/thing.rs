//! One resource of the simulated cloud.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::observe::collect_strings;
use crate::{Address, Facts, Owner, State};

#[derive(Clone, Debug)]
pub struct Thing {
    pub id: String,
    pub kind: &'static str,
    pub environment: String,
    pub address: Option<Address>,
    pub name: String,
    pub owner: Owner,
    pub props: Value,
    pub born: u64,
    pub(super) mentions: BTreeSet<String>,
    pub(super) ready_at: Duration,
    pub(super) made: Moment,
    pub(super) gone: Option<Moment>,
    pub kept: Option<&'static str>,
    pub broken: bool,
}

/// A time, and how often the kind had been listed by then: lists lag behind by both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub at: Duration,
    pub lists: u64,
}

impl Thing {
    pub(super) fn is_gone(&self, now: Duration) -> bool {
        self.gone.is_some_and(|gone| gone.at <= now)
    }

    pub fn state(&self, now: Duration) -> State {
        if let Some(why) = self.kept {
            State::Kept(why.to_owned())
        } else if self.gone.is_some_and(|gone| gone.at > now) {
            State::Deleting
        } else if self.broken {
            State::Failed("it broke".to_owned())
        } else if now < self.ready_at {
            State::Pending
        } else {
            State::Ready
        }
    }

    /// Conjured from the names of the outputs: each says whose it is.
    pub(super) fn out(&self, facts: &Facts, now: Duration) -> Value {
        let stable: &[&str] = if now < self.ready_at { &[] } else { facts.stable_outputs };
        let value = |field: &&str| match *field {
            "id" => Value::from(self.id.clone()),
            "name" => Value::from(self.name.clone()),
            other => Value::from(format!("{}/{other}", self.id)),
        };
        Value::Object(
            facts
                .outputs
                .iter()
                .chain(stable)
                .map(|field| ((*field).to_owned(), value(field)))
                .collect(),
        )
    }

    pub(super) fn set(&mut self, props: Value, loose: &[&str]) {
        self.mentions.clear();
        for (field, value) in props.as_object().into_iter().flatten() {
            if !loose.contains(&field.as_str()) {
                let mut texts = BTreeSet::new();
                collect_strings(value, &mut texts);
                self.mentions.extend(texts.iter().map(|text| base(text).to_owned()));
            }
        }
        self.props = props;
    }
}

/// The id within an output.
pub(super) fn base(text: &str) -> &str {
    text.split('/').next().unwrap_or(text)
}
