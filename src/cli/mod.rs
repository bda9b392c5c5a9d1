//! The command line: arguments, the ladder from arguments to an opened environment, failures and exit codes.

mod configuration_failure;
mod exit;
mod failure;
mod globals;
mod invocation;
mod local_context;
mod local_failure;
mod refusal;
mod runtime;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

pub use exit::Exit;
pub use failure::{Failure, quoted};
pub use globals::{Globals, look_of};
pub use invocation::Invocation;
pub use local_context::LocalContext;
pub use refusal::Refusal;
pub use runtime::block_on;

use crate::commands::Command;

/// Provision and operate LogLineOS, a multi-tenant ledger backend, on AWS and on this machine
#[derive(Debug, Parser)]
#[command(name = "logline", version, propagate_version = true, after_help = EXAMPLE)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub globals: Globals,
}

const EXAMPLE: &str = "Example:\n  logline env show --output json";

impl Cli {
    pub fn read(arguments: &[OsString]) -> Result<Self, Refusal> {
        let mut definition = without_help_as_error(Self::command());
        let outcome = definition
            .try_get_matches_from_mut(arguments)
            .and_then(|found| Self::from_arg_matches(&found));
        outcome.map_err(|error| Refusal::new(&error, &named_command(&definition, arguments)))
    }
}

/// As far as a line names a command that exists: `logline env` of `logline --quiet env shw`.
fn named_command(definition: &clap::Command, arguments: &[OsString]) -> String {
    let (mut command, mut words) = (definition, vec![definition.get_name()]);
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(found) = command.find_subcommand(word) {
            words.push(found.get_name());
            command = found;
        }
    }
    words.join(" ")
}

/// A missing command is an error like every other, not an occasion to print the whole help.
fn without_help_as_error(command: clap::Command) -> clap::Command {
    command
        .arg_required_else_help(false)
        .mut_subcommands(without_help_as_error)
}
