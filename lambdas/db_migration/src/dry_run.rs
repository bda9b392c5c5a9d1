//! What `up` would do, from a session in which the database itself refuses to write.

use serde::{Deserialize, Serialize};

use crate::comparison::Comparison;
use crate::error::Error;
use crate::migration::Migration;
use crate::migrations::Migrations;
use crate::session::Target;
use crate::statement::{Kind, Statement, Timeouts};
use crate::status::Waiting;
use crate::up::available_extensions;
use crate::{history, invalid_index};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    pub current: u32,
    pub migrations: Vec<PlannedMigration>,
    pub waiting: Vec<Waiting>,
    /// Would be rebuilt, or dropped and built by their migration.
    pub invalid_indexes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMigration {
    pub version: u32,
    pub name: String,
    /// All or nothing, or statement by statement.
    pub transaction: bool,
    pub statements: Vec<PlannedStatement>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStatement {
    pub line: usize,
    pub kind: Kind,
    pub timeouts: Timeouts,
    pub text: String,
}

impl From<&Migration> for PlannedMigration {
    fn from(migration: &Migration) -> Self {
        Self {
            version: migration.version,
            name: migration.name.clone(),
            transaction: !migration.directives.without_transaction,
            statements: migration.statements.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Statement> for PlannedStatement {
    fn from(statement: &Statement) -> Self {
        Self {
            line: statement.line,
            kind: statement.kind,
            timeouts: statement.kind.timeouts(),
            text: statement.text.clone(),
        }
    }
}

/// Refuses what `up` would refuse.
pub async fn dry_run(target: &Target, migrations: &Migrations, to: Option<u32>) -> Result<DryRun, Error> {
    let session = target.read_only_session().await?;
    let records = history::read(&session.client).await?;
    let extensions = available_extensions(&session.client).await?;
    let comparison = Comparison::new(migrations, &records, &extensions);
    comparison.refuse()?;
    Ok(DryRun {
        current: comparison.current(),
        migrations: comparison.pending_to(to)?.into_iter().map(Into::into).collect(),
        waiting: comparison.waiting.iter().map(Into::into).collect(),
        invalid_indexes: invalid_index::list(&session.client).await?,
    })
}
