//! `logline down`

mod local;
#[cfg(feature = "aws")]
mod remote;

use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation};
use crate::ui::{Page, Render};

pub(super) use local::known;

/// Remove or stop the environment, and prove that nothing of it is left
///
/// On AWS: lists what holds data, asks, removes everything, and looks until nothing is left but what
/// it names: final snapshots, secrets and keys that AWS deletes later.
///
/// Locally: stops it; the data stays for the next `logline up`, unless --purge deletes it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline down\n  logline down --env dev --keep-data")]
pub struct Args {
    /// Delete the data, keys and logs too; for local environments
    #[arg(long)]
    purge: bool,

    /// Keep what can be kept of the data, whatever is configured: final snapshots, secrets that can be restored
    #[arg(long)]
    keep_data: bool,

    /// Make no final snapshot, whatever is configured
    #[arg(long, conflicts_with = "keep_data")]
    no_final_snapshot: bool,

    /// Agree beforehand, by naming environment and account: dev@123456789012
    #[arg(long, value_name = "ENV@ACCOUNT")]
    confirm: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Down {
    Local(local::Down),
    #[cfg(feature = "aws")]
    Remote(remote::Down),
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Down, Failure> {
    #[cfg(feature = "aws")]
    if invocation.is_remote()? {
        invocation.refuse("--purge", args.purge)?;
        return remote::run(args, invocation).map(Down::Remote);
    }
    invocation.refuse("--keep-data", args.keep_data)?;
    invocation.refuse("--no-final-snapshot", args.no_final_snapshot)?;
    invocation.refuse("--confirm", args.confirm.is_some())?;
    local::run(args.purge, invocation).map(Down::Local)
}

impl Render for Down {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Local(down) => down.render(page),
            #[cfg(feature = "aws")]
            Self::Remote(down) => down.render(page),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Local(down) => down.exit(),
            #[cfg(feature = "aws")]
            Self::Remote(down) => down.exit(),
        }
    }
}
