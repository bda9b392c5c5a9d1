//! Recomputes every hash and link of the ledger.
//!
//! What it shows: no hashed column of any row was changed, no version is missing between two
//! others, and each version names the one before it. What it cannot show, because whoever owns
//! the database could have made it consistent: rows whose hashes were all computed anew, and
//! versions cut off at the end. For that, compare with a checkpoint that was kept elsewhere.

use futures_util::{StreamExt, pin_mut};
use serde::Serialize;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};
use uuid::Uuid;

use crate::hash::{Broken, NO_HASH, check};
use crate::span::{COLUMNS, Span};

/// What was found. `first_bad` is the first in the order of id and version.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    pub rows: u64,
    pub spans: u64,
    pub first_bad: Option<BadRow>,
    /// How many rows are not as they must be.
    pub bad: u64,
    /// Tenants whose positions have gaps: rows were taken out.
    pub gaps: Vec<Gap>,
}

/// A row that is not as it must be.
#[derive(Debug, Clone, Serialize)]
pub struct BadRow {
    pub id: Uuid,
    pub seq: i32,
    pub tenant_id: Option<String>,
    pub reason: String,
}

/// A tenant whose positions are not 1, 2, 3 …
#[derive(Debug, Clone, Serialize)]
pub struct Gap {
    pub tenant_id: String,
    pub rows: i64,
    pub last_position: i64,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.bad == 0 && self.gaps.is_empty()
    }
}

const GAPS: &str = "
    SELECT tenant_id, count(*), max(stream_pos) FROM ledger.universal_registry
    GROUP BY tenant_id HAVING count(*) <> max(stream_pos) OR min(stream_pos) <> 1 ORDER BY tenant_id";

/// Reads every row, as a role that may: the owner. `progress` hears of each ten thousandth row.
/// Memory does not grow with the ledger.
pub async fn verify(client: &Client, progress: impl Fn(u64)) -> Result<Verified, Error> {
    // One state of the ledger, for rows and gaps alike, while others append.
    client
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    let columns: Vec<String> = COLUMNS.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let all = format!(
        "SELECT {} FROM ledger.universal_registry ORDER BY id, seq",
        columns.join(", ")
    );
    let rows = client
        .query_raw(&all, std::iter::empty::<&(dyn ToSql + Sync)>())
        .await?;
    pin_mut!(rows);
    let mut found = Verified {
        rows: 0,
        spans: 0,
        first_bad: None,
        bad: 0,
        gaps: Vec::new(),
    };
    let mut before: Option<Span> = None;
    while let Some(row) = rows.next().await {
        let span = Span::from_row(&row?)?;
        found.rows += 1;
        let prior = before.as_ref().filter(|prior| prior.id == span.id);
        found.spans += u64::from(prior.is_none());
        if let Err(reason) = check_row(&span, prior) {
            found.bad += 1;
            found.first_bad.get_or_insert_with(|| BadRow {
                id: span.id,
                seq: span.seq,
                tenant_id: span.tenant_id.clone(),
                reason,
            });
        }
        if found.rows.is_multiple_of(10_000) {
            progress(found.rows);
        }
        before = Some(span);
    }
    for row in client.query(GAPS, &[]).await? {
        found.gaps.push(Gap {
            tenant_id: row.try_get(0)?,
            rows: row.try_get(1)?,
            last_position: row.try_get(2)?,
        });
    }
    client.batch_execute("COMMIT").await?;
    Ok(found)
}

/// A row against the one before it in its span.
fn check_row(span: &Span, prior: Option<&Span>) -> Result<(), String> {
    let (expected_seq, prev_hash) = prior.map_or((0, NO_HASH), |prior| (prior.seq + 1, prior.curr_hash.as_str()));
    if span.seq != expected_seq {
        return Err(format!("version {expected_seq} is missing before it"));
    }
    check(span, prev_hash).map_err(|broken: Broken| broken.to_string())?;
    let fixed = |span: &Span| (span.tenant_id.clone(), span.owner_id.clone(), span.visibility.clone());
    match prior {
        Some(prior) if fixed(prior) != fixed(span) => {
            Err("its tenant, owner or visibility is not that of the version before".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::seal;

    fn chain() -> Vec<Span> {
        let mut first = Span {
            who: "ana".into(),
            ..Span::default()
        };
        seal(&mut first, NO_HASH);
        let mut second = Span {
            seq: 1,
            ..first.clone()
        };
        seal(&mut second, &first.curr_hash);
        vec![first, second]
    }

    #[test]
    fn a_missing_version_and_a_changed_owner_are_found_even_with_fresh_hashes() {
        let chain = chain();
        assert_eq!(check_row(&chain[0], None), Ok(()));
        assert_eq!(check_row(&chain[1], Some(&chain[0])), Ok(()));
        assert!(check_row(&chain[1], None).unwrap_err().contains("version 0 is missing"));
        let mut stolen = Span {
            owner_id: Some("eve".into()),
            ..chain[1].clone()
        };
        seal(&mut stolen, &chain[0].curr_hash);
        assert!(check_row(&stolen, Some(&chain[0])).unwrap_err().contains("owner"));
    }
}
