//! How long things take: learned from runs, declared until something was learned.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::millis;
use crate::{Act, Facts};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Durations(BTreeMap<String, Span>);

/// In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub low: u64,
    pub usual: u64,
    pub high: u64,
}

impl Durations {
    pub fn learn(&mut self, kind: &str, act: Act, took: Duration) {
        let took = millis(took);
        let span = self.0.entry(key(kind, act)).or_insert(Span {
            low: took,
            usual: took,
            high: took,
        });
        // Old runs fade: one slow day does not stay in the estimate for ever.
        *span = Span {
            low: took.min((3 * span.low + span.usual) / 4),
            usual: (3 * span.usual + took) / 4,
            high: took.max((3 * span.high + span.usual) / 4),
        };
    }

    pub fn of(&self, facts: &Facts, act: Act) -> Span {
        let declared = match act {
            Act::Delete => millis(facts.takes.delete),
            Act::Create | Act::Await => millis(facts.takes.create),
            Act::Update => 1000,
        };
        self.0.get(&key(facts.kind, act)).copied().unwrap_or(Span {
            low: declared * 4 / 5,
            usual: declared,
            high: declared * 3 / 2,
        })
    }
}

fn key(kind: &str, act: Act) -> String {
    let act = match act {
        Act::Create => "create",
        Act::Update => "update",
        Act::Delete => "delete",
        Act::Await => "await",
    };
    format!("{kind} {act}")
}
