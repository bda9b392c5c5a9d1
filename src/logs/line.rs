//! One line of a log, whoever wrote it.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Level;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub time: Timestamp,
    /// The part of the platform that wrote it: a function, `gateway`, `postgres`, …
    pub part: String,
    pub level: Level,
    pub message: String,
    pub fields: Map<String, Value>,
}

/// What a line without a time of its own takes over from the line before it.
pub(super) type Before = (Timestamp, Level);

/// Which request a line belongs to.
const TRACE_ID: &str = "trace_id";
/// The module that wrote a line; the part says it well enough for people.
const TARGET: &str = "target";

impl Line {
    /// Understands the lines of our own programs, events of the command line, and PostgreSQL's.
    /// What is none of these is a message by itself, of the time of the line before.
    pub(super) fn read(part: &str, text: &str, before: Before) -> Self {
        let read = if text.starts_with('{') {
            of_json(text, before)
        } else {
            of_postgres(text, before)
        };
        let (time, level, message, fields) = read.unwrap_or_else(|| (before.0, before.1, text.to_owned(), Map::new()));
        Self {
            time,
            part: part.to_owned(),
            level,
            message,
            fields,
        }
    }

    /// A line of one of our own programs, as it is written to a log.
    pub fn of_program(part: &str, text: &str) -> Self {
        Self::read(part, text.trim_end(), (Timestamp::now(), Level::Info))
    }

    /// Its time, if it has one of its own.
    pub(super) fn time_of(text: &str) -> Option<Timestamp> {
        let read = if text.starts_with('{') {
            of_json(text, NONE)
        } else {
            of_postgres(text, NONE)
        };
        read.map(|(time, ..)| time).filter(|time| *time != NONE.0)
    }

    pub fn belongs_to(&self, request: &str) -> bool {
        self.fields.get(TRACE_ID).and_then(Value::as_str) == Some(request)
    }

    /// Without all fields but these.
    #[must_use]
    pub fn with_only(mut self, names: &[String]) -> Self {
        self.fields.retain(|field, _| names.contains(field));
        self
    }

    /// Message and fields, as people read and search them.
    pub fn text(&self) -> String {
        let mut text = self.message.clone();
        for (name, value) in self.fields.iter().filter(|(name, _)| *name != TARGET) {
            let value = match value {
                Value::String(plain) if !plain.is_empty() && !plain.contains([' ', '"', '=', '\n']) => plain.clone(),
                other => other.to_string(),
            };
            // Writing to a string can't fail.
            let _written = write!(text, " {name}={value}");
        }
        text
    }
}

const NONE: Before = (Timestamp::UNIX_EPOCH, Level::Info);

type Read = (Timestamp, Level, String, Map<String, Value>);

fn of_json(text: &str, before: Before) -> Option<Read> {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        return None;
    };
    let mut take = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(other) => {
            fields.insert(name.to_owned(), other);
            None
        }
        None => None,
    };
    let time = take("timestamp")
        .or_else(|| take("ts"))
        .and_then(|time| time.parse().ok());
    let level = take("level").and_then(|level| Level::named(&level));
    let event = take("event");
    let mut message = take("message");
    if let Some(Value::Object(error)) = fields.get("error").cloned() {
        fields.remove("error");
        for (name, value) in error {
            match value {
                Value::String(text) if name == "message" => message = Some(text),
                Value::Null => {}
                value => drop(fields.insert(name, value)),
            }
        }
    }
    fields.remove("schema_version");
    let level = level.unwrap_or(match event.as_deref() {
        Some("failed" | "step_failed") => Level::Error,
        Some("warned") => Level::Warn,
        _ => Level::Info,
    });
    let message = message.or_else(|| event.map(|event| event.replace('_', " ")));
    Some((time.unwrap_or(before.0), level, message.unwrap_or_default(), fields))
}

/// `2026-11-23 13:14:35.290 UTC [17490] user@database program ERROR:  words`; the middle is missing
/// for the server itself.
fn of_postgres(text: &str, before: Before) -> Option<Read> {
    let (time, rest) = text.split_once(" UTC [")?;
    let time: Timestamp = format!("{}Z", time.replacen(' ', "T", 1)).parse().ok()?;
    let (pid, rest) = rest.split_once("] ")?;
    let (head, message) = rest.split_once(":  ")?;
    let (session, severity) = head.rsplit_once(' ').unwrap_or(("", head));
    let mut fields = Map::new();
    fields.insert("pid".to_owned(), pid.parse::<u32>().ok()?.into());
    if let Some(user) = session.split_whitespace().next() {
        fields.insert("session".to_owned(), user.into());
    }
    let level = Level::of_postgres(severity);
    let message = match level {
        Some(_) => message.to_owned(),
        None => format!("{severity}: {message}"),
    };
    Some((time, level.unwrap_or(before.1), message, fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Line {
        Line::read("part", text, ("2026-01-01T00:00:00Z".parse().unwrap(), Level::Warn))
    }

    #[test]
    fn a_line_of_ours_is_time_level_message_and_fields() {
        let line = read(
            r#"{"timestamp":"2026-11-23T13:14:35.507687Z","level":"ERROR","message":"no luck","trace_id":"t","status":503,"target":"gateway"}"#,
        );
        assert_eq!(line.time.to_string(), "2026-11-23T13:14:35.507687Z");
        assert_eq!(
            (line.level, line.text()),
            (Level::Error, "no luck status=503 trace_id=t".to_owned())
        );
        assert!(line.belongs_to("t") && !line.belongs_to("T"));
    }

    #[test]
    fn the_end_of_a_failed_start_tells_why() {
        let line = read(
            r#"{"schema_version":1,"ts":"2026-11-23T13:14:35.5Z","event":"failed","error":{"message":"can't","because":"it is so","try":null}}"#,
        );
        assert_eq!(
            (line.level, line.text()),
            (Level::Error, "can't because=\"it is so\"".to_owned())
        );
    }

    #[test]
    fn postgres_says_who_and_how_bad() {
        let line = read("2026-11-23 13:14:35.290 UTC [174] logline_app@logline  FATAL:  password: wrong");
        assert_eq!(line.time.to_string(), "2026-11-23T13:14:35.29Z");
        assert_eq!(line.level, Level::Error);
        assert_eq!(line.text(), "password: wrong pid=174 session=logline_app@logline");
        let line = read("2026-11-23 13:14:35.290 UTC [174] DETAIL:  more");
        assert_eq!((line.level, line.message.as_str()), (Level::Warn, "DETAIL: more"));
    }

    #[test]
    fn what_is_not_understood_belongs_to_the_line_before() {
        for text in ["\tcontinued", "{\"cut\":", "", "2026-11-23 UTC [x] a:  b", "[1]"] {
            let line = read(text);
            assert_eq!(
                (line.time.as_second(), line.level),
                (1_767_225_600, Level::Warn),
                "{text}"
            );
            assert_eq!(line.message, text);
            assert_eq!(Line::time_of(text), None);
        }
    }
}
