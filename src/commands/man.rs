//! `logline man`

use std::io;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_mangen::Man;
use serde::Serialize;

use super::generated;
use crate::cli::Failure;
use crate::commands::Cli;
use crate::ui::{Page, Render};

/// Write the manual, a page for each command
///
/// Without a directory, the first page is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline man ~/.local/share/man/man1")]
pub struct Args {
    /// Directory to write to; it is made if it doesn't exist
    #[arg(value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Manual {
    Page { page: String },
    Files { files: Vec<PathBuf> },
}

pub(super) fn run(args: &Args) -> Result<Manual, Failure> {
    let pages = pages().map_err(|error| Failure::failed("can't make the manual").caused_by(&error))?;
    if let Some(directory) = &args.dir {
        return Ok(Manual::Files {
            files: generated::write_all(directory, pages)?,
        });
    }
    let first = pages.into_iter().next().map(|(_, page)| page).unwrap_or_default();
    Ok(Manual::Page {
        page: String::from_utf8_lossy(&first).into_owned(),
    })
}

/// File names and contents, the page of the program itself first.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut rest = vec![root];
    let mut pages = Vec::new();
    while let Some(command) = rest.pop() {
        rest.extend(
            command
                .get_subcommands()
                .filter(|command| !command.is_hide_set())
                .cloned(),
        );
        let page = Man::new(command);
        let mut contents = Vec::new();
        page.render(&mut contents)?;
        pages.push((page.get_filename(), contents));
    }
    Ok(pages)
}

impl Render for Manual {
    fn render(&self, page: &mut Page) {
        match self {
            Self::Page { page: first } => page.verbatim(first),
            Self::Files { files } => files
                .iter()
                .for_each(|file| page.line(format_args!("wrote {}", file.display()))),
        }
    }
}
