//! Runs the statements of one migration, with their timeouts and another try when a lock is not to be had.

use std::time::Instant;

use tokio::time::sleep;

use crate::blocker::Blocker;
use crate::error::{Error, KEPT_BEFORE, KEPT_NOTHING, Place, is_lock_timeout, is_statement_timeout};
use crate::event::{Event, Events};
use crate::history;
use crate::invalid_index::{self, Found};
use crate::jitter::jittered;
use crate::migration::Migration;
use crate::session::{Session, Target};
use crate::statement::{MIGRATION_BUDGET, Statement};
use crate::up::Patience;
use crate::watch::Watch;

pub(crate) struct Run<'a> {
    session: &'a Session,
    watch: Watch<'a>,
    patience: Patience,
    events: Events<'a>,
}

/// A statement that failed, not yet judged.
struct Failed {
    /// From 0.
    at: usize,
    blockers: Vec<Blocker>,
    source: tokio_postgres::Error,
}

/// Whether the timeouts end with the transaction or stay until the next statement sets its own.
#[derive(Clone, Copy)]
enum Scope {
    Transaction,
    Session,
}

impl<'a> Run<'a> {
    pub(crate) async fn new(
        target: &'a Target,
        session: &'a Session,
        patience: Patience,
        events: Events<'a>,
    ) -> Result<Self, Error> {
        let watch = Watch::new(target, session.backend().await?);
        Ok(Self {
            session,
            watch,
            patience,
            events,
        })
    }

    /// All or nothing, together with its record. A lock that is not to be had in time gives way:
    /// the whole transaction is rolled back and tried again.
    pub(crate) async fn in_transaction(&mut self, migration: &Migration) -> Result<(), Error> {
        let start = Instant::now();
        let mut attempt = 1;
        loop {
            self.simple("RESET ALL; BEGIN", "begin a transaction").await?;
            let Err(failed) = self.statements(migration, start).await? else {
                let recorded = history::insert(&self.session.client, migration, elapsed_ms(start)).await;
                recorded.map_err(Error::query("record the migration"))?;
                return self.simple("COMMIT", "commit the migration").await;
            };
            if !self.session.client.is_closed() {
                self.simple("ROLLBACK", "roll the migration back").await?;
            }
            self.again(migration, failed, &mut attempt, start, KEPT_NOTHING).await?;
        }
    }

    /// One by one; each can run twice, so that a stopped migration begins again from its first.
    pub(crate) async fn without_transaction(&mut self, migration: &Migration) -> Result<(), Error> {
        let start = Instant::now();
        self.simple("RESET ALL", "reset the session").await?;
        for (at, statement) in migration.statements.iter().enumerate() {
            let kept = if at == 0 { KEPT_NOTHING } else { KEPT_BEFORE };
            let mut attempt = 1;
            loop {
                if self.is_built(migration, statement).await? {
                    break;
                }
                let Err(failed) = self.statement(migration, at, Scope::Session, start).await? else {
                    break;
                };
                self.again(migration, failed, &mut attempt, start, kept).await?;
            }
        }
        self.simple("RESET ALL", "reset the session").await?;
        let recorded = history::insert(&self.session.client, migration, elapsed_ms(start)).await;
        recorded.map_err(Error::query("record the migration"))
    }

    /// The inner result is the database's answer, the outer one a failure around it.
    async fn statements(&mut self, migration: &Migration, start: Instant) -> Result<Result<(), Failed>, Error> {
        for at in 0..migration.statements.len() {
            if let Err(failed) = self.statement(migration, at, Scope::Transaction, start).await? {
                return Ok(Err(failed));
            }
        }
        Ok(Ok(()))
    }

    async fn statement(
        &mut self,
        migration: &Migration,
        at: usize,
        scope: Scope,
        start: Instant,
    ) -> Result<Result<(), Failed>, Error> {
        let statement = &migration.statements[at];
        let left = MIGRATION_BUDGET.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(Error::OutOfTime {
                file: migration.file_name(),
                budget: MIGRATION_BUDGET,
            });
        }
        let limits = statement.kind.timeouts().within(left);
        let set = match scope {
            Scope::Transaction => "SET LOCAL",
            Scope::Session => "SET",
        };
        let settings = format!(
            "{set} lock_timeout = {}; {set} statement_timeout = {}",
            limits.lock_ms, limits.statement_ms
        );
        self.simple(&settings, "set timeouts").await?;

        let (version, number) = (migration.version, at + 1);
        let begun = Instant::now();
        let events = self.events;
        let running = self.session.client.batch_execute(&statement.text);
        let (outcome, blockers) = self
            .watch
            .over(running, |seen| {
                events(match seen {
                    Ok(blockers) => Event::StatementBlocked {
                        version,
                        statement: number,
                        summary: statement.summary.clone(),
                        blockers: blockers.to_vec(),
                    },
                    Err(error) => Event::BlockersUnknown {
                        because: error.to_string(),
                    },
                });
            })
            .await;
        Ok(match outcome {
            Ok(()) => {
                events(Event::StatementApplied {
                    version,
                    statement: number,
                    of: migration.statements.len(),
                    summary: statement.summary.clone(),
                    duration_ms: elapsed_ms(begun),
                });
                Ok(())
            }
            Err(source) => Err(Failed { at, blockers, source }),
        })
    }

    /// Waits for another try, or gives up with the reason.
    async fn again(
        &self,
        migration: &Migration,
        failed: Failed,
        attempt: &mut u32,
        start: Instant,
        kept: &'static str,
    ) -> Result<(), Error> {
        let Failed { at, blockers, source } = failed;
        let statement = &migration.statements[at];
        let place = Place {
            file: migration.file_name(),
            number: at + 1,
            of: migration.statements.len(),
            line: statement.line,
            summary: statement.summary.clone(),
        };
        if is_statement_timeout(&source) {
            return Err(Error::TimedOut {
                place,
                blockers,
                kept,
                source,
            });
        }
        if !is_lock_timeout(&source) {
            return Err(Error::Statement { place, kept, source });
        }
        if *attempt >= self.patience.attempts || start.elapsed() + self.patience.pause > MIGRATION_BUDGET {
            return Err(Error::Blocked {
                place,
                attempts: *attempt,
                blockers,
                kept,
                source,
            });
        }
        (self.events)(Event::LockTimedOut {
            version: migration.version,
            statement: place.number,
            summary: place.summary,
            attempt: *attempt,
            of: self.patience.attempts,
            blockers,
        });
        *attempt += 1;
        sleep(jittered(self.patience.pause)).await;
        Ok(())
    }

    /// Whether the index that the statement builds is there and good. An unfinished one of an
    /// earlier run is dropped, or `IF NOT EXISTS` would take it for the index.
    async fn is_built(&self, migration: &Migration, statement: &Statement) -> Result<bool, Error> {
        let Some(index) = &statement.index else {
            return Ok(false);
        };
        match invalid_index::find(&self.session.client, index).await? {
            Found::Absent => Ok(false),
            Found::Valid => {
                (self.events)(Event::IndexFound {
                    version: migration.version,
                    index: index.name.clone(),
                });
                Ok(true)
            }
            Found::Invalid(name) => {
                // It may be waiting for the same transactions as the build: no lock timeout either.
                self.simple("RESET lock_timeout; RESET statement_timeout", "reset timeouts")
                    .await?;
                invalid_index::drop(&self.session.client, &name, self.events).await?;
                Ok(false)
            }
            Found::OnAnotherTable => Err(Error::IndexElsewhere {
                file: migration.file_name(),
                index: index.name.clone(),
            }),
        }
    }

    async fn simple(&self, sql: &str, operation: &'static str) -> Result<(), Error> {
        self.session
            .client
            .batch_execute(sql)
            .await
            .map_err(Error::query(operation))
    }
}

fn elapsed_ms(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
