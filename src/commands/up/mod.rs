//! `logline up`

mod local;
#[cfg(feature = "aws")]
mod remote;

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation};
use crate::ui::{Page, Render};

pub(super) use local::{command_lock, fingerprint};

/// Make the environment exist and current
///
/// Locally: finds or installs PostgreSQL, brings the schema up to date, and runs the handlers behind
/// an HTTP gateway in the background.
///
/// On AWS: looks at what is there, shows what it would do and why, asks, and does it, the longest
/// path first. Whatever interrupts it, the next run goes on from there.
///
/// Running it again is harmless: it mends what is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline up\n  logline up --env dev")]
pub struct Args {
    /// PostgreSQL server to use, as the ledger's owner, instead of a private one
    ///
    /// For local environments. A password is better kept off the command line: set LOGLINE_DATABASE_URL.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,

    /// Carry out a plan that `logline plan --out` has saved, or nothing if the cloud has changed since
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    plan: Option<PathBuf>,

    /// Layers to work on; the others are left as they are
    #[arg(long, value_name = "LAYER", value_delimiter = ',', conflicts_with = "plan")]
    only: Vec<String>,

    /// Agree beforehand, by naming environment and account: dev@123456789012
    #[arg(long, value_name = "ENV@ACCOUNT")]
    confirm: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Up {
    Local(local::Up),
    #[cfg(feature = "aws")]
    Remote(remote::Up),
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Up, Failure> {
    #[cfg(feature = "aws")]
    if invocation.is_remote()? {
        invocation.refuse("--database-url", args.database_url.is_some())?;
        return remote::run(args, invocation).map(Up::Remote);
    }
    invocation.refuse("--plan", args.plan.is_some())?;
    invocation.refuse("--only", !args.only.is_empty())?;
    invocation.refuse("--confirm", args.confirm.is_some())?;
    local::run(args.database_url.as_deref(), invocation).map(Up::Local)
}

impl Render for Up {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Local(up) => up.render(page),
            #[cfg(feature = "aws")]
            Self::Remote(up) => up.render(page),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Local(up) => up.exit(),
            #[cfg(feature = "aws")]
            Self::Remote(up) => up.exit(),
        }
    }
}
