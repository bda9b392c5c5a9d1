//! `logline down`

use serde::Serialize;
use tokio::time::Instant;

use super::up::command_lock;
use crate::cli::{Failure, Invocation, block_on};
use crate::local::LocalContext;
use crate::local::{Lock, PRIVATE, Supervisor, database, launch};
use crate::ui::{Page, Render};

/// Stop the environment, and prove that nothing of it is left running
///
/// Locally the data stays for the next `logline up`, unless --purge deletes it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline down")]
pub struct Args {
    /// Delete the data, keys and logs too
    #[arg(long)]
    purge: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Down {
    environment: String,
    /// What ran and was stopped.
    stopped: Vec<&'static str>,
    /// Directories that were deleted.
    purged: Vec<String>,
    /// Where the data still is.
    kept: Option<String>,
    duration_ms: u64,
}

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Down, Failure> {
    let context = LocalContext::open(invocation)?;
    context.announce();
    let environment = context.settings.environment.name.clone();
    if !context.files.directory().exists() {
        return Ok(Down {
            environment,
            stopped: Vec::new(),
            purged: Vec::new(),
            kept: None,
            duration_ms: 0,
        });
    }
    if args.purge {
        context.ui.confirm(&format!(
            "Delete the ledger, keys and logs of {environment} in {}? They can't be brought back.",
            context.files.directory().display()
        ))?;
    }
    block_on(bring_down(args, &context, environment))
}

async fn bring_down(args: &Args, context: &LocalContext, environment: String) -> Result<Down, Failure> {
    let started = Instant::now();
    let files = &context.files;
    let lock = command_lock(context).await?;
    let mut stopped = Vec::new();
    match context.supervisor()? {
        Supervisor::Running(record) => {
            let step = context.ui.step("stop the platform");
            launch::stop(files, record.pid).await?;
            step.finish("");
            stopped.push("gateway");
            if record.database.kind == PRIVATE {
                stopped.push("postgres");
            }
        }
        Supervisor::Starting => return Err(Failure::lease_held("the platform is just starting").hint("logline down")),
        Supervisor::Absent => {}
    }
    // One whose supervisor was killed.
    if database::stop_abandoned(files, &context.config.database, &context.machine, &context.ui).await? {
        stopped.push("postgres");
    }
    let data = database::data_directory(files, &database::account()?)?;
    let mut down = Down {
        environment,
        stopped,
        purged: Vec::new(),
        kept: None,
        duration_ms: 0,
    };
    if args.purge {
        purge(context, &data, &mut down)?;
    } else if data.exists() {
        down.kept = Some(data.display().to_string());
    }
    prove(context)?;
    drop(lock);
    down.duration_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    Ok(down)
}

fn purge(context: &LocalContext, data: &std::path::Path, down: &mut Down) -> Result<(), Failure> {
    for directory in [data, context.files.directory()] {
        match std::fs::remove_dir_all(directory) {
            Ok(()) => down.purged.push(directory.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(Failure::half_way(format!("can't delete {}", directory.display()))
                    .caused_by(&error)
                    .hint("logline down --purge"));
            }
        }
    }
    Ok(())
}

/// Looks once more: nobody holds the platform's lock.
fn prove(context: &LocalContext) -> Result<(), Failure> {
    match Lock::is_held(&context.files.supervisor_lock()) {
        Ok(false) => Ok(()),
        Ok(true) => Err(Failure::half_way("somebody started the platform again meanwhile").hint("logline down")),
        Err(error) => Err(Failure::half_way("can't tell whether the platform is gone").caused_by(&error)),
    }
}

impl Render for Down {
    fn render(&self, page: &mut Page) {
        match self.stopped.as_slice() {
            [] => page.line(format!("Nothing of {} was running.", self.environment)),
            stopped => page.line(format!(
                "Stopped: {}. Nothing of {} is running.",
                stopped.join(", "),
                self.environment
            )),
        }
        if let Some(kept) = &self.kept {
            page.line(format!(
                "The data is kept in {kept}; `logline down --purge` deletes it."
            ));
        }
        for purged in &self.purged {
            page.line(format!("Deleted {purged}"));
        }
    }
}
