//! What the argument parser says instead of a command: help, the version, or what is wrong with the line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Failure;

/// The parser's answer to a line that names no command to run.
#[derive(Debug)]
pub enum Refusal {
    /// Text that was asked for (`--help`, `--version`), with colours.
    Answer(String),
    Failure(Failure),
}

impl Refusal {
    /// `command` is the part of the line that named a command.
    pub fn new(error: &clap::Error, command: &str) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Self::Answer(error.render().ansi().to_string()),
            _ => Self::Failure(failure(error, command)),
        }
    }
}

fn failure(error: &clap::Error, command: &str) -> Failure {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(one_line);
    let what = paragraphs.next().unwrap_or_default();
    let tips: Vec<String> = paragraphs
        .filter_map(|paragraph| paragraph.strip_prefix("tip: ").map(ToOwned::to_owned))
        .collect();
    let mut failure = Failure::usage(what.strip_prefix("error: ").unwrap_or(&what));
    if !tips.is_empty() {
        failure = failure.because(tips.join("; "));
    }
    failure.hint(match suggested_command(error) {
        Some(meant) => format!("{command} {meant}"),
        None => format!("{command} --help"),
    })
}

fn one_line(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn suggested_command(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::String(meant) => Some(meant.clone()),
        ContextValue::Strings(meant) => meant.first().cloned(),
        _ => None,
    }
}
