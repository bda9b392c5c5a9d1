//! `logline serve`

use serde::Serialize;

use crate::cli::{Failure, Invocation, runtime};
use crate::config::Flags;
use crate::local::{LocalContext, Platform, database};
use crate::os::StopSignals;
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
    runtime()?.block_on(async {
        let mut signals = StopSignals::listen()?;
        let fingerprint = super::up::fingerprint(&context)?;
        let started = tokio::select! {
            started = Platform::start(&context, fingerprint) => started?,
            () = signals.recv() => {
                database::stop_abandoned(&context).await?;
                return Err(Failure::interrupted());
            }
        };
        serve(started, &context, &mut signals).await
    })
}

async fn serve(mut platform: Platform, context: &LocalContext, signals: &mut StopSignals) -> Result<Served, Failure> {
    let api_url = platform.record.api_url.clone();
    context.ui.note(&format!("serving at {api_url}"));
    let watched = platform.watch(signals).await;
    platform.stop(&context.ui).await?;
    watched.map(|()| Served { api_url })
}

impl Render for Served {
    fn render(&self, _page: &mut Page) {}
}
