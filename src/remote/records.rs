//! Who did what to the environment and how it ended, kept in its own bucket and copied here before that goes.

use aws::s3::RunRecords;
use engine::{Ending, Outcome, Plan};
use serde::Serialize;

use super::files::stamp;
use super::{RemoteContext, trouble};
use crate::cli::Failure;

/// The form of a record.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Record<'a> {
    schema_version: u32,
    logline: &'static str,
    environment: &'a str,
    account: &'a str,
    region: &'a str,
    command: &'a str,
    /// User and machine, and who that is to AWS.
    who: String,
    caller: &'a str,
    ended_at: String,
    took_ms: u64,
    ending: &'static str,
    plan: &'a str,
    done: Vec<&'a str>,
    failed: Vec<&'a str>,
    not_started: usize,
}

/// Leaves a record of a run. What is done is done without it, too.
pub async fn leave(cx: &RemoteContext, command: &str, plan: &Plan, outcome: &Outcome) {
    let record = Record {
        schema_version: SCHEMA,
        logline: env!("CARGO_PKG_VERSION"),
        environment: &cx.scope.environment,
        account: &cx.scope.account,
        region: &cx.scope.region,
        command,
        who: who(),
        caller: &cx.account.caller,
        ended_at: format!("{:.3}", jiff::Timestamp::now()),
        took_ms: outcome.took.as_millis().try_into().unwrap_or(u64::MAX),
        ending: match outcome.ending {
            Ending::Done => "done",
            Ending::Failed => "failed",
            Ending::Interrupted => "interrupted",
            Ending::LeaseLost => "lease_lost",
        },
        plan: &plan.fingerprint,
        done: outcome.done.iter().map(engine::Address::as_str).collect(),
        failed: outcome.failed.iter().map(|(address, _)| address.as_str()).collect(),
        not_started: outcome.not_started.len(),
    };
    let left = match serde_json::to_vec_pretty(&record) {
        Ok(text) => {
            let name = format!("{}-{command}.json", stamp());
            let put = RunRecords::new(&cx.aws, &cx.scope).put(&name, text).await;
            put.map_err(|failure| failure.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    if let Err(why) = left {
        cx.ui.warn(&crate::failure::redact(&format!(
            "this run left no record in the bucket: {why}"
        )));
    }
}

/// Copies every record to `.logline/<env>/history`; how many.
pub async fn bring_home(cx: &RemoteContext) -> Result<usize, Failure> {
    let environment = &cx.scope.environment;
    let records = RunRecords::new(&cx.aws, &cx.scope).all().await;
    let records = records.map_err(|failure| trouble::no_records(environment, &failure))?;
    for (name, record) in &records {
        // A name is ours, and whoever may write there could have made another.
        let name = name.replace(['/', '\\'], "-");
        cx.files
            .write_history(name.trim_start_matches('.'), record)
            .map_err(|error| {
                Failure::half_way("can't keep the records of earlier runs")
                    .caused_by(&error)
                    .hint(cx.command("down"))
            })?;
    }
    Ok(records.len())
}

/// `ana@build-7`, as others see a holder of the lease.
pub fn who() -> String {
    let user = nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten();
    let user = user.map_or_else(|| "somebody".to_owned(), |user| user.name);
    let machine = nix::unistd::gethostname().ok();
    let machine = machine.map_or_else(|| "a machine".to_owned(), |name| name.to_string_lossy().into_owned());
    format!("{user}@{machine}")
}
