//! The real process of a function.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::{Runtime, Trouble};

/// Ends with the test.
#[derive(Debug)]
pub struct Function {
    child: Child,
    pub started: Instant,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Function {
    /// Starts a program with nothing in its environment but what Lambda puts there, and `more`.
    pub fn start(program: &Path, runtime: &Runtime, more: &[(&str, String)]) -> Result<Self, Trouble> {
        let started = Instant::now();
        let mut child = Command::new(program)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "logline-dev-f")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "ASIAFUNCTION")
            .env("AWS_SECRET_ACCESS_KEY", "secret-key-of-the-function")
            .env("AWS_SESSION_TOKEN", "session-token-of-the-function")
            .env("LOGLINE_ENVIRONMENT", "dev")
            .envs(more.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let lines = Arc::default();
        if let Some(stdout) = child.stdout.take() {
            collect(stdout, &lines);
        }
        if let Some(stderr) = child.stderr.take() {
            collect(stderr, &lines);
        }
        Ok(Self { child, started, lines })
    }

    /// All it has written.
    pub fn output(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Its log, each line as JSON. A line that is none is an error.
    pub fn log(&self) -> Result<Vec<Value>, Trouble> {
        let output = self.output();
        let parse = |line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}").into());
        output.lines().map(parse).collect()
    }

    pub fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Between two invocations Lambda lets nothing of the process run.
    pub fn freeze(&self) -> Result<(), Trouble> {
        self.signal(Signal::SIGSTOP)
    }

    pub fn thaw(&self) -> Result<(), Trouble> {
        self.signal(Signal::SIGCONT)
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> Result<std::process::ExitStatus, Trouble> {
        Ok(tokio::time::timeout(crate::PATIENCE, self.child.wait()).await??)
    }

    fn signal(&self, signal: Signal) -> Result<(), Trouble> {
        Ok(kill(Pid::from_raw(self.pid().try_into()?), signal)?)
    }
}

fn collect(stream: impl AsyncRead + Unpin + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) {
    let (mut reader, lines) = (BufReader::new(stream).lines(), Arc::clone(lines));
    tokio::spawn(async move {
        while let Ok(Some(line)) = reader.next_line().await {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}
