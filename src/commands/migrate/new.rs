//! `logline migrate new`

use std::path::PathBuf;

use db_migration::Migrations;
use serde::Serialize;

use crate::cli::Failure;
use crate::ui::{Page, Render};

/// Start a new migration: the next number, under this name
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline migrate new spans_by_session")]
pub(super) struct Args {
    /// What it does, in words joined by underscores
    name: String,

    /// Directory of migrations, in a checkout of the source
    #[arg(long, value_name = "DIR", default_value = "sql", value_hint = clap::ValueHint::DirPath)]
    dir: PathBuf,
}

#[derive(Debug, Serialize)]
pub(super) struct New {
    file: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<New, Failure> {
    let file = Migrations::add_file(&args.dir, &args.name).map_err(|error| {
        Failure::usage("can't start a migration")
            .caused_by(&error)
            .hint("logline migrate new --help")
    })?;
    Ok(New { file })
}

impl Render for New {
    fn render(&self, page: &mut Page) {
        page.line(self.file.display());
    }
}
