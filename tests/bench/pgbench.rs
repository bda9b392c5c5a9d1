//! `pgbench` with the gateway's statements: the least that PostgreSQL and a client need for them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::captured::Statements;
use crate::platform::Platform;
use crate::{CONNECTIONS, Outcome, measure};

pub(crate) struct Pgbench {
    program: PathBuf,
    script: PathBuf,
    variables: Vec<(String, String)>,
    user: &'static str,
    password: String,
    port: u16,
    options: String,
}

impl Pgbench {
    pub(crate) fn as_app(platform: &Platform, statements: &Statements, pipelined: bool) -> Outcome<Self> {
        let password = platform.password("app")?;
        Self::new(platform, statements, pipelined, "logline_app", password)
    }

    /// As somebody whom no policy holds, with the planner settings of the handlers' role. Planned
    /// once: with policies the server comes to that by itself, with values in place it plans the
    /// list anew for each execution, which takes longer than to execute it.
    pub(crate) fn as_superuser(platform: &Platform, statements: &Statements) -> Outcome<Self> {
        let password = platform.password("superuser")?;
        let mut pgbench = Self::new(platform, statements, false, "postgres", password)?;
        let settings = include_str!("../../sql/0001_schemas_and_roles.sql")
            .lines()
            .filter_map(|line| line.trim().strip_prefix("ALTER ROLE logline_app SET "))
            .filter_map(|setting| setting.trim_end_matches(';').split_once(" = "))
            .filter(|(name, _)| name.starts_with("enable_") || name.starts_with("max_parallel"));
        let options: Vec<String> = settings.map(|(name, value)| format!("-c {name}={value}")).collect();
        pgbench.options = format!("-c plan_cache_mode=force_generic_plan {}", options.join(" "));
        Ok(pgbench)
    }

    fn new(
        platform: &Platform,
        statements: &Statements,
        pipelined: bool,
        user: &'static str,
        password: &str,
    ) -> Outcome<Self> {
        let mut lines = statements.prelude.clone();
        if pipelined {
            lines.push("\\startpipeline".to_owned());
        }
        lines.extend(statements.lines.iter().cloned());
        if pipelined {
            lines.push("\\endpipeline".to_owned());
        }
        let number = fs::read_dir(platform.directory())?.count();
        let script = platform.directory().join(format!("script-{number}.sql"));
        fs::write(&script, lines.join("\n") + "\n")?;
        let programs = measure::postmaster(platform)?.programs;
        Ok(Self {
            program: programs.join("pgbench"),
            script,
            variables: statements.variables.clone(),
            user,
            password: password.to_owned(),
            port: platform.port()?,
            options: String::new(),
        })
    }

    /// How long each transaction took.
    pub(crate) fn run(&self, time: Duration) -> Outcome<Vec<Duration>> {
        let log = self.script.with_extension("log");
        let connections = CONNECTIONS.to_string();
        let output = Command::new(&self.program)
            .args([
                "--no-vacuum",
                "--protocol=prepared",
                "--log",
                "--jobs=1",
                "--client",
                &connections,
            ])
            .args(["--time", &time.as_secs().to_string()])
            .arg(format!("--log-prefix={}", log.display()))
            .arg(format!("--file={}", self.script.display()))
            .args(
                self.variables
                    .iter()
                    .map(|(name, value)| format!("--define={name}={value}")),
            )
            .args([
                "--host=127.0.0.1",
                &format!("--port={}", self.port),
                "--username",
                self.user,
                "logline",
            ])
            .env("PGPASSWORD", &self.password)
            .env("PGOPTIONS", &self.options)
            .stdin(Stdio::null())
            .output()?;
        if !output.status.success() {
            let script = fs::read_to_string(&self.script)?;
            return Err(format!("pgbench: {}\n{script}", String::from_utf8_lossy(&output.stderr)).into());
        }
        self.latencies(&log)
    }

    /// Each line: client, transaction, microseconds, and more.
    fn latencies(&self, log: &std::path::Path) -> Outcome<Vec<Duration>> {
        let mut latencies = Vec::new();
        for entry in fs::read_dir(self.script.parent().ok_or("a script without a directory")?)? {
            let path = entry?.path();
            let is_ours = path.to_string_lossy().starts_with(&format!("{}.", log.display()));
            if is_ours {
                for line in fs::read_to_string(&path)?.lines() {
                    let micros = line.split(' ').nth(2).ok_or("a log line without a time")?;
                    latencies.push(Duration::from_micros(micros.parse()?));
                }
                fs::remove_file(path)?;
            }
        }
        Ok(latencies)
    }
}
