//! What has happened so far, as values: lines for people and JSON lines are made from the same.

use std::time::Duration;

use serde::Serialize;

use super::page::{harmless, styled};
use super::{DIM, GREEN, RED, YELLOW};

/// The form of JSON lines; a reader may rely on it as long as this number stays.
const SCHEMA_VERSION: u32 = 1;

/// A fact in the past tense. Its JSON is an object whose `event` names it.
pub trait Event: Serialize {
    /// The same fact in one line for people, perhaps with colours.
    fn line(&self) -> String;
}

/// The facts that every command has.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Progress {
    StepStarted {
        step: String,
    },
    /// A step is still running: the sign of life for logs that show no live view.
    StepContinued {
        step: String,
        elapsed_ms: u64,
    },
    StepFinished {
        step: String,
        duration_ms: u64,
        outcome: String,
    },
    StepFailed {
        step: String,
        duration_ms: u64,
    },
    Noted {
        message: String,
    },
    Warned {
        message: String,
    },
}

impl Event for Progress {
    fn line(&self) -> String {
        match self {
            Self::StepStarted { step } => format!("{}  {}", styled(DIM, "start"), harmless(step)),
            Self::StepContinued { step, elapsed_ms } => {
                format!(
                    "{}  {} ({} so far)",
                    styled(DIM, "still"),
                    harmless(step),
                    spoken(*elapsed_ms)
                )
            }
            Self::StepFinished {
                step,
                duration_ms,
                outcome,
            } => {
                let outcome = if outcome.is_empty() {
                    String::new()
                } else {
                    format!(": {}", harmless(outcome))
                };
                format!(
                    "{}   {} ({}){outcome}",
                    styled(GREEN, "done"),
                    harmless(step),
                    spoken(*duration_ms)
                )
            }
            Self::StepFailed { step, duration_ms } => {
                format!(
                    "{}   {} ({})",
                    styled(RED, "fail"),
                    harmless(step),
                    spoken(*duration_ms)
                )
            }
            Self::Noted { message } => harmless(message).into_owned(),
            Self::Warned { message } => format!("{} {}", styled(YELLOW, "warning:"), harmless(message)),
        }
    }
}

/// A JSON line: an event with its time and the version of its form.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'a, E> {
    schema_version: u32,
    ts: String,
    #[serde(flatten)]
    event: &'a E,
}

impl<'a, E: Serialize> Envelope<'a, E> {
    pub(super) fn now(event: &'a E) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            ts: format!("{:.3}", jiff::Timestamp::now()),
            event,
        }
    }
}

/// `1.2 s`, `2 min 05 s`
pub fn spoken(milliseconds: u64) -> String {
    if milliseconds < 60_000 {
        return format!("{:.1} s", Duration::from_millis(milliseconds).as_secs_f64());
    }
    let seconds = milliseconds / 1000;
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spoken_as_people_do() {
        assert_eq!(spoken(40), "0.0 s");
        assert_eq!(spoken(1_250), "1.2 s");
        assert_eq!(spoken(125_000), "2 min 05 s");
    }

    #[test]
    fn a_json_line_names_version_time_and_event() {
        let event = Progress::StepFinished {
            step: "a".into(),
            duration_ms: 3,
            outcome: "b".into(),
        };
        let line = serde_json::to_value(Envelope::now(&event)).unwrap();
        assert_eq!(
            (&line["schema_version"], &line["event"]),
            (&1.into(), &"step_finished".into())
        );
        assert!(
            line["ts"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(),
            "{line}"
        );
        assert_eq!((&line["step"], &line["duration_ms"]), (&"a".into(), &3.into()));
    }
}
