//! A Python package in a virtual environment of its own, below the user's cache.

use std::ffi::OsStr;
use std::fmt::Display;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::EmulatorError;

pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) requirement: &'static str,
    pub(super) program: &'static str,
    /// Names a program to use instead.
    pub(super) variable: &'static str,
}

/// Written last: an environment without it was interrupted.
const COMPLETE: &str = "complete";

impl Package {
    pub(super) async fn program(&'static self) -> Result<PathBuf, EmulatorError> {
        if let Some(program) = std::env::var_os(self.variable) {
            return Ok(program.into());
        }
        let cache = cache().ok_or(EmulatorError::NoCache(self.name))?;
        // Waiting for another process's lock, or for pip, must not stop the tests' runtime.
        tokio::task::spawn_blocking(move || self.installed_in(&cache))
            .await
            .map_err(|error| self.failed(error))?
    }

    fn installed_in(&self, cache: &Path) -> Result<PathBuf, EmulatorError> {
        let directory = cache.join(format!("{}-{}", self.name, self.version));
        fs::create_dir_all(cache).map_err(|error| self.failed(error))?;
        // Let go of by the kernel, also when the run that installs is killed.
        let lock = File::create(cache.join(format!("{}-{}.lock", self.name, self.version)))
            .map_err(|error| self.failed(error))?;
        lock.lock().map_err(|error| self.failed(error))?;
        let program = directory.join("bin").join(self.program);
        if !directory.join(COMPLETE).exists() {
            if directory.exists() {
                fs::remove_dir_all(&directory).map_err(|error| self.failed(error))?;
            }
            self.run("python3", ["-m", "venv"], &directory)?;
            let pip = directory.join("bin/pip");
            self.run(
                pip,
                ["install", "--quiet", "--disable-pip-version-check"],
                self.requirement,
            )?;
            fs::write(directory.join(COMPLETE), "").map_err(|error| self.failed(error))?;
        }
        Ok(program)
    }

    fn run<const N: usize>(
        &self,
        program: impl AsRef<OsStr>,
        arguments: [&str; N],
        last: impl AsRef<OsStr>,
    ) -> Result<(), EmulatorError> {
        let output = Command::new(program)
            .args(arguments)
            .arg(last)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| self.failed(error))?;
        if output.status.success() {
            return Ok(());
        }
        Err(self.failed(String::from_utf8_lossy(&output.stderr)))
    }

    fn failed(&self, why: impl Display) -> EmulatorError {
        EmulatorError::Install {
            package: self.requirement,
            why: why.to_string(),
        }
    }
}

fn cache() -> Option<PathBuf> {
    let cache = match std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from) {
        Some(cache) if cache.is_absolute() => cache,
        _ => std::env::home_dir()?.join(".cache"),
    };
    Some(cache.join("logline"))
}
