//! One thing that was looked at, and what is to be thought of it.

use anstyle::Style;
use serde::Serialize;

use crate::cli::Failure;
use crate::ui::{CYAN, GREEN, Page, RED, YELLOW};

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub subject: &'static str,
    pub state: State,
    pub detail: String,
    /// A command that helps.
    #[serde(rename = "try")]
    pub remedy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Ok,
    Warn,
    Fail,
}

impl Finding {
    fn new(subject: &'static str, state: State, detail: impl Into<String>) -> Self {
        Self {
            subject,
            state,
            detail: detail.into(),
            remedy: None,
        }
    }

    pub(super) fn ok(subject: &'static str, detail: impl Into<String>) -> Self {
        Self::new(subject, State::Ok, detail)
    }

    pub(super) fn warn(subject: &'static str, detail: impl Into<String>) -> Self {
        Self::new(subject, State::Warn, detail)
    }

    pub(super) fn fail(subject: &'static str, detail: impl Into<String>) -> Self {
        Self::new(subject, State::Fail, detail)
    }

    /// What would stop a command stops this one's subject.
    pub(super) fn of_failure(subject: &'static str, failure: Failure) -> Self {
        let because = failure
            .because
            .map(|because| format!(": {because}"))
            .unwrap_or_default();
        Self {
            remedy: failure.hint,
            ..Self::fail(subject, failure.what + &because)
        }
    }

    pub(super) fn hint(mut self, command: impl Into<String>) -> Self {
        self.remedy = Some(command.into());
        self
    }

    pub(super) fn render(&self, page: &mut Page) {
        let (style, word) = match self.state {
            State::Ok => (GREEN, "ok  "),
            State::Warn => (YELLOW, "warn"),
            State::Fail => (RED, "fail"),
        };
        let detail = format!("  {:<13}  {}", self.subject, self.detail);
        page.pieces(&[(style, word), (Style::new(), &detail)]);
        if let (Some(remedy), false) = (&self.remedy, self.state == State::Ok) {
            page.pieces(&[(CYAN, "      try:"), (Style::new(), &format!(" {remedy}"))]);
        }
    }
}
