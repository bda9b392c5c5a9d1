//! `app.migrations`, the record of what was applied. The runner makes it, not a migration.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use crate::checksum::checksum;
use crate::error::Error;
use crate::migration::Migration;

/// A migration as it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) applied: Applied,
    pub(crate) checksum: String,
    pub(crate) body: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the fields are the columns of app.migrations")]
pub struct Applied {
    pub version: u32,
    pub name: String,
    pub applied_at: Timestamp,
    pub duration_ms: i64,
    pub applied_by: String,
}

/// The whole text is kept, so that an edited file can be refused with a diff. The schema is that
/// of the first migration, which finds it here.
const CREATE: &str = "
CREATE SCHEMA IF NOT EXISTS app;
CREATE TABLE IF NOT EXISTS app.migrations (
  version     bigint      PRIMARY KEY,
  name        text        NOT NULL,
  checksum    text        NOT NULL,
  body        text        NOT NULL,
  applied_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  duration_ms bigint      NOT NULL,
  applied_by  text        NOT NULL DEFAULT session_user
);
REVOKE ALL ON app.migrations FROM PUBLIC;
";

pub(crate) async fn create(client: &Client) -> Result<(), Error> {
    if exists(client).await? {
        return Ok(());
    }
    client
        .batch_execute(CREATE)
        .await
        .map_err(Error::query("make the table app.migrations"))
}

pub(crate) async fn exists(client: &Client) -> Result<bool, Error> {
    let row = client
        .query_one("SELECT to_regclass('app.migrations') IS NOT NULL", &[])
        .await;
    row.and_then(|row| row.try_get(0))
        .map_err(Error::query("look for the table app.migrations"))
}

/// In order of version; empty when nothing was ever applied.
pub(crate) async fn read(client: &Client) -> Result<Vec<Record>, Error> {
    if !exists(client).await? {
        return Ok(Vec::new());
    }
    let sql = "SELECT version, name, checksum, body, applied_at, duration_ms, applied_by \
               FROM app.migrations ORDER BY version";
    let rows = client
        .query(sql, &[])
        .await
        .map_err(Error::query("read app.migrations"))?;
    rows.iter()
        .map(|row| {
            let record = Record {
                applied: Applied {
                    version: u32::try_from(row.get::<_, i64>(0)).unwrap_or(u32::MAX),
                    name: row.get(1),
                    applied_at: row.get(4),
                    duration_ms: row.get(5),
                    applied_by: row.get(6),
                },
                checksum: row.get(2),
                body: row.get(3),
            };
            if checksum(&record.body) == record.checksum {
                Ok(record)
            } else {
                Err(Error::HistoryTampered {
                    version: record.applied.version,
                })
            }
        })
        .collect()
}

pub(crate) async fn insert(
    client: &Client,
    migration: &Migration,
    duration_ms: u64,
) -> Result<(), tokio_postgres::Error> {
    let sql = "INSERT INTO app.migrations (version, name, checksum, body, duration_ms) VALUES ($1, $2, $3, $4, $5)";
    let (version, duration) = (
        i64::from(migration.version),
        i64::try_from(duration_ms).unwrap_or(i64::MAX),
    );
    client
        .execute(
            sql,
            &[
                &version,
                &migration.name,
                &migration.checksum,
                &migration.body,
                &duration,
            ],
        )
        .await?;
    Ok(())
}
