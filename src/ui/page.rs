//! The text of an answer, as people read it.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal as _};

use anstyle::Style;
use serde::Serialize;

use super::{BOLD, CYAN, RED, Table};
use crate::failure::{Exit, Failure};

/// A command's answer: JSON by `Serialize`, text by `render`.
pub trait Render: Serialize {
    fn render(&self, page: &mut Page);

    /// The exit code for which this answer stands, such as "changes pending".
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// Collects text. Control characters in what is shown can't reach the terminal.
#[derive(Debug)]
pub struct Page {
    text: String,
    /// Columns of the terminal, if there is one.
    width: Option<u16>,
}

impl Page {
    /// As wide as the terminal that will show it; without one, lines are as long as they are.
    pub(super) fn on_stdout() -> Self {
        let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        Self::new(terminal.map(|(width, _)| width.0))
    }

    /// As wide as the terminal on which the conversation is held.
    pub(super) fn on_stderr() -> Self {
        let terminal = terminal_size::terminal_size_of(io::stderr());
        Self::new(terminal.map(|(width, _)| width.0))
    }

    pub fn new(width: Option<u16>) -> Self {
        Self {
            text: String::new(),
            width,
        }
    }

    pub fn line(&mut self, line: impl Display) {
        self.text.push_str(&harmless(&line.to_string()));
        self.text.push('\n');
    }

    pub fn styled_line(&mut self, style: Style, line: impl Display) {
        let line = line.to_string();
        self.text.push_str(&styled(style, &harmless(&line)));
        self.text.push('\n');
    }

    /// A line in pieces, each with its style. Further lines within a piece are set in, so that they
    /// can't pass for lines of their own.
    pub fn pieces(&mut self, pieces: &[(Style, &str)]) {
        for (style, text) in pieces {
            self.text
                .push_str(&styled(*style, &harmless(text).replace('\n', "\n    ")));
        }
        self.text.push('\n');
    }

    pub fn heading(&mut self, line: impl Display) {
        self.styled_line(BOLD, line);
    }

    pub fn table(&mut self, table: Table) {
        self.text.push_str(&table.into_text(self.width));
    }

    /// Text that is an answer by itself, such as a script: it is printed byte for byte.
    pub fn verbatim(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn failure(&mut self, failure: &Failure) {
        let parts = [
            (RED, "error:", Some(&failure.what)),
            (BOLD, "because:", failure.because.as_ref()),
            (CYAN, "try:", failure.hint.as_ref()),
        ];
        for (style, label, text) in parts {
            if let Some(text) = text {
                self.text.push_str(&styled(style, label));
                self.text.push(' ');
                self.text.push_str(&harmless(text).replace('\n', "\n  "));
                self.text.push('\n');
            }
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Spans, log lines and file names are other people's text: an escape sequence in them must not move the cursor,
/// and a direction mark must not turn what is read around.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let is_harmful = |letter: char| {
        (letter.is_control() && letter != '\n' && letter != '\t')
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let spelt = |letter: char| {
        if is_harmful(letter) {
            letter.escape_default().to_string()
        } else {
            letter.to_string()
        }
    };
    Cow::Owned(text.chars().map(spelt).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_in_what_is_shown_are_spelt_out() {
        assert_eq!(harmless("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(harmless("a\rb\u{202e}"), "a\\rb\\u{202e}");
        assert_eq!(harmless("tab\tnew\nline ä"), "tab\tnew\nline ä");
    }

    #[test]
    fn a_failure_has_up_to_three_parts_and_indents_further_lines() {
        let mut page = Page::new(None);
        page.failure(&Failure::failed("it broke").because("one\ntwo"));
        assert_eq!(
            anstream::adapter::strip_str(&page.into_text()).to_string(),
            "error: it broke\nbecause: one\n  two\n"
        );
    }
}
