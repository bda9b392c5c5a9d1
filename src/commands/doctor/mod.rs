//! `logline doctor`

mod files;
mod finding;
mod machine;
mod platform;
#[cfg(feature = "aws")]
mod remote;
mod servers;

use serde::Serialize;

use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::local::LocalContext;
use crate::ui::{Page, Render};

use finding::{Finding, State};

/// Look for everything that would stop `logline up`, or make it worse than it could be
///
/// Changes nothing. Each finding comes with a command that helps. Exits with 1 when `up` would fail.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  logline doctor\n  logline doctor --env staging")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Diagnosis {
    environment: Option<String>,
    findings: Vec<Finding>,
}

pub(super) fn run(_args: &Args, invocation: &Invocation) -> Result<Diagnosis, Failure> {
    let mut findings = machine::look(&invocation.variables);
    let settings = match invocation.settings() {
        Ok(settings) => settings,
        // Without it nobody knows where to look for the rest.
        Err(failure) => {
            findings.insert(0, Finding::of_failure("configuration", failure));
            return Ok(Diagnosis {
                environment: None,
                findings,
            });
        }
    };
    let read = match &settings.file {
        Some(file) => file.display().to_string(),
        None => "built-in, there is no logline.toml".to_owned(),
    };
    findings.insert(0, Finding::ok("configuration", read));
    #[cfg(feature = "aws")]
    if !settings.environment.like.is_local() {
        findings.extend(remote::look(invocation)?);
        return Ok(Diagnosis {
            environment: Some(settings.environment.name),
            findings,
        });
    }
    let context = LocalContext::open(invocation)?;
    findings.extend(files::look(&context));
    findings.extend(block_on(async {
        let mut findings = servers::look(&context).await;
        findings.extend(platform::look(&context).await);
        Ok(findings)
    })?);
    Ok(Diagnosis {
        environment: Some(settings.environment.name),
        findings,
    })
}

impl Render for Diagnosis {
    fn render(&self, page: &mut Page) {
        for finding in &self.findings {
            finding.render(page);
        }
        let count = |state| self.findings.iter().filter(|finding| finding.state == state).count();
        page.line("");
        page.line(match (count(State::Fail), count(State::Warn)) {
            (0, 0) => "Nothing stands in the way of `logline up`.".to_owned(),
            (0, warned) => format!("`logline up` works; {warned} could be better."),
            (failed, warned) => format!("`logline up` would fail: {failed} to mend, {warned} could be better."),
        });
    }

    fn exit(&self) -> Exit {
        if self.findings.iter().any(|finding| finding.state == State::Fail) {
            Exit::Failed
        } else {
            Exit::Done
        }
    }
}
