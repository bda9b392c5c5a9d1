//! `logline spans`: a look at the ledger from the shell.

mod append;
mod input;
mod list;
mod show;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};
use crate::local::LocalContext;

/// Append and read spans
#[derive(Debug, Subcommand)]
#[command(
    arg_required_else_help = false,
    after_help = "Example:\n  logline spans list --entity-type commit"
)]
pub enum Command {
    Append(append::Args),
    List(list::Args),
    Show(show::Args),
}

impl Command {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let context = LocalContext::open(invocation)?;
        match self {
            Self::Append(args) => context.ui.finish(&append::run(&args, &context)?),
            Self::List(args) => context.ui.finish(&list::run(&args, &context)?),
            Self::Show(args) => context.ui.finish(&show::run(&args, &context)?),
        }
    }
}
