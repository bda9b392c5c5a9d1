//! Indexes that a stopped `CREATE INDEX CONCURRENTLY` or `REINDEX CONCURRENTLY` left behind:
//! every write maintains them, no query uses them, and a unique one guards nothing.
//! `IF NOT EXISTS` takes them for done.

use std::time::Instant;

use tokio_postgres::Client;

use crate::error::Error;
use crate::event::{Event, Events};
use crate::migration::Migration;
use crate::statement::ConcurrentIndex;

/// State of the index that a statement is going to build.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Absent,
    Valid,
    /// Its name, qualified and quoted.
    Invalid(String),
    OnAnotherTable,
}

/// Those of our schemas, qualified and quoted; without those that somebody is building now.
pub(crate) async fn list(client: &Client) -> Result<Vec<String>, Error> {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname) \
               FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname IN ('ledger', 'app') AND c.relkind = 'i' AND NOT (i.indisvalid AND i.indisready) \
                 AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) \
               ORDER BY 1";
    let rows = client
        .query(sql, &[])
        .await
        .map_err(Error::query("look for invalid indexes"))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Rebuilds them, or drops what a rebuild left behind. Those that a pending migration is going to
/// build are left to it: it drops them right before.
pub(crate) async fn repair(client: &Client, pending: &[&Migration], events: Events<'_>) -> Result<Vec<String>, Error> {
    let mut repaired = Vec::new();
    for index in list(client).await? {
        let name = index.rsplit('.').next().unwrap_or(&index);
        let mut planned = pending
            .iter()
            .flat_map(|m| &m.statements)
            .filter_map(|s| s.index.as_ref());
        if planned.any(|planned| planned.name == name) {
            continue;
        }
        events(Event::InvalidIndexFound { index: index.clone() });
        if is_leftover(name) {
            drop(client, &index, events).await?;
        } else {
            let start = Instant::now();
            let sql = format!("REINDEX INDEX CONCURRENTLY {index}");
            let rebuilt = client.batch_execute(&sql).await;
            rebuilt.map_err(|source| Error::Rebuild {
                index: index.clone(),
                source,
            })?;
            let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            events(Event::IndexRebuilt {
                index: index.clone(),
                duration_ms,
            });
        }
        repaired.push(index);
    }
    Ok(repaired)
}

pub(crate) async fn drop(client: &Client, index: &str, events: Events<'_>) -> Result<(), Error> {
    let dropped = client
        .batch_execute(&format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"))
        .await;
    dropped.map_err(|source| Error::Rebuild {
        index: index.to_owned(),
        source,
    })?;
    events(Event::IndexDropped {
        index: index.to_owned(),
    });
    Ok(())
}

pub(crate) async fn find(client: &Client, index: &ConcurrentIndex) -> Result<Found, Error> {
    let sql = "SELECT i.indrelid = t.oid, i.indisvalid AND i.indisready, format('%I.%I', n.nspname, c.relname) \
               FROM pg_class t JOIN pg_class c ON c.relnamespace = t.relnamespace \
               JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE t.oid = to_regclass($1) AND c.relname = (parse_ident($2))[1]";
    let row = client
        .query_opt(sql, &[&index.table, &index.name])
        .await
        .map_err(Error::query("look for an index"))?;
    Ok(match row {
        None => Found::Absent,
        Some(row) if !row.get::<_, bool>(0) => Found::OnAnotherTable,
        Some(row) if row.get(1) => Found::Valid,
        Some(row) => Found::Invalid(row.get(2)),
    })
}

/// `REINDEX CONCURRENTLY` names its new index `…_ccnew` and the old one `…_ccold`, with a number if that is taken.
fn is_leftover(name: &str) -> bool {
    let name = name
        .trim_matches('"')
        .trim_end_matches(|char: char| char.is_ascii_digit());
    name.ends_with("_ccnew") || name.ends_with("_ccold")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_a_rebuild_are_known_by_their_names() {
        for name in ["i_ccnew", "i_ccnew1", "i_ccold12", "\"I_ccnew\""] {
            assert!(is_leftover(name), "{name}");
        }
        for name in ["i", "i_ccnew_x", "i_cc"] {
            assert!(!is_leftover(name), "{name}");
        }
    }
}
