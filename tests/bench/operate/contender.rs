//! One way of making the platform exist: a program, and how it is asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::process::Command;

use crate::Outcome;
use crate::walk::{Act, Run, Walk};

pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// Which program it is.
    pub(crate) about: String,
    pub(crate) walks: Vec<Walk>,
    program: PathBuf,
    /// Before the name of what is to be done; none: it is ours.
    script: Option<PathBuf>,
    directory: PathBuf,
}

/// Whose bucket, keys and names it is: emulators take a key of twelve digits for the account.
const ACCOUNT: &str = "210987654321";

impl Contender {
    pub(crate) fn ours(program: Option<&Path>) -> Outcome<Self> {
        let built = Path::new(env!("CARGO_BIN_EXE_logline"));
        let release = built.parent().map(|profile| profile.with_file_name("release/logline"));
        let release = release.filter(|release| release.exists());
        let program = program
            .map(Path::to_owned)
            .or(release)
            .unwrap_or_else(|| built.to_owned());
        let mut ours = Self::new("logline", program, None)?;
        ours.about = format!(
            "{}, {} MB",
            ours.program.display(),
            fs::metadata(&ours.program)?.len() / 1_000_000
        );
        Ok(ours)
    }

    pub(crate) fn script(name: &'static str, python: &Path, script: &str) -> Outcome<Self> {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/aws");
        Self::new(name, python.to_owned(), Some(scripts.join(script)))
    }

    fn new(name: &'static str, program: PathBuf, script: Option<PathBuf>) -> Outcome<Self> {
        let directory = std::env::temp_dir().join(format!("logline-bench-{}-{name}", std::process::id()));
        fs::create_dir(&directory)?;
        Ok(Self {
            name,
            about: String::new(),
            walks: Vec::new(),
            program,
            script,
            directory,
        })
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.script.is_none()
    }

    pub(crate) async fn run(&self, act: Act, endpoint: &str) -> Outcome<Run> {
        let words: &[&str] = match (&self.script, act) {
            (Some(_), act) => &[act.name()],
            (None, Act::Plan) => &["plan", "--env", "dev"],
            (None, act) => &[act.name(), "--env", "dev", "--yes"],
        };
        self.ask(words, endpoint).await
    }

    /// What ours is going to do, for the critical path.
    pub(crate) async fn save_plan(&self, endpoint: &str) -> Outcome<()> {
        self.ask(&["plan", "--env", "dev", "--out", "plan.json"], endpoint)
            .await
            .map(drop)
    }

    pub(crate) fn saved_plan(&self) -> PathBuf {
        self.directory.join("plan.json")
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.directory.join(".logline/dev/journal.ndjson")
    }

    async fn ask(&self, words: &[&str], endpoint: &str) -> Outcome<Run> {
        let began = Instant::now();
        let mut child = Command::new(&self.program)
            .args(&self.script)
            .args(words)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.directory)
            .env("AWS_ENDPOINT_URL", endpoint)
            .env("AWS_ACCESS_KEY_ID", ACCOUNT)
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut peak = 0;
        let status = format!("/proc/{}/status", child.id().ok_or("it has ended already")?);
        let mut errors = child.stderr.take().ok_or("no standard error")?;
        let said = tokio::spawn(async move {
            let mut said = String::new();
            errors.read_to_string(&mut said).await.map(|_| said)
        });
        // The kernel keeps the peak, and forgets it with the process: the last look is this much before its end.
        let mut looks = tokio::time::interval(Duration::from_millis(3));
        let ended = loop {
            tokio::select! {
                ended = child.wait() => break ended?,
                _ = looks.tick() => peak = peak.max(high_water(&status).unwrap_or(0)),
            }
        };
        let wall = began.elapsed();
        if ended.success() {
            return Ok(Run { wall, peak });
        }
        Err(format!("{} {} failed:\n{}", self.name, words.join(" "), said.await??).into())
    }
}

impl Drop for Contender {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.directory) {
            crate::report::say(&format!("error: {} is left: {error}", self.directory.display()));
        }
    }
}

/// KiB.
fn high_water(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
