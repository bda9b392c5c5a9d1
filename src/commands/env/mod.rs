//! `logline env`: the environments and their configuration.

mod init;
mod list;
mod show;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};

/// Known environments and their configuration
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  logline env show")]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Init(init::Args),
}

impl Command {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self {
            Self::List(args) => ui.finish(&list::run(&args, invocation)?),
            Self::Show(args) => ui.finish(&show::run(&args, invocation.settings()?)),
            Self::Init(args) => ui.finish(&init::run(&args, invocation)?),
        }
    }
}
