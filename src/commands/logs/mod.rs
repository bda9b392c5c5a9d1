//! `logline logs`: what the parts of the platform have to tell.

mod tail;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};

/// Look at the logs of the environment
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  logline logs tail")]
pub enum Command {
    Tail(tail::Args),
}

impl Command {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self {
            Self::Tail(args) => ui.finish(&tail::run(&args, invocation)?),
        }
    }
}
