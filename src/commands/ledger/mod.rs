//! `logline ledger`: the ledger as a whole.

mod verify;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};

/// Check the ledger as a whole
#[derive(Debug, Subcommand)]
#[command(arg_required_else_help = false, after_help = "Example:\n  logline ledger verify")]
pub enum Command {
    Verify(verify::Args),
}

impl Command {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        match self {
            Self::Verify(args) => invocation.ui.finish(&verify::run(&args, invocation)?),
        }
    }
}
