//! What the cloud holds, as far as rules must know: learnt from requests and the emulator's answers.

pub(crate) mod cache;
pub(crate) mod database;
pub(crate) mod functions;
pub(crate) mod group_rules;
pub(crate) mod network;
mod objects;
pub(crate) mod security;
mod thing;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::request::Request;
use crate::upstream::Answer;
use crate::xml;
pub use thing::{Kind, Life, Thing};

/// Of one account in one region.
#[derive(Debug, Default)]
pub struct Model {
    things: BTreeMap<(Kind, String), Thing>,
    /// What was asked with a client token, and answered.
    pub(crate) tokens: BTreeMap<(String, String), (Value, Answer)>,
    /// Accepted, shown as `deleting`, and done by the emulator later.
    pub(crate) deferred: Vec<Deferred>,
    /// Requests left, and when that was in seconds of the cloud.
    pub(crate) buckets: BTreeMap<String, (f64, f64)>,
    /// What an emulator may go on showing although it is gone.
    pub(crate) gone: BTreeSet<(Kind, String)>,
    /// Names that stay taken for a while after their owner is gone.
    pub(crate) lingering: BTreeMap<(Kind, String), Instant>,
}

#[derive(Debug)]
pub(crate) struct Deferred {
    pub(crate) due: Instant,
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) request: Request,
}

/// What changes a model: an operation that the emulator took.
pub(crate) struct Lesson<'a> {
    pub(crate) request: &'a Request,
    pub(crate) answer: &'a Answer,
    pub(crate) clock: &'a Clock,
    /// Reads that do not show what is new yet.
    pub(crate) lag: u32,
}

impl Model {
    pub fn get(&self, kind: Kind, id: &str) -> Option<&Thing> {
        self.things.get(&(kind, id.to_owned()))
    }

    pub fn get_mut(&mut self, kind: Kind, id: &str) -> Option<&mut Thing> {
        self.things.get_mut(&(kind, id.to_owned()))
    }

    pub fn has(&self, kind: Kind, id: &str) -> bool {
        self.get(kind, id).is_some()
    }

    pub fn all(&self, kind: Kind) -> impl Iterator<Item = &Thing> {
        self.things.values().filter(move |thing| thing.kind == kind)
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.all(kind).count()
    }

    /// Those that refer to this one, whatever they are.
    pub fn users(&self, kind: Kind, id: &str) -> impl Iterator<Item = &Thing> {
        let wanted = (kind, id.to_owned());
        self.things
            .values()
            .filter(move |thing| thing.refers_to.contains(&wanted))
    }

    pub fn add(&mut self, thing: Thing) {
        self.things.insert((thing.kind, thing.id.clone()), thing);
    }

    pub fn remove(&mut self, kind: Kind, id: &str) -> Option<Thing> {
        self.things.remove(&(kind, id.to_owned()))
    }

    pub(crate) fn remove_all(&mut self, gone: impl Fn(&Thing) -> bool) {
        self.things.retain(|_, thing| !gone(thing));
    }

    pub(crate) fn things_mut(&mut self) -> impl Iterator<Item = &mut Thing> {
        self.things.values_mut()
    }

    /// After an operation that the emulator took.
    pub(crate) fn learn(&mut self, lesson: &Lesson<'_>) {
        match lesson.request.service.as_str() {
            "ec2" => self.learn_network(lesson),
            "rds" => self.learn_database(lesson),
            "elasticache" => self.learn_cache(lesson),
            "secretsmanager" | "kms" | "iam" | "logs" | "wafv2" => self.learn_security(lesson),
            "s3" => self.learn_objects(lesson),
            "lambda" => self.learn_functions(lesson),
            _ => {}
        }
    }
}

impl Lesson<'_> {
    /// A new thing, made with the parameters of this request.
    pub(crate) fn thing(&self, kind: Kind, id: &str) -> Thing {
        let mut thing = Thing::new(kind, id, self.request.parameters.clone());
        thing.unseen = self.lag;
        thing
    }

    /// The first text of this name in an XML answer.
    pub(crate) fn answered(&self, name: &str) -> Option<String> {
        xml::find_text(&xml::parse(&self.answer.body)?, name)
    }

    /// The text at this path of a JSON answer.
    pub(crate) fn answered_at(&self, path: &str) -> Option<String> {
        let answer: Value = serde_json::from_slice(&self.answer.body).ok()?;
        crate::request::at(&answer, path)?.as_str().map(str::to_owned)
    }
}
