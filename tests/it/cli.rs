//! The frame of the command line, where a script can't show it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::bed::home::NO_CLOUD;

const PROGRAM: &str = env!("CARGO_BIN_EXE_logline");
/// A user without rights, for tests that root would pass by being root.
const NOBODY: u32 = 65534;

type Outcome = Result<(), Failed>;
type Test = fn() -> Outcome;

pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 8] = [
        ("a_closed_pipe_ends_quietly", a_closed_pipe_ends_quietly),
        ("a_full_disk_is_an_error", a_full_disk_is_an_error),
        (
            "a_read_only_directory_is_an_error_with_a_hint",
            a_read_only_directory_is_an_error_with_a_hint,
        ),
        (
            "with_json_stdout_is_one_value_also_for_every_error",
            with_json_stdout_is_one_value_also_for_every_error,
        ),
        (
            "a_token_is_accepted_by_its_own_environment_only",
            a_token_is_accepted_by_its_own_environment_only,
        ),
        (
            "the_template_means_what_is_built_in_also_uncommented",
            the_template_means_what_is_built_in_also_uncommented,
        ),
        ("the_manual_is_current", the_manual_is_current),
        ("the_completions_are_current", the_completions_are_current),
    ];
    tests
        .into_iter()
        .map(|(name, test)| Trial::test(format!("cli::{name}"), test))
        .collect()
}

/// A directory of its own for a test, and a clean environment for what is run there.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("logline-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path.canonicalize()?))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn command<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let programs = Path::new(PROGRAM).parent().unwrap_or(Path::new("/"));
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display());
        command
            .current_dir(&self.0)
            .env_clear()
            .envs(NO_CLOUD)
            .env("PATH", path)
            .env("HOME", &self.0)
            .env("LANG", "C.UTF-8")
    }

    fn logline(&self, arguments: &[&str]) -> io::Result<Output> {
        self.command(Command::new(PROGRAM).args(arguments))
            .stdin(Stdio::null())
            .output()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let removed = fs::remove_dir_all(&self.0);
        assert!(std::thread::panicking() || removed.is_ok(), "{removed:?}");
    }
}

fn a_closed_pipe_ends_quietly() -> Outcome {
    let scratch = Scratch::new()?;
    for form in ["human", "json", "ndjson"] {
        let (reader, writer) = io::pipe()?;
        drop(reader);
        let mut command = Command::new(PROGRAM);
        scratch
            .command(&mut command)
            .args(["env", "show", "--output", form])
            .stdout(writer);
        let output = command.stderr(Stdio::piped()).output()?;
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (Some(0), String::new()),
            "{form}"
        );
    }
    Ok(())
}

fn a_full_disk_is_an_error() -> Outcome {
    let scratch = Scratch::new()?;
    let full = fs::OpenOptions::new().write(true).open("/dev/full")?;
    let mut command = Command::new(PROGRAM);
    let output = scratch
        .command(&mut command)
        .args(["env", "show"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).starts_with("error: can't write the answer\nbecause: "),
        "{output:?}"
    );
    Ok(())
}

fn a_read_only_directory_is_an_error_with_a_hint() -> Outcome {
    let scratch = Scratch::new()?;
    let program = scratch.path().join("logline");
    fs::hard_link(PROGRAM, &program).or_else(|_| fs::copy(PROGRAM, &program).map(drop))?;
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o555))?;
    for (arguments, what) in [
        (&["env", "init"][..], "can't write logline.toml"),
        (
            &["token", "mint", "--user", "a", "--tenant", "b"],
            "the token key can't be used",
        ),
        (&["man", "pages"], "can't write to pages"),
    ] {
        let mut command = Command::new(&program);
        scratch.command(&mut command).args(arguments).stdin(Stdio::null());
        if nix::unistd::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output()?;
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.starts_with(&format!("error: {what}\n")), "{stderr}");
        assert!(
            stderr.contains("ermission denied") && stderr.contains("\ntry: ls -l"),
            "{stderr}"
        );
        assert_eq!(text(&output.stdout), "");
    }
    Ok(())
}

fn with_json_stdout_is_one_value_also_for_every_error() -> Outcome {
    let scratch = Scratch::new()?;
    for (arguments, code) in [
        (&["env", "show"][..], 0),
        (&["--help"], 0),
        (&["nonsense"], 2),
        (&["env", "show", "--nonsense"], 2),
        (&["env", "show", "--env", "nowhere"], 2),
        (&["token", "inspect", "--env", "production"], 2),
        (&["token", "inspect"], 9),
    ] {
        let output = scratch.logline(&[arguments, &["--output", "json"]].concat())?;
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        if arguments == ["--help"] {
            continue;
        }
        let value: Value = serde_json::from_slice(&output.stdout)?;
        let told = value["error"]["exit_code"].as_i64().unwrap_or_default();
        assert_eq!(told, i64::from(code), "{value}");
        assert_eq!(code == 0, output.stderr.is_empty(), "{arguments:?}");
    }
    Ok(())
}

fn a_token_is_accepted_by_its_own_environment_only() -> Outcome {
    let scratch = Scratch::new()?;
    fs::write(scratch.path().join("logline.toml"), "[env.other]\nlike = \"local\"\n")?;
    let mint = |environment: &str| {
        scratch.logline(&[
            "token",
            "mint",
            "--user",
            "ana",
            "--tenant",
            "acme",
            "--env",
            environment,
        ])
    };
    let token = mint("local")?.stdout;
    assert_eq!(mint("other")?.status.code(), Some(0));

    let inspect = |environment: &str, token: &[u8]| -> Result<(Option<i32>, Value), Failed> {
        let mut command = Command::new(PROGRAM);
        scratch
            .command(&mut command)
            .args(["token", "inspect", "--output", "json", "--env", environment]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(token)?;
        let output = child.wait_with_output()?;
        Ok((output.status.code(), serde_json::from_slice(&output.stdout)?))
    };
    let (code, inspected) = inspect("local", &token)?;
    assert_eq!((code, &inspected["is_accepted"]), (Some(0), &Value::Bool(true)));
    assert_eq!(
        (&inspected["claims"]["sub"], &inspected["claims"]["tenant"]),
        (&"ana".into(), &"acme".into())
    );
    let (code, inspected) = inspect("other", &token)?;
    assert_eq!((code, &inspected["is_accepted"]), (Some(9), &Value::Bool(false)));
    Ok(())
}

fn the_template_means_what_is_built_in_also_uncommented() -> Outcome {
    let scratch = Scratch::new()?;
    let show = |environment: &str| -> Result<Value, Failed> {
        let output = scratch.logline(&["env", "show", "--env", environment, "--output", "json"])?;
        let shown: Value = serde_json::from_slice(&output.stdout)?;
        let settings = shown["settings"].as_array().ok_or("no settings")?.iter();
        Ok(settings
            .map(|setting| {
                (
                    setting["key"].as_str().unwrap_or_default().to_owned(),
                    setting["value"].clone(),
                )
            })
            .collect())
    };
    // What has no built-in value stands there with an example.
    let examples: [(&str, &[&str]); 2] = [
        ("local", &["database.url", "database.authorities"]),
        ("dev", &["aws.account"]),
    ];
    let built_in = [show("local")?, show("dev")?];
    assert_eq!(scratch.logline(&["env", "init"])?.status.code(), Some(0));
    assert_eq!([show("local")?, show("dev")?], built_in);

    let path = scratch.path().join("logline.toml");
    let (header, body) = fs::read_to_string(&path)?
        .split_once("\n\n")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .ok_or("no header")?;
    assert!(header.lines().all(|line| line.starts_with('#')), "{header}");
    let body: Vec<&str> = body
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect();
    fs::write(&path, body.join("\n"))?;
    for ((environment, examples), built_in) in examples.into_iter().zip(built_in) {
        let mut uncommented = show(environment)?;
        for example in examples {
            assert!(uncommented[example].is_string(), "{uncommented}");
            uncommented[example] = Value::Null;
        }
        assert_eq!(uncommented, built_in);
    }
    Ok(())
}

fn the_manual_is_current() -> Outcome {
    is_current("man", &["man"])
}

fn the_completions_are_current() -> Outcome {
    is_current("completions", &["completions", "--all"])
}

/// Compares the files of the repository with what the program writes.
fn is_current(directory: &str, command: &[&str]) -> Outcome {
    let scratch = Scratch::new()?;
    let written = scratch.path().join("written");
    let target = written.display().to_string();
    let output = scratch.logline(&[command, &[target.as_str()]].concat())?;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let kept = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory))?;
    let written = files(&written)?;
    let renew = format!("logline {} {directory}", command.join(" "));
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        written.keys().collect::<Vec<_>>(),
        "renew with: {renew}"
    );
    for (name, contents) in kept {
        assert!(contents == written[&name], "{name} is not current; renew with: {renew}");
    }
    Ok(())
}

fn files(directory: &Path) -> io::Result<BTreeMap<String, String>> {
    let paths = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    let files = paths.into_iter().filter(|path| path.is_file());
    files
        .map(|path| {
            Ok((
                path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                fs::read_to_string(&path)?,
            ))
        })
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
