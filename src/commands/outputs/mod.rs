//! `logline outputs`

mod local;
#[cfg(feature = "aws")]
mod remote;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::{Failure, Invocation};
use crate::ui::{Page, Render, Table};

/// Print the environment's endpoints and names
///
/// With NAME, just that value, for use in scripts. Locally, `database_url` holds the owner's password
/// and is shown only when it is asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  psql \"$(logline outputs database_url)\"")]
pub struct Args {
    /// One output: api_url, database_endpoint, …
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Outputs {
    All(BTreeMap<&'static str, String>),
    One(String),
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Outputs, Failure> {
    #[cfg(feature = "aws")]
    if invocation.is_remote()? {
        return remote::run(args, invocation);
    }
    local::run(args, invocation)
}

impl Outputs {
    /// All, or the one of that name; `more` names those that are asked for only.
    fn of(mut all: BTreeMap<&'static str, String>, name: Option<&str>, more: &[&str]) -> Result<Self, Failure> {
        let Some(name) = name else {
            return Ok(Self::All(all));
        };
        all.remove(name).map(Self::One).ok_or_else(|| {
            let known: Vec<&str> = all.keys().copied().chain(more.iter().copied()).collect();
            Failure::usage(format!("there is no output {name}"))
                .because(format!("there are {}", known.join(", ")))
                .hint("logline outputs")
        })
    }
}

pub(super) fn table_of(outputs: &BTreeMap<&'static str, String>) -> Table {
    let mut table = Table::new(["name", "value"]);
    for (name, value) in outputs {
        table.row([*name, value.as_str()]);
    }
    // They are copied.
    table.unbroken([0, 1]);
    table
}

impl Render for Outputs {
    fn render(&self, page: &mut Page) {
        match self {
            Self::One(value) => page.line(value),
            Self::All(outputs) => page.table(table_of(outputs)),
        }
    }
}
