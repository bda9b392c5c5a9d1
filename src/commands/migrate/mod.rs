//! `logline migrate`: the database's schema.

mod new;
mod status;
mod up;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;
use db_migration::{Migrations, Target};

use crate::cli::{Exit, Failure, Invocation};
use crate::config::Flags;
use crate::local::LocalContext;

/// Bring the database's schema up to date, and verify it
///
/// Without a subcommand: `migrate up`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, after_help = "Example:\n  logline migrate")]
pub struct Migrate {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    up: up::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    Up(up::Args),
    Status(status::Args),
    Verify(verify::Args),
    New(new::Args),
}

/// Which migrations, and on which server.
#[derive(Debug, clap::Args)]
struct Source {
    /// Directory of migrations to use instead of those built into this program
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,

    /// PostgreSQL server to work on, as the ledger's owner
    ///
    /// A password is better kept off the command line: set LOGLINE_DATABASE_URL.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

impl Migrate {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self.command.unwrap_or(Command::Up(self.up)) {
            Command::Up(args) => up::run(&args, invocation),
            Command::Status(args) => ui.finish(&status::run(&args, invocation)?),
            Command::Verify(args) => ui.finish(&verify::run(&args, invocation)?),
            Command::New(args) => ui.finish(&new::run(&args)?),
        }
    }
}

impl Source {
    fn migrations(&self) -> Result<Migrations, Failure> {
        let migrations = match &self.dir {
            Some(directory) => Migrations::from_directory(directory),
            None => Migrations::embedded(),
        };
        migrations.map_err(|error| Failure::usage("the migrations are not in order").caused_by(&error))
    }

    fn open(&self, invocation: &Invocation) -> Result<(LocalContext, Target), Failure> {
        let flags = Flags::default().with("database.url", "--database-url", self.database_url.as_ref());
        let context = LocalContext::open_with(invocation, &flags)?;
        let target = Target::new(context.owner_login()?);
        Ok((context, target))
    }
}
