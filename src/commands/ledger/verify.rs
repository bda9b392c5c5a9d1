//! `logline ledger verify`

use ledger::verify::Verified;
use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::local::LocalContext;
use crate::ui::{Page, Render};

/// Recompute every hash and link of the ledger, of all tenants
///
/// Exits with 9 and names the first bad row when something is not as it was appended. Rows whose hashes
/// were all computed anew by the database's owner, and versions cut off at the end, can only be seen by
/// comparison with a checkpoint that was kept elsewhere.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline ledger verify")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Verification {
    sound: bool,
    #[serde(flatten)]
    found: Verified,
}

pub(super) fn run(_args: &Args, invocation: &Invocation) -> Result<Verification, Failure> {
    let context = LocalContext::open(invocation)?;
    let owner = context.owner_login()?;
    let step = context.ui.step("verify the ledger");
    let found = block_on(async {
        let failed = |error: &(dyn std::error::Error + 'static)| {
            Failure::failed("can't read the ledger")
                .caused_by(error)
                .hint("logline status")
        };
        let connected = owner.connect().await.map_err(|error| failed(&error))?;
        ledger::verify::verify(&connected.client, |rows| step.tell(&format!("{rows} rows")))
            .await
            .map_err(|error| failed(&error))
    })?;
    step.finish(format!("{} rows of {} spans", found.rows, found.spans));
    Ok(Verification {
        sound: found.is_sound(),
        found,
    })
}

impl Render for Verification {
    fn render(&self, page: &mut Page) {
        let Verified {
            rows,
            spans,
            first_bad,
            bad,
            gaps,
        } = &self.found;
        if let Some(row) = first_bad {
            let tenant = row.tenant_id.as_deref().unwrap_or("?");
            page.line(format!(
                "{bad} bad rows. The first: span {} version {} of tenant {tenant}: {}.",
                row.id, row.seq, row.reason
            ));
        }
        for gap in gaps {
            page.line(format!(
                "Tenant {} has {} rows and a last position of {}: rows are missing.",
                gap.tenant_id, gap.rows, gap.last_position
            ));
        }
        if self.sound {
            page.line(format!(
                "Every hash and link of {rows} rows ({spans} spans) is as it was appended."
            ));
            page.line("Rows hashed anew by the database's owner, and cut-off ends, only show against a checkpoint kept elsewhere.");
        }
    }

    fn exit(&self) -> Exit {
        if self.sound { Exit::Done } else { Exit::Unverified }
    }
}
