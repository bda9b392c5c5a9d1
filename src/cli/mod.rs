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

use clap::Parser;

pub use exit::Exit;
pub use failure::{Failure, quoted};
pub use globals::{Globals, look_of};
pub use invocation::Invocation;
pub use local_context::LocalContext;
pub use refusal::Refusal;
pub use runtime::{block_on, runtime};

use crate::commands::Command;

/// Provision and operate LogLineOS, a multi-tenant ledger backend, on AWS and on this machine
#[derive(Debug, Parser)]
#[command(name = "logline", version, propagate_version = true, arg_required_else_help = false, after_help = EXAMPLE)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub globals: Globals,
}

const EXAMPLE: &str = "Example:\n  logline env show --output json";

impl Cli {
    pub fn read(arguments: &[OsString]) -> Result<Self, Refusal> {
        Ok(Self::try_parse_from(arguments)?)
    }
}
