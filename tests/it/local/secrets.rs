//! Passwords and keys are in their files, and nowhere else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::bed::{Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(no_secret_shows_in_output_logs_or_process_lists)]
}

async fn no_secret_shows_in_output_logs_or_process_lists(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let mut said = String::new();
    let lines: [&[&str]; 12] = [
        &["up", "--verbose"],
        &["up", "--output", "ndjson"],
        &["status", "--output", "json"],
        &["outputs", "--output", "json"],
        &["env", "show", "--output", "json"],
        &["doctor", "--verbose"],
        &["migrate", "status"],
        &["migrate", "verify"],
        &["invoke", "api_handlers", "--tail"],
        &["invoke", "db_migration", "--tail"],
        &["logs", "tail", "--no-follow", "--since", "1h"],
        &["down", "--verbose"],
    ];
    for line in lines {
        let answer = home.run(line)?.succeeded()?;
        said += &answer.out;
        said += &answer.err;
        said += &command_lines()?;
    }
    for file in fs::read_dir(home.files().join("logs"))? {
        said += &fs::read_to_string(file?.path())?;
    }
    let secrets = secrets(&home)?;
    assert_eq!(secrets.len(), 4);
    for secret in secrets {
        assert!(secret.len() >= 40 && !said.contains(&secret), "a secret was told");
    }
    assert!(
        said.contains("PostgreSQL") && said.contains("postgres"),
        "something was looked at"
    );
    private(&home.files())
}

/// The three passwords, and the key that signs tokens.
fn secrets(home: &Home) -> Result<Vec<String>, Trouble> {
    let read = |name: &str| -> Result<Value, Trouble> {
        Ok(serde_json::from_slice(&fs::read(
            home.files().join("keys").join(name),
        )?)?)
    };
    let (database, key) = (read("database.json")?, read("token-key.json")?);
    let mut secrets: Vec<String> = database
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| Some(value.as_str()?.to_owned()))
        .collect();
    secrets.extend(key["d"].as_str().map(str::to_owned));
    Ok(secrets)
}

fn command_lines() -> Result<String, Trouble> {
    let mut lines = String::new();
    for entry in fs::read_dir("/proc")? {
        // A process may end meanwhile.
        lines +=
            &String::from_utf8_lossy(&fs::read(entry?.path().join("cmdline")).unwrap_or_default()).replace('\0', " ");
    }
    Ok(lines)
}

/// Nothing below may be read by others.
fn private(directory: &Path) -> Outcome {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", path.display());
        if path.is_dir() {
            private(&path)?;
        }
    }
    Ok(())
}
