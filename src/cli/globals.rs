//! The flags that every command takes.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::ui::{Color, Look, Output};

/// Where the flags that every command takes stand in its help.
const HEADING: &str = "Global options";

#[derive(Debug, Clone, Default, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
#[command(next_help_heading = HEADING)]
pub struct Globals {
    /// Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]
    #[arg(long, global = true, value_name = "NAME")]
    pub env: Option<String>,

    /// Configuration file [default: the nearest logline.toml, from the current directory upwards]
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Form of the answer: text for people, one JSON value, or JSON lines with progress events
    #[arg(long, global = true, value_name = "FORM", value_enum, default_value_t)]
    pub output: Output,

    /// Never ask; fail where a question would be needed
    #[arg(long, global = true)]
    pub no_input: bool,

    /// Answer yes to yes/no questions; never enough for production
    #[arg(long, global = true)]
    pub yes: bool,

    /// Say nothing but the answer and errors
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more about what is done
    #[arg(long, global = true)]
    pub verbose: bool,

    /// When to use colours; auto: on terminals, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
}

impl Globals {
    pub fn look(&self) -> Look {
        Look {
            output: self.output,
            color: self.color,
            quiet: self.quiet,
            verbose: self.verbose,
            no_input: self.no_input,
            yes: self.yes,
        }
    }
}

/// How to look when the command line as a whole can't be understood: a script that asked for JSON gets its error so.
pub fn look_of(arguments: &[OsString]) -> Look {
    let mut look = Look::default();
    let words: Vec<&str> = arguments
        .iter()
        .map_while(|word| word.to_str())
        .take_while(|word| *word != "--")
        .collect();
    for (index, word) in words.iter().enumerate() {
        let (flag, value) = word
            .split_once('=')
            .unwrap_or((word, words.get(index + 1).copied().unwrap_or_default()));
        match flag {
            "--output" => look.output = clap::ValueEnum::from_str(value, false).unwrap_or_default(),
            "--color" => look.color = clap::ValueEnum::from_str(value, false).unwrap_or_default(),
            _ => {}
        }
    }
    look
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(line: &str) -> Output {
        look_of(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).output
    }

    #[test]
    fn the_asked_for_form_is_seen_in_a_line_that_cannot_be_understood() {
        assert_eq!(output("logline nonsense --output json"), Output::Json);
        assert_eq!(output("logline --output=ndjson --nonsense"), Output::Ndjson);
        assert_eq!(output("logline --output nonsense"), Output::Human);
        assert_eq!(output("logline -- --output json"), Output::Human);
    }
}
