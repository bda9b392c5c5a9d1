//! `logline env list`

use serde::Serialize;

use crate::cli::{Failure, Invocation};
use crate::config::{Environment, KnownEnvironment, Origin};
use crate::ui::{Page, Render, Table};

/// List the environments that --env accepts
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline env list")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Environments {
    environments: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    #[serde(flatten)]
    environment: Environment,
    runs_on: &'static str,
    origin: Origin,
}

pub(super) fn run(_args: &Args, invocation: &Invocation) -> Result<Environments, Failure> {
    let environments = invocation.environments()?.into_iter().map(Listed::from).collect();
    Ok(Environments { environments })
}

impl From<KnownEnvironment> for Listed {
    fn from(known: KnownEnvironment) -> Self {
        let runs_on = if known.environment.like.is_local() {
            "this machine"
        } else {
            "AWS"
        };
        Self {
            environment: known.environment,
            runs_on,
            origin: known.origin,
        }
    }
}

impl Render for Environments {
    fn render(&self, page: &mut Page) {
        let mut table = Table::new(["name", "like", "runs on", "origin"]);
        for listed in &self.environments {
            let Environment { name, like } = &listed.environment;
            table.row([name, like.name(), listed.runs_on, &listed.origin.to_string()]);
        }
        page.table(table);
    }
}
