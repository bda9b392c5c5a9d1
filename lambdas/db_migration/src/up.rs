//! Applies what is pending, one runner at a time.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use crate::comparison::Comparison;
use crate::error::Error;
use crate::event::{Event, Events};
use crate::migration::Migration;
use crate::migrations::Migrations;
use crate::run::Run;
use crate::session::Target;
use crate::{history, invalid_index, migration_lock};

#[derive(Debug, Clone, Default)]
pub struct UpOptions {
    /// Apply up to this version, not further.
    pub to: Option<u32>,
    /// Apply at most so many: a function that has 900 s runs one migration per invocation.
    pub at_most: Option<usize>,
    pub patience: Patience,
}

/// How long to wait for others before giving up.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub migration_lock: Duration,
    /// How often a statement asks for its lock before its migration is given up.
    pub attempts: u32,
    /// Mean pause between two attempts, in which those who queued behind it get through.
    pub pause: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Up {
    /// In this run.
    pub applied: Vec<u32>,
    /// Those that wait for an extension.
    pub waiting: Vec<u32>,
    /// Pending still, beyond `to` or `at_most`.
    pub remaining: Vec<u32>,
    /// The highest version that is applied now.
    pub current: u32,
    pub repaired_indexes: Vec<String>,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            // As long as a runner may be at one migration, less what Lambda needs to answer.
            migration_lock: Duration::from_mins(10),
            // With 3 s of waiting and 5 s of pause each: eighty seconds, longer than any request
            // and any statement of the handlers, shorter than anybody's attention.
            attempts: 10,
            pause: Duration::from_secs(5),
        }
    }
}

/// Extensions that this database has, or that this role could create in it.
pub(crate) async fn available_extensions(client: &Client) -> Result<Vec<String>, Error> {
    // A superuser of RDS is none for PostgreSQL, but may create what RDS offers.
    let sql = "SELECT extname::text FROM pg_extension
               UNION
               SELECT v.name::text FROM pg_available_extension_versions v
               WHERE v.trusted OR NOT v.superuser OR EXISTS (
                 SELECT FROM pg_roles r
                 WHERE (r.rolname = current_user AND r.rolsuper)
                    OR (r.rolname = 'rds_superuser' AND pg_has_role(r.oid, 'MEMBER')))";
    let rows = client
        .query(sql, &[])
        .await
        .map_err(Error::query("list the server's extensions"))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Applies what is pending. An error after the first applied migration is [`Error::HalfWay`]:
/// what was applied stays, and the next run continues.
pub async fn up(
    target: &Target,
    migrations: &Migrations,
    options: &UpOptions,
    events: Events<'_>,
) -> Result<Up, Error> {
    let session = target.session().await?;
    migration_lock::take(&session, options.patience.migration_lock, events).await?;
    history::create(&session.client).await?;

    // Only now: another runner may have applied everything while this one waited.
    let records = history::read(&session.client).await?;
    let extensions = available_extensions(&session.client).await?;
    let comparison = Comparison::new(migrations, &records, &extensions);
    comparison.refuse()?;
    let all = comparison.pending_to(options.to)?;
    let now = &all[..options.at_most.unwrap_or(all.len()).min(all.len())];

    for (migration, extension) in &comparison.waiting {
        let (version, name) = (migration.version, migration.name.clone());
        events(Event::MigrationPostponed {
            version,
            name,
            extension: (*extension).to_owned(),
        });
    }
    let mut repaired_indexes = invalid_index::repair(&session.client, now, events).await?;

    let mut applied = Vec::new();
    let mut run = Run::new(target, &session, options.patience, events).await?;
    for migration in now {
        if let Err(error) = apply(&mut run, migration, events).await {
            return Err(half_way(applied, error));
        }
        applied.push(migration.version);
    }
    match invalid_index::repair(&session.client, &[], events).await {
        Ok(repaired) => repaired_indexes.extend(repaired),
        Err(error) => return Err(half_way(applied, error)),
    }
    migration_lock::release(&session).await?;

    Ok(Up {
        current: applied
            .iter()
            .copied()
            .max()
            .unwrap_or_default()
            .max(comparison.current()),
        waiting: comparison
            .waiting
            .iter()
            .map(|(migration, _)| migration.version)
            .collect(),
        remaining: comparison
            .pending
            .iter()
            .map(|m| m.version)
            .filter(|v| !applied.contains(v))
            .collect(),
        applied,
        repaired_indexes,
    })
}

async fn apply(run: &mut Run<'_>, migration: &Migration, events: Events<'_>) -> Result<(), Error> {
    let start = Instant::now();
    let (version, name) = (migration.version, migration.name.clone());
    events(Event::MigrationStarted {
        version,
        name: name.clone(),
        statements: migration.statements.len(),
    });
    if migration.directives.without_transaction {
        run.without_transaction(migration).await?;
    } else {
        run.in_transaction(migration).await?;
    }
    let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    events(Event::MigrationApplied {
        version,
        name,
        duration_ms,
    });
    Ok(())
}

fn half_way(applied: Vec<u32>, error: Error) -> Error {
    if applied.is_empty() {
        error
    } else {
        Error::HalfWay {
            applied,
            source: Box::new(error),
        }
    }
}
