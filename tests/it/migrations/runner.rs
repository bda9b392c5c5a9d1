//! A migration runner in a task of its own, and the small sets of migrations that it is given.

use std::time::Duration;

use db_migration::{Error, Event, Migrations, Patience, Target, Up, UpOptions, up};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::bed::{Database, Outcome, Role, Trouble};

pub(super) const TABLE: (&str, &str) = (
    "0001_table.sql",
    "CREATE TABLE app.t (id int NOT NULL);\nINSERT INTO app.t SELECT generate_series(1, 1000);\n",
);

pub(super) const INDEX: (&str, &str) = (
    "0002_index.sql",
    "-- transaction: none\nCREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON app.t (id);\n",
);

/// Twice and quickly, where the real runner asks ten times with pauses of seconds.
pub(super) const IMPATIENT: Patience = Patience {
    migration_lock: Duration::from_mins(1),
    attempts: 2,
    pause: Duration::from_millis(10),
};

/// A runner in a task of its own, with its events as they come.
pub(super) struct Runner {
    task: JoinHandle<Result<Up, Error>>,
    events: UnboundedReceiver<Event>,
}

impl Runner {
    pub(super) fn start(
        db: &Database,
        migrations: Result<Migrations, db_migration::SourceError>,
        patience: Patience,
    ) -> Result<Self, Trouble> {
        let (target, migrations) = (target(db), migrations?);
        let (sender, events) = unbounded_channel();
        let task = tokio::spawn(async move {
            let options = UpOptions {
                patience,
                ..UpOptions::default()
            };
            // Nobody may be listening any more.
            up(&target, &migrations, &options, &|event| drop(sender.send(event))).await
        });
        Ok(Self { task, events })
    }

    /// The first event from now on that is such a one.
    pub(super) async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Result<Event, Trouble> {
        let search = async {
            while let Some(event) = self.events.recv().await {
                if wanted(&event) {
                    return Ok(event);
                }
            }
            Err(Trouble::new("the runner ended without that event"))
        };
        timeout(Duration::from_mins(1), search).await?
    }

    pub(super) async fn finish(self) -> Result<Up, Error> {
        match self.task.await {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    /// Its connections end without a word, as those of a killed process do.
    pub(super) async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.is_err());
    }
}

pub(super) fn target(db: &Database) -> Target {
    Target::new(db.way(Role::Owner))
}

pub(super) fn files(files: &[(&str, &str)]) -> Result<Migrations, db_migration::SourceError> {
    Migrations::from_files(files.iter().copied())
}

pub(super) async fn apply(db: &Database, set: &[(&str, &str)]) -> Result<Up, Error> {
    up(
        &target(db),
        &files(set)?,
        &UpOptions {
            patience: IMPATIENT,
            ..UpOptions::default()
        },
        &|_| (),
    )
    .await
}

/// Makes an index what a stopped build leaves.
pub(super) async fn spoil(db: &Database, index: &str) -> Outcome {
    let sql = format!("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass");
    Ok(db.as_superuser().await?.batch_execute(&sql).await?)
}

pub(super) async fn number(db: &Database, sql: &str) -> Result<i64, Trouble> {
    Ok(db.as_owner().await?.query_one(sql, &[]).await?.get(0))
}

pub(super) fn wrong() -> Outcome {
    Err(Trouble::new("the response is to another request"))
}

pub(super) fn refusal(outcome: Result<Up, Error>) -> Result<Error, Trouble> {
    match outcome {
        Ok(up) => Err(Trouble::new(format!("it was not refused: {up:?}"))),
        Err(error) => Ok(error),
    }
}
