//! Scripts for the program itself: each file in `tests/scripts` is a session in a shell, compared word by word.
//!
//! A line with `$ ` is run in a directory of its own, by bash; the lines below it are what it prints, and how it
//! ends if not with 0. `LOGLINE_TEST_UPDATE=1 cargo test --test it scripts` writes down what happens instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::cli::Scratch;

/// Put before each command: one stream, in the order in which things are printed.
const PROLOGUE: &str = "set -o pipefail; exec 2>&1; ";

pub(crate) fn trials() -> Vec<Trial> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut scripts: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    scripts.sort();
    scripts.into_iter().map(trial).collect()
}

fn trial(path: PathBuf) -> Trial {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Trial::test(format!("scripts::{name}"), move || compare(&path))
}

fn compare(path: &Path) -> Result<(), Failed> {
    let expected = fs::read_to_string(path)?;
    let actual = replay(&expected)?;
    if actual == expected {
        return Ok(());
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch for whoever runs the tests, not for the program"
    )]
    if std::env::var("LOGLINE_TEST_UPDATE").is_ok() {
        fs::write(path, actual)?;
        return Ok(());
    }
    Err(format!(
        "{} differs\n--- expected\n{expected}\n--- actual\n{actual}",
        path.display()
    )
    .into())
}

/// The script with what its commands print now. Comments and blank lines stay.
fn replay(script: &str) -> Result<String, Failed> {
    let scratch = Scratch::new()?;
    let mut replayed = String::new();
    let mut is_output = false;
    for line in script.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            replayed.push_str(&format!("{line}\n{}", run(command, &scratch)?));
            is_output = true;
        } else if line.is_empty() || line.starts_with("# ") {
            is_output = false;
        }
        if !is_output {
            replayed.push_str(&format!("{line}\n"));
        }
    }
    Ok(replayed)
}

fn run(command: &str, scratch: &Scratch) -> Result<String, Failed> {
    let output = scratch
        .command(Command::new("bash").arg("-c").arg(format!("{PROLOGUE}{command}")))
        .output()?;
    let mut text = steady(
        &String::from_utf8(output.stdout)?,
        &scratch.path().display().to_string(),
    );
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => text.push_str(&format!("[exit {code}]\n")),
        None => text.push_str("[killed]\n"),
    }
    // A blank line would end the expected output.
    Ok(text
        .lines()
        .map(|line| {
            if line.is_empty() {
                "·\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect())
}

/// Takes out what differs from run to run: the time of JSON lines, the directory, and how far it widens a column.
fn steady(text: &str, directory: &str) -> String {
    let mut parts = text.split("\"ts\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |steady, part| {
        let rest = part.split_once('"').map_or(part, |(_, rest)| rest);
        format!("{steady}\"ts\":\"TIME\"{rest}")
    });
    if !text.contains(directory) {
        return text;
    }
    let mut text = text.replace(directory, "$DIR");
    while text.contains("   ") {
        text = text.replace("   ", "  ");
    }
    text
}
