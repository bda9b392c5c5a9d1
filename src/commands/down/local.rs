//! `logline down` on this machine

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::super::up::command_lock;
use crate::cli::{Failure, Invocation, block_on};
use crate::local::LocalContext;
use crate::local::{PRIVATE, Supervisor, database, launch};
use crate::os::Lock;
use crate::ui::{Page, Render};

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Down {
    environment: String,
    /// What ran and was stopped.
    stopped: Vec<&'static str>,
    /// Directories that were deleted.
    purged: Vec<String>,
    /// Where the data still is.
    kept: Option<String>,
    duration_ms: u64,
}

pub(super) fn run(is_purged: bool, invocation: &Invocation) -> Result<Down, Failure> {
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
    if is_purged {
        context.ui.confirm(&format!(
            "Delete the ledger, keys and logs of {environment} in {}? They can't be brought back.",
            context.files.directory().display()
        ))?;
    }
    block_on(bring_down(is_purged, &context, environment))
}

/// A start of somebody else's is done by then, unless it downloads a server.
const STARTING: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(15);

/// Without its id a process can't be stopped.
pub(in crate::commands) fn known(pid: Option<u32>) -> Result<u32, Failure> {
    pid.ok_or_else(|| {
        Failure::half_way("the platform runs, and nothing says which process it is")
            .because("its record and the text of its lock are gone")
            .hint("fuser -k .logline/local/platform.lock")
    })
}

async fn bring_down(is_purged: bool, context: &LocalContext, environment: String) -> Result<Down, Failure> {
    let started = Instant::now();
    let files = &context.files;
    let lock = command_lock(context).await?;
    let mut stopped = Vec::new();
    let mut supervisor = context.supervisor()?;
    // Somebody has just run `serve`: it will serve, or end, before long.
    let deadline = started + STARTING;
    while matches!(supervisor, Supervisor::Starting) && Instant::now() < deadline {
        sleep(LOOK).await;
        supervisor = context.supervisor()?;
    }
    match supervisor {
        Supervisor::Running(record) => {
            let step = context.ui.step("stop the platform");
            launch::stop(files, record.pid).await?;
            step.finish("");
            stopped.push("gateway");
            if record.database.kind == PRIVATE {
                stopped.push("postgres");
            }
        }
        Supervisor::Lost { pid } => {
            let step = context.ui.step("stop the platform, whose record is spoilt");
            launch::stop(files, known(pid)?).await?;
            step.finish("");
            stopped.push("gateway");
        }
        Supervisor::Starting => return Err(Failure::lease_held("the platform is just starting").hint("logline down")),
        Supervisor::Absent => {}
    }
    // One whose supervisor was killed.
    if database::stop_abandoned(context).await? {
        stopped.push("postgres");
    }
    let (data, _) = database::look_for_data(files, &database::account()?)?;
    let mut down = Down {
        environment,
        stopped,
        purged: Vec::new(),
        kept: None,
        duration_ms: 0,
    };
    prove(context)?;
    if is_purged {
        purge(context, &data, &mut down)?;
    } else if data.exists() {
        down.kept = Some(data.display().to_string());
    }
    drop(lock);
    down.duration_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    Ok(down)
}

/// The data first, while others wait for the lock; then everything at once is out of their way, and
/// those who wait find nothing and begin anew.
fn purge(context: &LocalContext, data: &Path, down: &mut Down) -> Result<(), Failure> {
    let directory = context.files.directory();
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    let doomed = directory.with_file_name(format!(".{name}.purged"));
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::half_way(format!("can't delete {}", path.display()))
            .caused_by(error)
            .hint("logline down --purge")
    };
    // One that was interrupted may have left something.
    for path in [data, &doomed] {
        if delete(path).map_err(|error| failed(path, &error))? && path == data {
            down.purged.push(data.display().to_string());
        }
    }
    std::fs::rename(directory, &doomed).map_err(|error| failed(directory, &error))?;
    delete(&doomed).map_err(|error| failed(&doomed, &error))?;
    down.purged.push(directory.display().to_string());
    Ok(())
}

/// False: there was nothing.
fn delete(path: &Path) -> std::io::Result<bool> {
    let deleted = match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => std::fs::remove_file(path),
        Ok(_) => std::fs::remove_dir_all(path),
        Err(error) => Err(error),
    };
    match deleted {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
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
