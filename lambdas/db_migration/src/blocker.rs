//! The sessions that somebody waits for.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, Row};

use crate::error::Error;
use crate::statement::first_words;

/// A session that holds what another one waits for. The server shows state, times and query of
/// another role's sessions only to members of `pg_read_all_stats`; otherwise they are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// 0 stands for a prepared transaction.
    pub pid: i32,
    pub user: Option<String>,
    pub application: Option<String>,
    pub state: Option<String>,
    /// Begin of its transaction, or of the session when it is in none.
    pub since: Option<Timestamp>,
    /// The first words of its last statement, without values.
    pub query: Option<String>,
}

const COLUMNS: &str = "a.usename::text AS user, nullif(a.application_name, '') AS application, a.state, \
     coalesce(a.xact_start, a.backend_start) AS since, a.query";

impl Blocker {
    /// Those that the given backend waits for, now.
    pub(crate) async fn of(client: &Client, waiting: i32) -> Result<Vec<Self>, Error> {
        let sql = format!(
            "SELECT DISTINCT ON (b.pid) b.pid, {COLUMNS} FROM unnest(pg_blocking_pids($1)) AS b(pid) \
             LEFT JOIN pg_stat_activity a ON a.pid = b.pid ORDER BY b.pid"
        );
        Self::query(client, &sql, &[&waiting])
            .await
            .map_err(Error::query("see who holds a lock"))
    }

    /// The session that holds an advisory lock of this database.
    pub(crate) async fn holding(client: &Client, advisory_key: i64) -> Result<Option<Self>, Error> {
        let sql = format!(
            "SELECT l.pid, {COLUMNS} FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
               AND ((l.classid::int8 << 32) | l.objid::int8) = $1 \
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
        let holders = Self::query(client, &sql, &[&advisory_key]).await;
        Ok(holders
            .map_err(Error::query("see who holds the migration lock"))?
            .into_iter()
            .next())
    }

    async fn query(
        client: &Client,
        sql: &str,
        parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<Vec<Self>, tokio_postgres::Error> {
        client
            .query(sql, parameters)
            .await?
            .iter()
            .map(Self::from_row)
            .collect()
    }

    fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let query: Option<String> = row.try_get("query")?;
        Ok(Self {
            pid: row.try_get::<_, Option<i32>>("pid")?.unwrap_or_default(),
            user: row.try_get("user")?,
            application: row.try_get("application")?,
            state: row.try_get("state")?,
            since: row.try_get("since")?,
            // Where the server hides a query it says so in angle brackets.
            query: query.map(|query| first_words(&query)).filter(|words| !words.is_empty()),
        })
    }
}

impl fmt::Display for Blocker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "session {}", self.pid)?;
        let named = [("of ", &self.user), ("in ", &self.application), ("", &self.state)];
        for (word, value) in named
            .iter()
            .filter_map(|(word, value)| value.as_ref().map(|value| (word, value)))
        {
            write!(out, ", {word}{value}")?;
        }
        if let Some(since) = self.since {
            write!(out, ", since {since:.0}")?;
        }
        match &self.query {
            Some(query) => write!(out, ", last statement {query} …"),
            None => Ok(()),
        }
    }
}
