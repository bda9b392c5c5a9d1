//! `logline completions`

use std::path::PathBuf;

use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::{Generator as _, Shell};
use serde::Serialize;

use super::generated;
use crate::cli::Failure;
use crate::commands::Cli;
use crate::ui::{Page, Render};

/// Print the completion script of a shell
///
/// Each shell has its own place for it; the one of the example is bash's.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline completions bash > ~/.local/share/bash-completion/completions/logline")]
pub struct Args {
    /// Shell to complete in
    #[arg(required_unless_present = "all")]
    shell: Option<Shell>,

    /// Write the scripts of all shells into a directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "shell", value_hint = clap::ValueHint::DirPath)]
    all: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Completions {
    Script { shell: String, script: String },
    Files { files: Vec<PathBuf> },
}

pub(super) fn run(args: &Args) -> Result<Completions, Failure> {
    if let Some(directory) = &args.all {
        let files = Shell::value_variants()
            .iter()
            .map(|shell| (shell.file_name("logline"), script(*shell)));
        return Ok(Completions::Files {
            files: generated::write_all(directory, files)?,
        });
    }
    let shell = args.shell.unwrap_or(Shell::Bash);
    let script = String::from_utf8_lossy(&script(shell)).into_owned();
    Ok(Completions::Script {
        shell: shell.to_string(),
        script,
    })
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "logline", &mut script);
    script
}

impl Render for Completions {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Script { script, .. } => page.verbatim(script),
            Self::Files { files } => files
                .iter()
                .for_each(|file| page.line(format_args!("wrote {}", file.display()))),
        }
    }
}
