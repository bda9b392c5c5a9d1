//! The platform in the background: started, found again, stopped.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::record::{Record, Supervisor};
use super::{EnvironmentFiles, logs};
use crate::cli::{Exit, Failure};
use crate::os::Lock;
use crate::ui::{Step, Ui};

/// How often a condition is looked at. Short, because a start takes half a second.
const LOOK: Duration = Duration::from_millis(15);
/// A start that tells nothing new for this long is stuck. Downloading a server takes longest.
const SILENCE: Duration = Duration::from_mins(5);
/// The platform drains for 5 s and stops PostgreSQL within 20 s.
const STOP: Duration = Duration::from_secs(40);

/// Starts the platform in the background, with this program and these arguments, and waits until
/// it has written its record. Its steps are shown as ours.
///
/// The database's URL can hold a password: it goes by the environment, where other users of this
/// machine can't read it as they can arguments.
pub async fn start(
    files: &EnvironmentFiles,
    arguments: &[String],
    database_url: Option<&str>,
    ui: &Ui,
) -> Result<Record, Failure> {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Failure::failed("can't start the platform in the background").caused_by(error)
    };
    let log = files.logs().join(logs::SUPERVISOR);
    let mut written = File::options()
        .create(true)
        .append(true)
        .read(true)
        .mode(0o600)
        .open(&log)
        .map_err(|error| failed(&error))?;
    written.seek(SeekFrom::End(0)).map_err(|error| failed(&error))?;
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let child = spawn(&program, arguments, database_url, &log).map_err(|error| failed(&error))?;
    let mut child = Starting { child, is_done: false };

    let mut told = Told {
        ui,
        text: String::new(),
        step: None,
        failure: None,
    };
    let mut deadline = Instant::now() + SILENCE;
    loop {
        if told.read(&mut written).map_err(|error| failed(&error))? {
            deadline = Instant::now() + SILENCE;
        }
        let look = Supervisor::look(files).map_err(|error| failed(&error))?;
        if let Supervisor::Running(record) = look
            && record.pid == child.child.id()
        {
            told.done();
            child.is_done = true;
            return Ok(*record);
        }
        if let Some(status) = child.child.try_wait().map_err(|error| failed(&error))? {
            told.read(&mut written).map_err(|error| failed(&error))?;
            child.is_done = true;
            drop(told.step.take());
            let ended = Failure::failed(format!("the platform ended while it started ({status})"))
                .hint("logline logs tail platform");
            return Err(told.failure.unwrap_or(ended));
        }
        if Instant::now() >= deadline {
            return Err(Failure::timed_out(format!(
                "the platform told nothing for {} min while it started",
                SILENCE.as_secs() / 60
            ))
            .hint("logline logs tail platform"));
        }
        sleep(LOOK).await;
    }
}

/// Stops a running platform and waits until it is gone. One that does not end is killed.
pub async fn stop(files: &EnvironmentFiles, pid: u32) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::half_way("can't stop the platform").caused_by(&error);
    let pid =
        Pid::from_raw(i32::try_from(pid).map_err(|_| Failure::failed("the platform's record has no process id"))?);
    for (signal, patience) in [(Signal::SIGTERM, STOP), (Signal::SIGKILL, Duration::from_secs(5))] {
        // The lock is held, so the process is there, and its id is its own.
        match kill(pid, signal) {
            Ok(()) | Err(nix::errno::Errno::ESRCH) => {}
            Err(errno) => return Err(failed(errno.into())),
        }
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if !Lock::is_held(&files.supervisor_lock()).map_err(failed)? {
                return Ok(());
            }
            sleep(LOOK).await;
        }
    }
    Err(Failure::half_way(format!("process {pid} does not end")).hint("logline down"))
}

/// A platform that hasn't become ready yet. Who gives up on it, by Ctrl-C or out of patience, doesn't
/// leave it behind: it is told to end, and ends its server.
struct Starting {
    child: Child,
    is_done: bool,
}

impl Drop for Starting {
    fn drop(&mut self) {
        if let (false, Ok(pid)) = (self.is_done, i32::try_from(self.child.id())) {
            // One that is gone already needs no telling.
            let _gone = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
    }
}

/// In a process group of its own: what is typed in this terminal is not for it.
fn spawn(program: &Path, arguments: &[String], database_url: Option<&str>, log: &Path) -> std::io::Result<Child> {
    use std::os::unix::process::CommandExt as _;
    let output = || File::options().append(true).open(log);
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output()?)
        .stderr(output()?)
        .process_group(0)
        .envs(database_url.map(|url| ("LOGLINE_DATABASE_URL", url)))
        .spawn()
}

/// What the background process has told, repeated as our own steps.
struct Told<'a> {
    ui: &'a Ui,
    text: String,
    step: Option<Step>,
    failure: Option<Failure>,
}

impl Told<'_> {
    /// True: there was something new.
    fn read(&mut self, log: &mut File) -> std::io::Result<bool> {
        let before = self.text.len();
        log.read_to_string(&mut self.text)?;
        let is_new = self.text.len() > before;
        while let Some(end) = self.text.find('\n') {
            let line: String = self.text.drain(..=end).collect();
            if let Ok(event) = serde_json::from_str(&line) {
                self.tell(&event);
            }
        }
        Ok(is_new)
    }

    fn tell(&mut self, event: &Value) {
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        match event["event"].as_str() {
            Some("step_started") => self.step = Some(self.ui.step(text("step"))),
            Some("step_finished") => {
                if let Some(step) = self.step.take() {
                    step.finish(text("outcome"));
                }
            }
            Some("warned") => self.ui.warn(&text("message")),
            Some("failed") => {
                let error = &event["error"];
                let part = |name: &str| error[name].as_str().map(str::to_owned);
                self.failure = Some(Failure {
                    what: part("message").unwrap_or_default(),
                    because: part("because"),
                    hint: part("try"),
                    exit: error["exit_code"]
                        .as_u64()
                        .and_then(|code| Exit::from_code(code.try_into().ok()?))
                        .unwrap_or(Exit::Failed),
                });
            }
            _ => {}
        }
    }

    fn done(&mut self) {
        if let Some(step) = self.step.take() {
            step.finish("");
        }
    }
}
