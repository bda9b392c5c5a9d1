//! Scripts for the program itself: each file in `tests/scripts` is a session in a shell, compared word by word.
//!
//! A line with `$ ` is run in a directory of its own, by bash; the lines below it are what it prints, and how it
//! ends if not with 0. `LOGLINE_TEST_UPDATE=1 cargo test --test it scripts` writes down what happens instead.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::cli::Scratch;

/// Put before each command: one stream, in the order in which things are printed.
const PROLOGUE: &str = "set -o pipefail; exec 2>&1; ";

pub(crate) fn trials() -> Vec<Trial> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    match scripts(&directory) {
        Ok(scripts) => scripts.into_iter().map(trial).collect(),
        Err(error) => vec![Trial::test("scripts", move || {
            Err(format!("{}: {error}", directory.display()).into())
        })],
    }
}

fn scripts(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
    let mut scripts = paths.collect::<io::Result<Vec<PathBuf>>>()?;
    // What else lies there is no transcript: the API fuzzer, and what Python makes of its hooks.
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    scripts.sort();
    Ok(scripts)
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
            replayed.extend([line, "\n", &run(command, &scratch)?]);
            is_output = true;
        } else if line.is_empty() {
            is_output = false;
        }
        if !is_output {
            replayed.extend([line, "\n"]);
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
    let end = match output.status.code() {
        Some(0) => String::new(),
        Some(code) => format!("[exit {code}]\n"),
        None => "[killed]\n".to_owned(),
    };
    text.push_str(&end);
    // A blank line would end the expected output.
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| if line.is_empty() { "·" } else { line })
        .collect();
    Ok(lines.join("\n").trim_end_matches('·').to_owned())
}

/// Takes out what differs from run to run: the time of JSON lines, the directory, and how far it widens columns.
fn steady(text: &str, directory: &str) -> String {
    let mut parts = text.split("\"ts\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |steady, part| {
        let rest = part.split_once('"').map_or(part, |(_, rest)| rest);
        format!("{steady}\"ts\":\"TIME\"{rest}")
    });
    let mut text = text.replace(directory, "$DIR");
    while text.contains("   ") {
        text = text.replace("   ", "  ");
    }
    text
}
