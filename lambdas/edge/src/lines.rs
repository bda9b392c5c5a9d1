//! Logs: one JSON object a line, each with the request and the trace that it belongs to.

use std::error::Error;
use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::{current, stdout};

/// Writes what is at least so important.
#[derive(Debug)]
pub(crate) struct Lines {
    pub(crate) level: LevelFilter,
}

impl Lines {
    /// Other people's libraries are heard when they warn: at finer levels some show headers and bodies.
    pub(crate) fn takes(&self, metadata: &Metadata<'_>) -> bool {
        let ours = [
            "api_handlers",
            "calls",
            "database",
            "db_migration",
            "edge",
            "kernel_executor",
            "ledger",
        ];
        let ours = ours
            .into_iter()
            .chain(["memory_upsert", "stage0_loader", "timeline_handler"]);
        let root = metadata.target().split("::").next().unwrap_or_default();
        let most = if ours.into_iter().any(|name| name == root) {
            self.level
        } else {
            self.level.min(LevelFilter::WARN)
        };
        *metadata.level() <= most
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if !self.takes(metadata) {
            return;
        }
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        stdout::write(&line(
            &Timestamp::now(),
            metadata.level().as_str(),
            metadata.target(),
            fields.0,
        ));
    }
}

/// What an event says itself comes before what is said of all.
fn line(time: &Timestamp, level: &str, target: &str, fields: Map<String, Value>) -> Value {
    let mut line = Map::new();
    line.insert("timestamp".to_owned(), format!("{time:.6}").into());
    line.insert("level".to_owned(), level.into());
    line.insert("target".to_owned(), target.into());
    if let Some(current) = current::get() {
        line.insert("request_id".to_owned(), current.request_id.into());
        line.insert("trace_id".to_owned(), current.trace_id.into());
    }
    line.extend(fields);
    Value::Object(line)
}

/// The fields of an event.
pub(crate) struct Fields(pub(crate) Map<String, Value>);

impl Fields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }

    /// With its causes: the outermost error rarely says what happened.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.insert(field, crate::failure::chain(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.insert(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_the_trace_that_the_event_names() {
        let fields = Map::from_iter([
            ("message".to_owned(), "hi".into()),
            ("trace_id".to_owned(), "mine".into()),
        ]);
        let line = line(&"2026-11-23T13:14:35.5Z".parse().unwrap(), "INFO", "edge", fields);
        let expected = serde_json::json!({
            "timestamp": "2026-11-23T13:14:35.500000Z", "level": "INFO", "target": "edge",
            "message": "hi", "trace_id": "mine"
        });
        assert_eq!(line, expected);
    }
}
