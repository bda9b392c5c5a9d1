//! `logline token`: tokens for clients of the HTTP API.

mod inspect;
mod mint;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};
use crate::local::LocalContext;

/// Make and read tokens for clients of the HTTP API
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  logline token mint --user ana --tenant acme")]
pub enum Command {
    Mint(mint::Args),
    Inspect(inspect::Args),
}

impl Command {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self {
            Self::Mint(args) => ui.finish(&mint::run(args, &LocalContext::open(invocation)?)?),
            Self::Inspect(args) => ui.finish(&inspect::run(&args, &LocalContext::open(invocation)?)?),
        }
    }
}
