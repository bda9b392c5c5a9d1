//! The built program in a directory of its own, as an operator has it; what it runs there ends with the trial.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{Bed, Trouble};

pub(crate) struct Home {
    path: PathBuf,
    variables: Vec<(String, String)>,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_logline");

/// Longer than anything here takes on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_mins(1);

/// No test ever reaches AWS: without an emulator there is nobody at this address, and whoever runs
/// the tests has credentials that are none of their business.
pub(crate) const NO_CLOUD: [(&str, &str); 4] = [
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
    ("AWS_CONFIG_FILE", "/nonexistent/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials"),
];

impl Home {
    pub(crate) fn new(bed: &Bed) -> Result<Self, Trouble> {
        let path = bed.directory("home")?;
        let home = path.display().to_string();
        let mut variables = vec![
            ("HOME".into(), home.clone()),
            ("LOGLINE_LOCAL_DIR".into(), format!("{home}/.logline")),
            ("LOGLINE_GATEWAY_PORT".into(), "0".into()),
            ("LANG".into(), "C.UTF-8".into()),
        ];
        variables.extend(NO_CLOUD.map(|(name, value)| (name.into(), value.into())));
        for name in ["PATH", "XDG_CACHE_HOME"] {
            if let Some(value) = std::env::var_os(name) {
                variables.push((name.into(), value.to_string_lossy().into_owned()));
            }
        }
        if !nix::unistd::geteuid().is_root()
            && std::env::var_os("XDG_CACHE_HOME").is_none()
            && let Some(own) = std::env::home_dir()
        {
            // One download serves all.
            variables.push(("XDG_CACHE_HOME".into(), own.join(".cache").display().to_string()));
        }
        Ok(Self { path, variables })
    }

    /// With one more variable, or another value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// `.logline/local`
    pub(crate) fn files(&self) -> PathBuf {
        self.path.join(".logline/local")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        self.place(&mut command);
        command.args(arguments);
        command
    }

    /// Another program in the same place.
    pub(crate) fn place(&self, command: &mut Command) {
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Answer, Trouble> {
        Ok(self.command(arguments).output()?.into())
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Result<Child, Trouble> {
        Ok(self.command(arguments).spawn()?)
    }

    /// A run that must succeed, and its one JSON value.
    pub(crate) fn json(&self, arguments: &[&str]) -> Result<Value, Trouble> {
        let arguments = [arguments, &["--output", "json"]].concat();
        self.run(&arguments)?.succeeded()?.json()
    }

    pub(crate) fn up(&self) -> Result<Value, Trouble> {
        self.json(&["up"])
    }

    pub(crate) fn record(&self) -> Result<Value, Trouble> {
        Ok(serde_json::from_slice(&fs::read(self.files().join("platform.json"))?)?)
    }

    pub(crate) fn supervisor(&self) -> Result<Pid, Trouble> {
        process(&self.record()?["pid"].to_string())
    }

    /// Where the private server's data is.
    pub(crate) fn data(&self) -> Result<PathBuf, Trouble> {
        match fs::read_to_string(self.files().join("postgres.path")) {
            Ok(path) => Ok(path.trim_end().into()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(self.files().join("postgres")),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn postgres(&self) -> Result<Pid, Trouble> {
        let text = fs::read_to_string(self.data()?.join("postmaster.pid"))?;
        process(text.lines().next().unwrap_or_default())
    }

    pub(crate) fn token(&self, user: &str, tenant: &str) -> Result<String, Trouble> {
        let minted = self.json(&["token", "mint", "--user", user, "--tenant", tenant])?;
        Ok(minted["token"].as_str().unwrap_or_default().to_owned())
    }

    /// Appends a span and gives its id.
    pub(crate) async fn append(&self, name: &str) -> Result<String, Trouble> {
        let answer = reqwest::Client::new()
            .post(format!("{}/spans", self.api_url()?))
            .bearer_auth(self.token("ana", "acme")?)
            .json(&serde_json::json!({"entity_type": "note", "who": "ana", "this": name}))
            .send()
            .await?;
        let (status, span): (_, Value) = (answer.status(), answer.json().await?);
        if status != 201 {
            return Err(Trouble::new(format!("appending answers {status}: {span}")));
        }
        Ok(span["id"].as_str().unwrap_or_default().to_owned())
    }

    /// What asking for a span answers.
    pub(crate) async fn read(&self, id: &str) -> Result<u16, Trouble> {
        let answer = reqwest::Client::new()
            .get(format!("{}/spans/{id}", self.api_url()?))
            .bearer_auth(self.token("ana", "acme")?)
            .send()
            .await?;
        Ok(answer.status().as_u16())
    }

    pub(crate) fn api_url(&self) -> Result<String, Trouble> {
        Ok(self.record()?["api_url"].as_str().unwrap_or_default().to_owned())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What a failed trial leaves is swept when the run ends.
        let _swept_later = self.run(&["down", "--purge", "--yes"]);
    }
}

impl Answer {
    pub(crate) fn succeeded(self) -> Result<Self, Trouble> {
        match self.code {
            Some(0) => Ok(self),
            _ => Err(Trouble::new(format!("{self:?}"))),
        }
    }

    pub(crate) fn json(&self) -> Result<Value, Trouble> {
        Ok(serde_json::from_str(&self.out)?)
    }

    /// Fails as it must: with this code, and a message that holds these words and a command to try.
    #[track_caller]
    pub(crate) fn assert_refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for words in words {
            assert!(self.err.contains(words), "{words:?} is missing in {self:?}");
        }
        assert!(
            self.err.contains("error: ") && !self.err.contains("panicked"),
            "{self:?}"
        );
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Ends what the homes of a killed run still run.
pub(super) fn sweep(path: &Path) -> std::io::Result<()> {
    if path.join(".logline").exists() {
        Command::new(PROGRAM)
            .args(["down", "--purge", "--yes"])
            .env_clear()
            .env("LOGLINE_LOCAL_DIR", path.join(".logline"))
            .current_dir(path)
            .output()?;
    }
    Ok(())
}

fn process(pid: &str) -> Result<Pid, Trouble> {
    Ok(Pid::from_raw(pid.trim().parse()?))
}

pub(crate) fn is_alive(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit_once(')')
        .and_then(|(_, rest)| rest.trim_start().chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

pub(crate) fn is_listening(api_url: &str) -> bool {
    TcpStream::connect(api_url.trim_start_matches("http://")).is_ok()
}

/// Kills, and waits until it is gone.
pub(crate) async fn kill_dead(pid: Pid) -> Result<(), Trouble> {
    kill(pid, Signal::SIGKILL)?;
    until("a killed process ends", || !is_alive(pid)).await
}

/// Waits for a condition.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) -> Result<(), Trouble> {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() >= deadline {
            return Err(Trouble::new(format!("it never came true: {what}")));
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
