//! `logline up` on this machine

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout_at};

use super::super::down::known;
use crate::api::Caller;
use crate::cli::{Failure, Invocation, block_on, quoted};
use crate::config::Flags;
use crate::local::{LocalContext, Record, Supervisor, launch};
use crate::os::{Lock, create_private_directory};
use crate::ui::{Page, Render};

/// How long the token is good that is printed.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Another command that starts or stops the platform is done by then.
const OTHER_COMMAND: Duration = Duration::from_mins(2);
/// A platform that has said it serves answers within this time.
const HEALTHY: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(15);

#[derive(Debug, Serialize)]
pub(in crate::commands) struct Up {
    environment: String,
    /// False: it ran already.
    started: bool,
    api_url: String,
    user: String,
    tenant: String,
    /// For that user and tenant, for 24 hours.
    token: String,
    /// A request that works where the variable TOKEN holds the token.
    curl: String,
}

pub(super) fn run(database_url: Option<&str>, invocation: &Invocation) -> Result<Up, Failure> {
    let flags = Flags::default().with("database.url", "--database-url", database_url);
    let context = LocalContext::open_with(invocation, &flags)?;
    context.announce();
    let (record, started) = block_on(ensure_running(&context, invocation, database_url))?;
    let caller = Caller::default();
    let token = caller.token(&context, TOKEN_LIFE)?;
    let curl = format!("curl -s -H \"Authorization: Bearer $TOKEN\" {}/spans", record.api_url);
    let environment = context.settings.environment.name.clone();
    Ok(Up {
        environment,
        started,
        api_url: record.api_url,
        user: caller.user,
        tenant: caller.tenant,
        token,
        curl,
    })
}

async fn ensure_running(
    context: &LocalContext,
    invocation: &Invocation,
    database_url: Option<&str>,
) -> Result<(Record, bool), Failure> {
    let files = &context.files;
    let _lock = command_lock(context).await?;
    context
        .files
        .create()
        .map_err(|error| unwritable(context.files.directory(), &error))?;
    let mut supervisor = context.supervisor()?;
    // Somebody runs `serve`: it will serve, or end, before long.
    let deadline = Instant::now() + OTHER_COMMAND;
    while matches!(supervisor, Supervisor::Starting) && Instant::now() < deadline {
        sleep(LOOK).await;
        supervisor = context.supervisor()?;
    }
    match supervisor {
        Supervisor::Running(record) if record.fingerprint == fingerprint(context)? => {
            match healthy(&record, context).await {
                Ok(()) => return Ok((*record, false)),
                Err(_) => context
                    .ui
                    .warn("the platform runs and doesn't answer; starting it again"),
            }
            launch::stop(files, record.pid).await?;
        }
        Supervisor::Running(record) => {
            let step = context.ui.step("stop the platform of another build or configuration");
            launch::stop(files, record.pid).await?;
            step.finish("");
        }
        Supervisor::Lost { pid } => {
            context
                .ui
                .warn("the platform's record is spoilt; starting the platform again");
            launch::stop(files, known(pid)?).await?;
        }
        Supervisor::Starting => {
            return Err(Failure::timed_out("the platform is starting, and doesn't get ready")
                .hint("logline logs tail platform"));
        }
        Supervisor::Absent => {}
    }
    let record = launch::start(files, &background_arguments(invocation), database_url, &context.ui).await?;
    let step = context.ui.step("wait for the gateway");
    healthy(&record, context).await?;
    step.finish("");
    Ok((record, true))
}

/// Of commands that start or stop the platform, one at a time.
pub(in crate::commands) async fn command_lock(context: &LocalContext) -> Result<Lock, Failure> {
    let deadline = Instant::now() + OTHER_COMMAND;
    let mut vanished = 0;
    loop {
        // Every time: a `down --purge` deletes what this waits for, at any moment.
        let taken = create_private_directory(context.files.directory())
            .and_then(|()| Lock::try_take(&context.files.command_lock()));
        match taken {
            Ok(Some(lock)) => return Ok(lock),
            Ok(None) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && vanished < 10 => vanished += 1,
            Err(error) => return Err(unwritable(context.files.directory(), &error)),
        }
        if Instant::now() >= deadline {
            return Err(Failure::lease_held("another logline starts or stops the platform").hint("logline status"));
        }
        sleep(LOOK).await;
    }
}

fn unwritable(directory: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("can't write to {}", directory.display()))
        .caused_by(error)
        .hint("LOGLINE_LOCAL_DIR=~/.logline logline up")
}

/// Waits until `/health` says 200.
async fn healthy(record: &Record, context: &LocalContext) -> Result<(), Failure> {
    let deadline = Instant::now() + HEALTHY;
    loop {
        let answer = timeout_at(deadline, reqwest::get(format!("{}/health", record.api_url))).await;
        let cause = match answer {
            Ok(Ok(answer)) if answer.status().is_success() => return Ok(()),
            Ok(Ok(answer)) => format!("/health answers {}", answer.status()),
            Ok(Err(error)) => error.without_url().to_string(),
            Err(_) => "/health doesn't answer".to_owned(),
        };
        if Instant::now() >= deadline {
            let logs = context.files.logs();
            return Err(Failure::timed_out("the platform doesn't get healthy")
                .because(cause)
                .hint(format!("cat {}/platform.jsonl", quoted(&logs.display().to_string()))));
        }
        sleep(LOOK).await;
    }
}

/// The same environment and configuration, in another process.
fn background_arguments(invocation: &Invocation) -> Vec<String> {
    let globals = &invocation.globals;
    let mut arguments: Vec<String> = ["serve", "--output", "ndjson", "--no-input"].map(str::to_owned).into();
    if let Some(environment) = &globals.env {
        arguments.extend(["--env".to_owned(), environment.clone()]);
    }
    if let Some(file) = &globals.config {
        arguments.extend(["--config".to_owned(), file.display().to_string()]);
    }
    arguments
}

/// Tells this program and configuration from others: a platform of another build or with other
/// settings is started again.
pub(in crate::commands) fn fingerprint(context: &LocalContext) -> Result<String, Failure> {
    let program = std::env::current_exe().and_then(|path| path.metadata().map(|metadata| (path, metadata)));
    let (path, metadata) =
        program.map_err(|error| Failure::failed("can't look at this program's file").caused_by(&error))?;
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let text = format!(
        "{} {} {modified:?} {:?}",
        path.display(),
        metadata.len(),
        context.config
    );
    Ok(blake3::hash(text.as_bytes()).to_hex()[..16].to_owned())
}

impl Render for Up {
    fn render(&self, page: &mut Page) {
        page.heading(format!(
            "LogLineOS {} at {}",
            if self.started { "is up" } else { "was up already" },
            self.api_url
        ));
        page.line("");
        page.line(format!(
            "A request as user {} of tenant {}, with a token that is good for 24 hours:",
            self.user, self.tenant
        ));
        page.line("");
        page.line(format!("TOKEN={}", self.token));
        page.line(&self.curl);
    }
}
