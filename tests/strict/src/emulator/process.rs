//! A server that ends with the process that started it, however that one ends.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::Method;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::time::Instant;

use super::EmulatorError;
use crate::upstream::Upstream;

#[derive(Debug)]
pub(super) struct Process {
    url: String,
    /// A shell that leads the group of all processes of the server.
    guard: Child,
    /// The guard reads from it: the kernel closes it when this process ends, by `kill -9` too.
    _lifeline: ChildStdin,
    /// Home, temporary files and log of the server.
    directory: PathBuf,
}

pub(super) type Launch = (Vec<OsString>, Vec<(String, OsString)>);

/// Waits for the end of its standard input or of the server, then ends the whole group. Its own
/// directory is `$0`; the server's temporary files go with it.
const GUARD: &str = r#"
("$@" </dev/null; kill -KILL 0) &
read -r line
rm -rf "$0"
kill -KILL 0
"#;

/// A first start compiles a few hundred Python modules, perhaps beside other builds.
const PATIENCE: Duration = Duration::from_secs(90);

static STARTED: AtomicU32 = AtomicU32::new(0);

impl Process {
    /// `launch` gives arguments and environment for a port.
    pub(super) async fn start(
        program: &Path,
        health: &str,
        launch: impl Fn(u16) -> Launch,
    ) -> Result<Self, EmulatorError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut process = Self::spawn(program, &launch).map_err(|source| EmulatorError::Start {
                program: program.to_path_buf(),
                source,
            })?;
            if process.is_ready(health, deadline).await {
                return Ok(process);
            }
            // A port that was free may be somebody's a moment later; then the server has ended.
            let taken = process.log().contains("in use");
            if !taken || Instant::now() >= deadline {
                return Err(EmulatorError::NotReady {
                    program: program.to_path_buf(),
                    seconds: PATIENCE.as_secs(),
                    log: process.log(),
                });
            }
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    fn spawn(program: &Path, launch: impl Fn(u16) -> Launch) -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("logline-emulator-{}-{number}", std::process::id()));
        fs::create_dir(&directory)?;
        let log = File::create(directory.join("log"))?;
        let (arguments, environment) = launch(port);
        let mut guard = Command::new("/bin/sh")
            .args(["-c", GUARD])
            .arg(&directory)
            .arg(program)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &directory)
            .env("TMPDIR", &directory)
            .env("STATE_DIR", directory.join("state"))
            .env("S3_DATA_DIR", directory.join("s3"))
            .env("LANG", "C.UTF-8")
            // Without this the log would be empty when it is needed.
            .env("PYTHONUNBUFFERED", "1")
            .envs(environment)
            .current_dir(&directory)
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()?;
        let lifeline = guard.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self {
            url: super::url(port),
            guard,
            _lifeline: lifeline,
            directory,
        })
    }

    async fn is_ready(&mut self, health: &str, deadline: Instant) -> bool {
        let Ok(upstream) = Upstream::new(&self.url) else {
            return false;
        };
        while Instant::now() < deadline && matches!(self.guard.try_wait(), Ok(None)) {
            let answer = upstream.ask(Method::GET, health).await;
            if answer.is_ok_and(|answer| answer.status.is_success()) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_else(|error| format!("(no log: {error})"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Gone already is as good; nobody could be told of anything else.
        if let Ok(group) = i32::try_from(self.guard.id()) {
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
        let _ = self.guard.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
