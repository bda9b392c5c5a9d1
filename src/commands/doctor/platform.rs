//! What runs, what a killed platform left behind, and the schema of the running one.

use std::net::TcpListener;
use std::time::Duration;

use db_migration::{Migrations, Target};
use postgres::Cluster;

use super::finding::Finding;
use crate::cli::Failure;
use crate::local::LocalContext;
use crate::local::{Record, Supervisor, database};

/// A database that answers at all answers within this time.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn look(context: &LocalContext) -> Vec<Finding> {
    const SUBJECT: &str = "platform";
    let mut findings = Vec::new();
    let record = match Supervisor::look(&context.files) {
        Ok(Supervisor::Running(record)) => {
            let told = format!("it runs at {}, process {}", record.api_url, record.pid);
            findings.push(Finding::ok(SUBJECT, told));
            Some(*record)
        }
        Ok(Supervisor::Lost { .. }) => {
            findings.push(Finding::warn(SUBJECT, "it runs, and its record is spoilt").hint("logline up"));
            None
        }
        Ok(Supervisor::Starting) => {
            findings.push(Finding::warn(SUBJECT, "it is just starting").hint("logline logs tail platform"));
            None
        }
        Ok(Supervisor::Absent) => {
            findings.push(absent(context));
            None
        }
        Err(error) => {
            findings.push(Finding::fail(SUBJECT, format!("can't tell whether it runs: {error}")));
            None
        }
    };
    findings.push(port(context, record.as_ref()));
    match &record {
        None => findings.extend(orphan(context)),
        Some(record) => findings.extend(schema(context, record).await),
    }
    findings
}

fn absent(context: &LocalContext) -> Finding {
    if context.files.record().exists() {
        return Finding::warn(
            "platform",
            "it was killed, and its record is still there; the next `up` mends that",
        )
        .hint("logline up");
    }
    Finding::ok("platform", "it is stopped")
}

fn port(context: &LocalContext, record: Option<&Record>) -> Finding {
    const SUBJECT: &str = "port";
    let config = &context.config.gateway;
    let address = config.address();
    if record.is_some_and(|record| record.api_url == format!("http://{address}")) {
        return Finding::ok(SUBJECT, format!("{address} is ours"));
    }
    match TcpListener::bind(address) {
        Ok(_) => Finding::ok(SUBJECT, format!("{address} is free")),
        Err(error) if config.port_is_explicit => Finding::fail(SUBJECT, format!("can't listen on {address}: {error}"))
            .hint("LOGLINE_GATEWAY_PORT=0 logline up"),
        Err(error) => Finding::warn(
            SUBJECT,
            format!("can't listen on {address} ({error}); `up` chooses another"),
        )
        .hint("logline outputs api_url"),
    }
}

/// A server whose supervisor was killed.
fn orphan(context: &LocalContext) -> Option<Finding> {
    const SUBJECT: &str = "leftovers";
    let (directory, _) = database::account()
        .and_then(|account| database::look_for_data(&context.files, &account))
        .ok()?;
    match Cluster::served_by(&directory) {
        Ok(None) => None,
        Ok(Some(pid)) => Some(
            Finding::warn(
                SUBJECT,
                format!("PostgreSQL runs without the platform, process {pid}; `up` takes it over"),
            )
            .hint("logline down"),
        ),
        Err(error) => Some(Finding::fail(
            SUBJECT,
            format!("can't look at {}: {error}", directory.display()),
        )),
    }
}

async fn schema(context: &LocalContext, record: &Record) -> Vec<Finding> {
    const SUBJECT: &str = "schema";
    if !context.files.database_secrets().exists() {
        return vec![Finding::fail(SUBJECT, "the database's passwords are gone").hint("logline down --purge")];
    }
    let asked = async {
        let Some(owner) = database::owner_login(&context.config.database, Some(&record.database), &context.files)?
        else {
            return Ok(Vec::new());
        };
        let migrations = Migrations::embedded()
            .map_err(|error| Failure::failed("the migrations of this program are not in order").caused_by(&error))?;
        let target = Target::new(owner);
        let status = db_migration::status(&target, &migrations).await?;
        let verified = db_migration::verify(&target, &migrations).await?;
        let told = format!(
            "migration {}, {} pending, {} waiting for an extension",
            status.current,
            status.pending.len(),
            status.waiting.len()
        );
        let applied = if !status.agrees() {
            Finding::fail(
                SUBJECT,
                format!("{told}; what is applied differs from this program's migrations"),
            )
            .hint("logline migrate status")
        } else if status.pending.is_empty() {
            Finding::ok(SUBJECT, told)
        } else {
            Finding::warn(SUBJECT, told).hint("logline migrate")
        };
        let verified = match verified.findings.len() {
            0 => Finding::ok(SUBJECT, format!("{} rules asked, nothing found", verified.rules)),
            broken => Finding::fail(
                SUBJECT,
                format!("{} rules asked, {broken} found broken", verified.rules),
            )
            .hint("logline migrate verify"),
        };
        Ok(vec![applied, verified])
    };
    let asked = tokio::time::timeout(PATIENCE, asked).await;
    let asked = asked.unwrap_or_else(|_| Err(Failure::timed_out("the database doesn't answer").hint("logline status")));
    asked.unwrap_or_else(|failure| vec![Finding::of_failure(SUBJECT, failure)])
}
