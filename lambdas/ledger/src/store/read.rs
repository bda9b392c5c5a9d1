//! Single spans, their history, and what follows a position.

use std::sync::LazyLock;
use std::time::Duration;

use uuid::Uuid;

use super::filter::{Filter, Query};
use super::{Store, StoreError};
use crate::context::Context;
use crate::span::{COLUMNS, Span};

/// Every column by name, in the order that [`Span::from_row`] expects.
pub(super) static COLUMN_LIST: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<String> = COLUMNS.iter().map(|column| format!("\"{}\"", column.name)).collect();
    names.join(", ")
});

/// Whoever may read one version may read all of them, so that the newest row is the latest version.
/// (The view asks for a later version of each row: here that would be a second look, under the
/// policies again, which are a fifth of what this query costs.)
static GET_LATEST: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT * FROM (SELECT {} FROM ledger.universal_registry WHERE id = $1 ORDER BY seq DESC LIMIT 1) latest \
         WHERE NOT is_deleted",
        *COLUMN_LIST
    )
});
static GET_VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM ledger.universal_registry WHERE id = $1 AND seq = $2",
        *COLUMN_LIST
    )
});
static HISTORY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM ledger.universal_registry WHERE id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        *COLUMN_LIST
    )
});
/// Some versions of a span, oldest first.
#[derive(Debug)]
pub struct Versions {
    pub versions: Vec<Span>,
    pub has_more: bool,
}

/// What a look at the database found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Ok,
    Away,
}

/// A health check that takes longer is a bad answer in itself.
const HEALTH: Duration = Duration::from_secs(2);

impl Store {
    /// The latest version that is not deleted, or the version that is asked for.
    pub async fn get(&self, cx: &Context, id: Uuid, seq: Option<i32>) -> Result<Option<Span>, StoreError> {
        let rows = match seq {
            None => self.read(cx, &GET_LATEST, &[&id]).await?,
            Some(seq) => self.read(cx, &GET_VERSION, &[&id, &seq]).await?,
        };
        Ok(rows.first().map(Span::from_row).transpose()?)
    }

    /// The versions after `after` (-1: from the first on), at most `limit`.
    pub async fn history(&self, cx: &Context, id: Uuid, after: i32, limit: usize) -> Result<Versions, StoreError> {
        let rows = self.read(cx, &HISTORY, &[&id, &after, &one_more(limit)]).await?;
        let mut versions = rows.iter().map(Span::from_row).collect::<Result<Vec<_>, _>>()?;
        let has_more = versions.len() > limit;
        versions.truncate(limit);
        Ok(Versions { versions, has_more })
    }

    /// What the caller may read of its tenant's timeline after a position, in order of commit.
    /// Nothing with a lower position appears later: the last one is a cursor that loses nothing.
    pub async fn follow(
        &self,
        cx: &Context,
        filter: &Filter,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Span>, StoreError> {
        let mut query = Query::new(filter);
        let tenant = query.param(cx.tenant.as_str());
        let after = query.param(after);
        let limit = query.param(i64::try_from(limit).unwrap_or(i64::MAX));
        let conditions = query.with(&format!("tenant_id = {tenant} AND stream_pos > {after}"));
        let columns = &*COLUMN_LIST;
        query.sql = format!(
            "SELECT {columns} FROM ledger.universal_registry WHERE {conditions} ORDER BY stream_pos LIMIT {limit}"
        );
        let rows = self.read(cx, &query.sql, &query.params()).await?;
        Ok(rows.iter().map(Span::from_row).collect::<Result<_, _>>()?)
    }

    /// The position of the newest span that the caller may read; 0 if there is none.
    pub async fn position(&self, cx: &Context) -> Result<i64, StoreError> {
        const NEWEST: &str =
            "SELECT stream_pos FROM ledger.universal_registry WHERE tenant_id = $1 ORDER BY stream_pos DESC LIMIT 1";
        let rows = self.read(cx, NEWEST, &[&cx.tenant.as_str()]).await?;
        rows.first().map_or(Ok(0), |row| Ok(row.try_get(0)?))
    }

    /// Whether the database answers. Asks for the table, so that a database without schema is
    /// not healthy.
    pub async fn health(&self) -> Health {
        let look = async {
            let client = self.connection().await?;
            client
                .batch_execute("SELECT FROM ledger.universal_registry LIMIT 0")
                .await?;
            Ok::<_, StoreError>(())
        };
        match tokio::time::timeout(HEALTH, look).await {
            Ok(Ok(())) => Health::Ok,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the database is not healthy");
                Health::Away
            }
            Err(_) => {
                tracing::warn!("the database did not answer within {HEALTH:?}");
                Health::Away
            }
        }
    }
}

/// One row more than is asked for tells whether there are more.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1
}
