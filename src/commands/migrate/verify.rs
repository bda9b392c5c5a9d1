//! `logline migrate verify`

use db_migration::Verification;
use serde::Serialize;

use super::Source;
use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::ui::{Page, Render};

/// Check the real database against what keeps tenants apart and the ledger append-only
///
/// Reads the catalogue: checksums, Row-Level Security, policies, roles, grants, triggers, functions and
/// indexes. Exits with 9 when something is not as it must be.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline migrate verify")]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Verified(Verification);

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Verified, Failure> {
    let migrations = args.source.migrations()?;
    let (_, target) = args.source.open(invocation)?;
    let verification = block_on(async { db_migration::verify(&target, &migrations).await.map_err(Failure::from) })?;
    Ok(Verified(verification))
}

impl Render for Verified {
    fn render(&self, page: &mut Page) {
        let Verification { rules, findings } = &self.0;
        for finding in findings {
            page.heading(format!("{}: {}", finding.rule, finding.object));
            page.line(format!("  {}", finding.detail));
            page.line(format!("  why: {}", finding.why));
            page.line(format!("  mend: {}", finding.remedy));
        }
        match findings.len() {
            0 => page.line(format!("{rules} rules asked, nothing found.")),
            count => page.line(format!("{rules} rules asked, {count} found broken.")),
        }
    }

    fn exit(&self) -> Exit {
        if self.0.findings.is_empty() {
            Exit::Done
        } else {
            Exit::Unverified
        }
    }
}
