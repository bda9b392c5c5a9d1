//! What is applied, what is not, and what does not agree.

use serde::{Deserialize, Serialize};

use crate::comparison::Comparison;
use crate::error::{Edited, Error};
use crate::history::{self, Applied};
use crate::invalid_index;
use crate::migration::Migration;
use crate::migrations::Migrations;
use crate::session::Target;
use crate::up::available_extensions;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The highest applied version, 0 when nothing is applied.
    pub current: u32,
    /// The highest version among the files.
    pub newest: u32,
    pub applied: Vec<Applied>,
    pub pending: Vec<Unapplied>,
    pub waiting: Vec<Waiting>,
    pub edited: Vec<Edited>,
    /// Applied by a newer program: there is no file of that number here.
    pub unknown: Vec<Applied>,
    /// New files with a number below what is applied.
    pub late: Vec<Unapplied>,
    /// Qualified names; the next `up` rebuilds them.
    pub invalid_indexes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unapplied {
    pub version: u32,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub version: u32,
    pub name: String,
    pub extension: String,
}

impl Status {
    /// `up` would change nothing.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.invalid_indexes.is_empty() && self.agrees()
    }

    /// Files and history do not contradict each other.
    pub fn agrees(&self) -> bool {
        self.edited.is_empty() && self.unknown.is_empty() && self.late.is_empty()
    }
}

impl From<&Migration> for Unapplied {
    fn from(migration: &Migration) -> Self {
        Self {
            version: migration.version,
            name: migration.name.clone(),
        }
    }
}

impl From<&(&Migration, &str)> for Waiting {
    fn from((migration, extension): &(&Migration, &str)) -> Self {
        Self {
            version: migration.version,
            name: migration.name.clone(),
            extension: (*extension).to_owned(),
        }
    }
}

pub async fn status(target: &Target, migrations: &Migrations) -> Result<Status, Error> {
    let session = target.read_only_session().await?;
    let records = history::read(&session.client).await?;
    let extensions = available_extensions(&session.client).await?;
    let comparison = Comparison::new(migrations, &records, &extensions);
    Ok(Status {
        current: comparison.current(),
        newest: migrations.newest(),
        pending: comparison.pending.iter().map(|migration| (*migration).into()).collect(),
        waiting: comparison.waiting.iter().map(Into::into).collect(),
        late: comparison.late.iter().map(|migration| (*migration).into()).collect(),
        invalid_indexes: invalid_index::list(&session.client).await?,
        applied: comparison.applied,
        edited: comparison.edited,
        unknown: comparison.unknown,
    })
}
