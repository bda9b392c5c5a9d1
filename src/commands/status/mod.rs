//! `logline status`

mod local;
#[cfg(feature = "aws")]
mod remote;

use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation};
use crate::ui::{Page, Render};

/// Show what exists, whether it is healthy and as configured
///
/// Exits with 4 when something is not as it must be.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline status\n  logline status --env dev --drift")]
pub struct Args {
    /// Show each resource that differs, field by field; for environments on AWS
    #[arg(long)]
    drift: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Status {
    Local(Box<local::Status>),
    #[cfg(feature = "aws")]
    Remote(Box<remote::Status>),
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Status, Failure> {
    #[cfg(feature = "aws")]
    if invocation.is_remote()? {
        return remote::run(args, invocation).map(Box::new).map(Status::Remote);
    }
    invocation.refuse("--drift", args.drift)?;
    local::run(invocation).map(Box::new).map(Status::Local)
}

impl Render for Status {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Local(status) => status.render(page),
            #[cfg(feature = "aws")]
            Self::Remote(status) => status.render(page),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Local(status) => status.exit(),
            #[cfg(feature = "aws")]
            Self::Remote(status) => status.exit(),
        }
    }
}
