//! A step that is running: a spinner on a terminal, start and end lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::page::harmless;
use super::{Progress, Ui};

/// How often the spinner turns; slower looks stuck, faster costs CPU.
const TURN: Duration = Duration::from_millis(100);

/// Dropped without being finished, a step has failed: `?` needs no bookkeeping.
#[derive(Debug)]
#[must_use = "a step that is dropped has failed"]
pub struct Step {
    ui: Ui,
    label: String,
    started: Instant,
    shown: Shown,
    is_open: bool,
}

#[derive(Debug)]
enum Shown {
    Spinner(ProgressBar),
    Lines { heartbeat: u64 },
    Nothing,
}

impl Step {
    pub(super) fn start(ui: Ui, label: String) -> Self {
        let shown = match &ui.0.live {
            Some(live) => {
                let spinner = live.add(ProgressBar::new_spinner().with_style(style(ui.0.utf8)));
                spinner.set_message(harmless(&label).into_owned());
                spinner.enable_steady_tick(TURN);
                Shown::Spinner(spinner)
            }
            None if ui.0.look.quiet => Shown::Nothing,
            None => {
                ui.emit(&Progress::StepStarted { step: label.clone() });
                let teller = ui.clone();
                let heartbeat = ui.0.heartbeat.begin(&label, move |step, elapsed| {
                    teller.emit(&Progress::StepContinued {
                        step: step.to_owned(),
                        elapsed_ms: milliseconds(elapsed),
                    });
                });
                Shown::Lines { heartbeat }
            }
        };
        Self {
            ui,
            label,
            started: Instant::now(),
            shown,
            is_open: true,
        }
    }

    /// Shows how far the step has come, where there is a live view.
    pub fn tell(&self, progress: &str) {
        if let Shown::Spinner(spinner) = &self.shown {
            spinner.set_message(format!("{}: {}", harmless(&self.label), harmless(progress)));
        }
    }

    /// The step has succeeded; `outcome` says with what, and may be empty.
    pub fn finish(mut self, outcome: impl Into<String>) {
        let (step, duration_ms) = self.close();
        self.ui.emit(&Progress::StepFinished {
            step,
            duration_ms,
            outcome: outcome.into(),
        });
    }

    fn close(&mut self) -> (String, u64) {
        self.is_open = false;
        match &self.shown {
            Shown::Spinner(spinner) => spinner.finish_and_clear(),
            Shown::Lines { heartbeat } => self.ui.0.heartbeat.end(*heartbeat),
            Shown::Nothing => {}
        }
        (self.label.clone(), milliseconds(self.started.elapsed()))
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if self.is_open {
            let (step, duration_ms) = self.close();
            self.ui.emit(&Progress::StepFailed { step, duration_ms });
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn style(utf8: bool) -> ProgressStyle {
    let turns = if utf8 {
        "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "
    } else {
        "|/-\\ "
    };
    let style = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}");
    style
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .tick_chars(turns)
}
