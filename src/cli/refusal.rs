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

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Self::Answer(error.render().ansi().to_string()),
            _ => Self::Failure(failure(&error)),
        }
    }
}

fn failure(error: &clap::Error) -> Failure {
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
    let command = command(error);
    failure.hint(match suggested_command(error) {
        Some(meant) => format!("{command} {meant}"),
        None => format!("{command} --help"),
    })
}

fn one_line(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of the usage line up to the first that stands for something else.
fn command(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let words = usage.split_whitespace().skip_while(|word| *word == "Usage:");
    let words: Vec<&str> = words.take_while(|word| !word.starts_with(['[', '<', '-'])).collect();
    if words.is_empty() {
        "logline".to_owned()
    } else {
        words.join(" ")
    }
}

fn suggested_command(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::String(meant) => Some(meant.clone()),
        ContextValue::Strings(meant) => meant.first().cloned(),
        _ => None,
    }
}
