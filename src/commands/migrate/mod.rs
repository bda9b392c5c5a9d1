//! `logline migrate`: the database's schema.

mod new;
mod status;
mod up;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;
use db_migration::{Error, Migrations, Target};

use crate::cli::{Exit, Failure, Invocation, LocalContext};
use crate::config::Flags;
use crate::local::{Supervisor, database};

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
        let target = Target::new(owner_login(&context)?);
        Ok((context, target))
    }
}

/// The owner's login on the environment's database, which must be running.
pub fn owner_login(context: &LocalContext) -> Result<tokio_postgres::Config, Failure> {
    let record = match Supervisor::look(&context.files) {
        Ok(Supervisor::Running(record)) => Some(*record),
        Ok(_) => None,
        Err(error) => return Err(Failure::failed("can't tell whether the platform runs").caused_by(&error)),
    };
    let away = || {
        Failure::failed(format!(
            "the database of {} isn't running",
            context.settings.environment.name
        ))
        .hint("logline up")
    };
    if context.config.database.url.is_none() && record.is_none() {
        return Err(away());
    }
    let record = record.as_ref().map(|record| &record.database);
    database::owner_login(&context.config.database, record, &context.files)?.ok_or_else(away)
}

/// A failed migration in the operator's words.
pub fn migration_failure(error: &Error) -> Failure {
    let cause = std::error::Error::source(error).map(|source| chain(source));
    let failure = match error {
        _ if error.is_half_way() => Failure::half_way(error.to_string()).hint("logline migrate status"),
        Error::Connect(_) => Failure::failed(error.to_string()).hint("logline status"),
        Error::LockHeld { .. } => Failure::lease_held(error.to_string()).hint("logline migrate status"),
        Error::Edited { .. } | Error::Late { .. } | Error::OlderThanDatabase { .. } | Error::HistoryTampered { .. } => {
            Failure::refused(error.to_string()).hint("logline migrate status")
        }
        Error::Source(_) | Error::NoSuchTarget { .. } | Error::Backwards { .. } => {
            Failure::usage(error.to_string()).hint("logline migrate status")
        }
        Error::Blocked { .. } | Error::TimedOut { .. } | Error::OutOfTime { .. } => {
            Failure::timed_out(error.to_string()).hint("logline migrate")
        }
        _ => Failure::failed(error.to_string()).hint("logline migrate status"),
    };
    match cause {
        Some(cause) => failure.because(cause),
        None => failure,
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes: Vec<String> = std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect();
    causes.join(": ")
}
