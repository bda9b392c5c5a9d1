//! `logline env init`

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{Failure, Invocation, quoted};
use crate::config::{FILE_NAME, template};
use crate::ui::{Page, Render};

/// Write a first logline.toml, in which everything is commented out
///
/// It is written to the current directory, or where --config says. A file that exists is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline env init")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Written {
    file: PathBuf,
}

pub(super) fn run(_args: &Args, invocation: &Invocation) -> Result<Written, Failure> {
    let shown = invocation.globals.config.clone().unwrap_or_else(|| FILE_NAME.into());
    let file = invocation.directory.join(&shown);
    let created = OpenOptions::new().write(true).create_new(true).open(&file);
    let written = created.and_then(|mut created| {
        created.write_all(template().as_bytes())?;
        created.sync_all()
    });
    match written {
        Ok(()) => Ok(Written { file }),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::refused(format!("{} exists already", shown.display()))
                .because("it may hold what somebody has configured, and is never overwritten")
                .hint("logline env show"))
        }
        Err(error) => Err(Failure::failed(format!("can't write {}", shown.display()))
            .caused_by(&error)
            .hint(format!("ls -ld {}", quoted(&invocation.directory.to_string_lossy())))),
    }
}

impl Render for Written {
    fn render(&self, page: &mut Page) {
        page.line(format_args!("wrote {}", self.file.display()));
    }
}
