//! `logline serve`

use serde::Serialize;

use crate::cli::{Failure, Invocation};
use crate::config::Flags;
use crate::local::LocalContext;
use crate::local::Platform;
use crate::ui::{Page, Render};

/// Run the local platform in the foreground, until Ctrl-C
///
/// It is the same that `logline up` runs in the background.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline serve")]
pub struct Args {
    /// PostgreSQL server to use, as the ledger's owner, instead of a private one
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Served {
    api_url: String,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Served, Failure> {
    let flags = Flags::default().with("database.url", "--database-url", args.database_url.as_ref());
    let context = LocalContext::open_with(invocation, &flags)?;
    context.announce();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::failed("can't start the asynchronous runtime").caused_by(&error))?;
    runtime.block_on(async {
        let fingerprint = super::up::fingerprint(&context)?;
        let mut platform = Platform::start(&context, fingerprint).await?;
        let api_url = platform.record.api_url.clone();
        context.ui.note(&format!("serving at {api_url}"));
        let watched = platform.watch().await;
        platform.stop(&context.ui).await?;
        watched.map(|()| Served { api_url })
    })
}

impl Render for Served {
    fn render(&self, _page: &mut Page) {}
}
