//! `logline migrate up`

use std::sync::Mutex;

use db_migration::{DryRun, Event, Up, UpOptions, dry_run, up};
use serde::Serialize;

use super::Source;
use crate::cli::{Exit, Failure, Invocation, block_on};
use crate::ui::{Page, Render, Step, Table, Ui};

/// Apply the migrations that are pending
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline migrate up --dry-run")]
pub(super) struct Args {
    /// Apply up to this migration, not further
    #[arg(long, value_name = "N")]
    to: Option<u32>,

    /// Show what would run; the database itself refuses to write meanwhile
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Done(Up);

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Planned(DryRun);

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Exit, Failure> {
    let migrations = args.source.migrations()?;
    let (context, target) = args.source.open(invocation)?;
    if args.dry_run {
        let planned = block_on(async { dry_run(&target, &migrations, args.to).await.map_err(Failure::from) })?;
        return context.ui.finish(&Planned(planned));
    }
    context.announce();
    let options = UpOptions {
        to: args.to,
        ..UpOptions::default()
    };
    let shown = Shown {
        ui: context.ui.clone(),
        step: Mutex::new(None),
    };
    let done = block_on(async {
        up(&target, &migrations, &options, &|event| shown.tell(event))
            .await
            .map_err(Failure::from)
    })?;
    context.ui.finish(&Done(done))
}

/// Shows a migration as a step.
struct Shown {
    ui: Ui,
    step: Mutex<Option<Step>>,
}

impl Shown {
    fn tell(&self, event: Event) {
        let mut step = self.step.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match event {
            Event::MigrationStarted { version, name, .. } => *step = Some(self.ui.step(format!("{version:04} {name}"))),
            Event::MigrationApplied { .. } => {
                if let Some(step) = step.take() {
                    step.finish("");
                }
            }
            Event::StatementApplied { statement, of, .. } => {
                if let Some(step) = step.as_ref() {
                    step.tell(&format!("statement {statement} of {of}"));
                }
            }
            Event::LockAwaited { holder } => {
                let holder = holder.map(|holder| format!(": {holder}")).unwrap_or_default();
                self.ui
                    .note(&format!("another runner migrates{holder}; waiting for it"));
            }
            Event::StatementBlocked { summary, blockers, .. } | Event::LockTimedOut { summary, blockers, .. } => {
                let blockers: Vec<String> = blockers.iter().map(ToString::to_string).collect();
                self.ui.warn(&format!("{summary} waits for {}", blockers.join("; ")));
            }
            Event::MigrationPostponed {
                version,
                name,
                extension,
            } => {
                self.ui
                    .note(&format!("{version:04} {name} waits for the extension {extension}"));
            }
            Event::InvalidIndexFound { index } => self.ui.note(&format!("the index {index} is invalid")),
            Event::IndexDropped { index } => self.ui.note(&format!("removed the unfinished index {index}")),
            Event::IndexRebuilt { index, .. } => self.ui.note(&format!("rebuilt the invalid index {index}")),
            Event::IndexFound { index, .. } => self.ui.detail(&format!("the index {index} was there already")),
            Event::BlockersUnknown { because } => {
                self.ui.detail(&format!("can't see who blocks a statement: {because}"));
            }
            Event::LockTaken { .. } => {}
        }
    }
}

impl Render for Done {
    fn render(&self, page: &mut Page) {
        let Up {
            applied,
            waiting,
            remaining,
            current,
            ..
        } = &self.0;
        match applied.len() {
            0 => page.line(format!("The schema is at migration {current}; nothing to apply.")),
            1 => page.line(format!("One migration applied; the schema is at {current}.")),
            count => page.line(format!("{count} migrations applied; the schema is at {current}.")),
        }
        if !remaining.is_empty() {
            page.line(format!("{} pending still.", remaining.len()));
        }
        if !waiting.is_empty() {
            page.line(format!(
                "{} waiting for an extension that the server doesn't have.",
                waiting.len()
            ));
        }
    }
}

impl Render for Planned {
    fn render(&self, page: &mut Page) {
        if self.0.migrations.is_empty() {
            page.line(format!(
                "The schema is at migration {}; nothing to apply.",
                self.0.current
            ));
        }
        for migration in &self.0.migrations {
            let how = if migration.transaction {
                "all or nothing"
            } else {
                "statement by statement"
            };
            page.heading(format!("{:04} {} ({how})", migration.version, migration.name));
            let mut table = Table::new(["line", "kind", "lock", "limit", "statement"]);
            for statement in &migration.statements {
                let seconds = |ms: u64| {
                    if ms == 0 {
                        "–".to_owned()
                    } else {
                        format!("{} s", ms / 1000)
                    }
                };
                let first = statement.text.lines().next().unwrap_or_default();
                let kind = format!("{:?}", statement.kind).to_lowercase();
                table.row([
                    &statement.line.to_string(),
                    &kind,
                    &seconds(statement.timeouts.lock_ms),
                    &seconds(statement.timeouts.statement_ms),
                    first,
                ]);
            }
            page.table(table);
        }
        for waiting in &self.0.waiting {
            page.line(format!(
                "{:04} {} waits for the extension {}",
                waiting.version, waiting.name, waiting.extension
            ));
        }
    }
}
