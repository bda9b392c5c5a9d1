//! A local platform of this build, in a directory of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tokio_postgres::{Client, Config, NoTls};

use crate::Outcome;
use crate::report::say;

pub(crate) struct Platform {
    directory: PathBuf,
    record: Value,
    passwords: Value,
    pub(crate) address: String,
}

impl Platform {
    pub(crate) fn start() -> Outcome<Self> {
        let directory = std::env::temp_dir().join(format!("logline-bench-{}", std::process::id()));
        std::fs::create_dir(&directory)?;
        let mut platform = Self {
            directory,
            record: Value::Null,
            passwords: Value::Null,
            address: String::new(),
        };
        platform.command(&["up", "--quiet", "--output", "json"])?;
        platform.record = platform.file("platform.json")?;
        platform.passwords = platform.file("keys/database.json")?;
        let url = platform.record["api_url"]
            .as_str()
            .ok_or("the platform has no address")?;
        platform.address = url.trim_start_matches("http://").to_owned();
        Ok(platform)
    }

    /// The answer of a command of the program.
    fn command(&self, arguments: &[&str]) -> Outcome<String> {
        let output = Command::new(env!("CARGO_BIN_EXE_logline"))
            .args(arguments)
            .env("LOGLINE_LOCAL_DIR", &self.directory)
            // Each request is a line of the access log, as in daily use.
            .env("LOGLINE_LOGS_LEVEL", "info")
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        if output.status.success() {
            Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
        } else {
            Err(format!("logline {} failed", arguments.join(" ")).into())
        }
    }

    fn file(&self, name: &str) -> Outcome<Value> {
        let path = self.directory.join("local").join(name);
        Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
    }

    pub(crate) fn token(&self, user: &str, tenant: &str) -> Outcome<String> {
        self.command(&[
            "token", "mint", "--user", user, "--tenant", tenant, "--ttl", "24h", "--quiet",
        ])
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn gateway_pid(&self) -> Outcome<u32> {
        Ok(u32::try_from(
            self.record["pid"].as_u64().ok_or("the record has no pid")?,
        )?)
    }

    pub(crate) fn database_version(&self) -> &str {
        self.record["database"]["version"].as_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> Outcome<u16> {
        let port = self.record["database"]["port"].as_u64();
        Ok(u16::try_from(port.ok_or("the record has no database port")?)?)
    }

    /// The password of `app` or of `superuser`.
    pub(crate) fn password(&self, of: &str) -> Outcome<&str> {
        Ok(self.passwords[of].as_str().ok_or("there is no such password")?)
    }

    pub(crate) async fn superuser(&self) -> Outcome<Client> {
        let mut config = Config::new();
        config
            .host("127.0.0.1")
            .port(self.port()?)
            .user("postgres")
            .password(self.password("superuser")?)
            .dbname("logline");
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        let stopped = self
            .command(&["down", "--purge", "--yes", "--quiet"])
            .and_then(|_| Ok(std::fs::remove_dir_all(&self.directory)?));
        if let Err(error) = stopped {
            say(&format!("error: {} is left: {error}", self.directory.display()));
        }
    }
}
