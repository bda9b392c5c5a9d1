//! `logline outputs` on this machine

use std::collections::BTreeMap;

use ledger::routes::Function;

use super::{Args, Outputs};
use crate::cli::{Failure, Invocation};
use crate::local::LocalContext;
use crate::local::{DatabaseSecrets, PRIVATE, Record, database};

/// Shown by its name only.
const SECRET: &str = "database_url";

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Outputs, Failure> {
    let context = LocalContext::open(invocation)?;
    let record = context.running()?;
    if args.name.as_deref() == Some(SECRET) {
        return database_url(&context, &record).map(Outputs::One);
    }
    let mut outputs = BTreeMap::from([
        ("api_url", record.api_url.clone()),
        ("openapi_url", format!("{}/openapi.json", record.api_url)),
        ("jwks_url", format!("{}/.well-known/jwks.json", record.api_url)),
        ("functions", Function::ALL.map(Function::name).join(",")),
        ("log_directory", context.files.logs().display().to_string()),
    ]);
    if let Some(port) = record.database.port.filter(|_| record.database.kind == PRIVATE) {
        outputs.insert("database_endpoint", format!("127.0.0.1:{port}"));
    }
    Outputs::of(outputs, args.name.as_deref(), &[SECRET])
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
