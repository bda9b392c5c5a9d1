//! `logline migrate status`

use serde::Serialize;

use super::Source;
use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::ui::{Page, Render, Table};

/// Show which migrations are applied, and which are not
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline migrate status --exit-code")]
pub(super) struct Args {
    /// Exit with 3 when migrations are pending
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Serialize)]
pub(super) struct Status {
    #[serde(flatten)]
    status: db_migration::Status,
    #[serde(skip)]
    exit: Exit,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Status, Failure> {
    let migrations = args.source.migrations()?;
    let (_, target) = args.source.open(invocation)?;
    let status = block_on(async { db_migration::status(&target, &migrations).await.map_err(Failure::from) })?;
    let exit = if args.exit_code && !status.is_current() {
        Exit::Pending
    } else {
        Exit::Done
    };
    Ok(Status { status, exit })
}

impl Render for Status {
    fn render(&self, page: &mut Page) {
        let status = &self.status;
        let mut table = Table::new(["migration", "name", "state", "applied", "took"]);
        for applied in &status.applied {
            let state = if status.edited.iter().any(|edited| edited.version == applied.version) {
                "edited since"
            } else if status.unknown.iter().any(|unknown| unknown.version == applied.version) {
                "unknown here"
            } else {
                "applied"
            };
            table.row([
                &format!("{:04}", applied.version),
                &applied.name,
                state,
                &format!("{:.0}", applied.applied_at),
                &format!("{} ms", applied.duration_ms),
            ]);
        }
        for late in &status.late {
            table.row([&format!("{:04}", late.version), &late.name, "added too late", "", ""]);
        }
        for pending in &status.pending {
            table.row([&format!("{:04}", pending.version), &pending.name, "pending", "", ""]);
        }
        for waiting in &status.waiting {
            table.row([
                &format!("{:04}", waiting.version),
                &waiting.name,
                &format!("waits for the extension {}", waiting.extension),
                "",
                "",
            ]);
        }
        page.table(table);
        for index in &status.invalid_indexes {
            page.line(format!("The index {index} is invalid; `logline migrate` rebuilds it."));
        }
        for edited in &status.edited {
            page.line(format!("\n{} was changed after it was applied:", edited.file));
            page.line(&edited.diff);
        }
    }

    fn exit(&self) -> Exit {
        self.exit
    }
}
