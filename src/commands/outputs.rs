//! `logline outputs`

use std::collections::BTreeMap;

use ledger::routes::Function;
use serde::Serialize;

use crate::cli::{Failure, Invocation};
use crate::local::LocalContext;
use crate::local::{DatabaseSecrets, PRIVATE, Record, database};
use crate::ui::{Page, Render, Table};

/// Print the environment's endpoints and names
///
/// With NAME, just that value, for use in scripts. `database_url` holds the owner's password and is
/// shown only when it is asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  psql \"$(logline outputs database_url)\"")]
pub struct Args {
    /// One output: api_url, database_url, …
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Outputs {
    All(BTreeMap<&'static str, String>),
    One(String),
}

/// Shown by its name only.
const SECRET: &str = "database_url";

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Outputs, Failure> {
    let context = LocalContext::open(invocation)?;
    let record = context.running()?;
    let mut outputs = BTreeMap::from([
        ("api_url", record.api_url.clone()),
        ("openapi_url", format!("{}/openapi.json", record.api_url)),
        ("jwks_url", format!("{}/.well-known/jwks.json", record.api_url)),
        ("functions", Function::ALL.map(Function::name).join(",")),
        ("log_directory", context.files.logs().display().to_string()),
    ]);
    if let Some(port) = record.database.port {
        outputs.insert("database_endpoint", format!("127.0.0.1:{port}"));
    }
    let Some(name) = &args.name else {
        return Ok(Outputs::All(outputs));
    };
    if name == SECRET {
        return database_url(&context, &record).map(Outputs::One);
    }
    outputs.remove(name.as_str()).map(Outputs::One).ok_or_else(|| {
        let known: Vec<&str> = outputs.keys().copied().chain([SECRET]).collect();
        Failure::usage(format!("there is no output {name}"))
            .because(format!("there are {}", known.join(", ")))
            .hint("logline outputs")
    })
}

fn database_url(context: &LocalContext, record: &Record) -> Result<String, Failure> {
    match record.database.port {
        Some(port) if record.database.kind == PRIVATE => {
            let secrets = DatabaseSecrets::open(&context.files)?;
            Ok(format!(
                "postgres://{}:{}@127.0.0.1:{port}/{}",
                database::OWNER,
                secrets.owner.reveal(),
                database::DATABASE
            ))
        }
        _ => Err(
            Failure::refused("the database's URL was given to logline, which doesn't repeat it")
                .hint("logline env show database.url"),
        ),
    }
}

impl Render for Outputs {
    fn render(&self, page: &mut Page) {
        match self {
            Self::One(value) => page.line(value),
            Self::All(outputs) => {
                let mut table = Table::new(["name", "value"]);
                for (name, value) in outputs {
                    table.row([name, value]);
                }
                page.table(table);
            }
        }
    }
}
