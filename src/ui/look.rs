//! How the operator wants to be spoken to.

use clap::ValueEnum;

/// The flags that decide about form, together.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub struct Look {
    pub output: Output,
    pub color: Color,
    pub quiet: bool,
    pub verbose: bool,
    pub no_input: bool,
    pub yes: bool,
}

/// The form of what stdout gets: text, one JSON value (also for an error), or a JSON line per event, the last of
/// which holds the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    #[default]
    Human,
    Json,
    Ndjson,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::AlwaysAnsi,
            Color::Never => Self::Never,
        }
    }
}
