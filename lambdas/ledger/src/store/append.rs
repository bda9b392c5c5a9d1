//! Appending: the only way in which the ledger changes.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

use super::read::COLUMN_LIST;
use super::{Param, Retry, Store, StoreError};
use crate::Problem;
use crate::context::Context;
use crate::draft::Draft;
use crate::hash::{NO_HASH, seal};
use crate::span::{COLUMNS, Span};

/// A span that is in the ledger now.
#[derive(Debug, Clone)]
pub struct Appended {
    pub span: Span,
    /// False: an earlier request with the same idempotency key had appended it.
    pub new: bool,
}

/// All spans of a request as one JSON text: one parameter, one prepared statement, however many
/// they are. Position and time of recording are the database's own.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let columns: Vec<String> = COLUMNS
        .iter()
        .filter(|column| !["recorded_at", "stream_pos"].contains(&column.name))
        .map(|column| format!("\"{}\"", column.name))
        .collect();
    let columns = columns.join(", ");
    format!(
        "INSERT INTO ledger.universal_registry ({columns}) \
         SELECT {columns} FROM json_populate_recordset(NULL::ledger.universal_registry, $1::text::json) \
         ON CONFLICT (tenant_id, owner_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING \
         RETURNING id, seq, stream_pos, recorded_at"
    )
});

/// The caller's own spans of these ids, each in its latest version. Somebody else's are absent,
/// like those that do not exist.
static LATEST: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT DISTINCT ON (id) {COLUMN_LIST} FROM ledger.universal_registry \
         WHERE id = ANY($1) AND tenant_id = $2 AND owner_id = $3 ORDER BY id, seq DESC",
        COLUMN_LIST = *COLUMN_LIST
    )
});

/// IS NOT NULL says what the comparison implies: without it the planner cannot know that the
/// partial index of keys has every row.
static BY_KEY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMN_LIST} FROM ledger.universal_registry \
         WHERE tenant_id = $2 AND owner_id = $3 AND idempotency_key IS NOT NULL AND idempotency_key = ANY($1)",
        COLUMN_LIST = *COLUMN_LIST
    )
});

const POSITIONS: &str =
    "SELECT id, seq, stream_pos, recorded_at FROM ledger.universal_registry WHERE id = ANY($1) AND curr_hash = ANY($2)";

impl Store {
    /// Appends spans, all or none, in the order given. The answer has one entry for each draft.
    /// A problem carries the number of its draft in `line`, from 1.
    pub async fn append(&self, cx: &Context, drafts: Vec<Draft>) -> Result<Vec<Appended>, StoreError> {
        // Ids are made before the first try, so that a second one cannot append a second span.
        let now = now();
        let drafts: Vec<(Draft, Uuid)> = drafts.into_iter().map(|draft| (draft, Uuid::now_v7())).collect();
        let mut sealed: Vec<Span> = Vec::new();
        let mut retry = Retry::new();
        loop {
            match self.append_once(cx, &drafts, now, &mut sealed).await {
                Err(error) if retry.again(&error).await => {}
                outcome => return outcome,
            }
        }
    }

    /// `sealed` holds what an earlier try has sent, which may have been kept.
    async fn append_once(
        &self,
        cx: &Context,
        drafts: &[(Draft, Uuid)],
        now: Timestamp,
        sealed: &mut Vec<Span>,
    ) -> Result<Vec<Appended>, StoreError> {
        if let Some(appended) = self.kept(cx, sealed).await? {
            return Ok(appended);
        }
        match drafts {
            [(draft, id)] if draft.id.is_none() => self.append_first(cx, draft, *id, now, sealed).await,
            drafts => self.append_locked(cx, drafts, now, sealed).await,
        }
    }

    /// One new span: nothing needs to be looked up first.
    async fn append_first(
        &self,
        cx: &Context,
        draft: &Draft,
        id: Uuid,
        now: Timestamp,
        sealed: &mut Vec<Span>,
    ) -> Result<Vec<Appended>, StoreError> {
        let mut span = draft.clone().into_first(cx, id, now);
        seal(&mut span, NO_HASH);
        *sealed = vec![span];
        let json = rows_json(sealed)?;
        let rows = self.transact("BEGIN", cx, &INSERT, &[&json]).await?;
        if !rows.is_empty() {
            return placed(sealed, &rows);
        }
        // Nothing was inserted: the key has been used before.
        let keys: Vec<&str> = draft.idempotency_key().into_iter().collect();
        let rows = self
            .read(cx, &BY_KEY, &[&keys, &cx.tenant.as_str(), &cx.user.as_str()])
            .await?;
        let stored = rows
            .first()
            .ok_or_else(|| StoreError::Row("an idempotency key is taken by no row".to_owned()))?;
        let span = Span::from_row(stored)?;
        repeated(cx, draft, &span)?;
        Ok(vec![Appended { span, new: false }])
    }

    /// Any number of spans, some of them new versions or with keys: looked up and appended under
    /// the tenant's lock, in two round trips.
    async fn append_locked(
        &self,
        cx: &Context,
        drafts: &[(Draft, Uuid)],
        now: Timestamp,
        sealed: &mut Vec<Span>,
    ) -> Result<Vec<Appended>, StoreError> {
        let (tenant, user) = (cx.tenant.as_str(), cx.user.as_str());
        let ids: Vec<Uuid> = drafts.iter().filter_map(|(draft, _)| draft.id).collect();
        let keys: Vec<&str> = drafts.iter().filter_map(|(draft, _)| draft.idempotency_key()).collect();
        let latest: [Param; 3] = [&ids, &tenant, &user];
        let by_key: [Param; 3] = [&keys, &tenant, &user];
        let (open, latest, by_key) = self.open(cx, (&LATEST, &latest), (&BY_KEY, &by_key)).await?;

        let mut planned = Planned::new(&latest, &by_key)?;
        for (line, (draft, id)) in drafts.iter().enumerate() {
            if let Err(problem) = planned.add(cx, draft, *id, now) {
                open.close().await?;
                return Err(problem.at_line(line + 1).into());
            }
        }
        let Planned { fresh, outcomes, .. } = planned;
        *sealed = fresh;
        let rows = if sealed.is_empty() {
            open.close().await?;
            Vec::new()
        } else {
            open.commit_with(&INSERT, &[&rows_json(sealed)?]).await?
        };
        let placed = placed(sealed, &rows)?;
        Ok(outcomes.into_iter().map(|outcome| outcome.resolve(&placed)).collect())
    }

    /// What of an append that lost its connection has been kept. All or nothing: one
    /// transaction wrote them. The chain hash tells our rows from somebody else's.
    async fn kept(&self, cx: &Context, sealed: &[Span]) -> Result<Option<Vec<Appended>>, StoreError> {
        if sealed.is_empty() {
            return Ok(None);
        }
        let ids: Vec<Uuid> = sealed.iter().map(|span| span.id).collect();
        let hashes: Vec<&str> = sealed.iter().map(|span| span.curr_hash.as_str()).collect();
        let rows = self.read(cx, POSITIONS, &[&ids, &hashes]).await?;
        if rows.len() < sealed.len() {
            Ok(None)
        } else {
            placed(sealed, &rows).map(Some)
        }
    }
}

/// A batch while it is being put together: what exists, and what will.
struct Planned {
    latest: HashMap<Uuid, Span>,
    by_key: HashMap<String, Outcome>,
    fresh: Vec<Span>,
    outcomes: Vec<Outcome>,
}

/// Where the span of a draft comes from.
#[derive(Clone)]
enum Outcome {
    /// The n-th of those that are appended now.
    Fresh(usize),
    /// The n-th of those that are appended now, for a draft that repeats another of the batch.
    Again(usize),
    Stored(Box<Span>),
}

impl Outcome {
    fn resolve(self, fresh: &[Appended]) -> Appended {
        match self {
            Self::Fresh(n) => fresh[n].clone(),
            Self::Again(n) => Appended {
                new: false,
                ..fresh[n].clone()
            },
            Self::Stored(span) => Appended {
                span: *span,
                new: false,
            },
        }
    }
}

impl Planned {
    fn new(latest: &[Row], by_key: &[Row]) -> Result<Self, StoreError> {
        let spans = |rows: &[Row]| rows.iter().map(Span::from_row).collect::<Result<Vec<_>, _>>();
        let keyed = spans(by_key)?
            .into_iter()
            .filter_map(|span| Some((span.idempotency_key.clone()?, Outcome::Stored(Box::new(span)))));
        Ok(Self {
            latest: spans(latest)?.into_iter().map(|span| (span.id, span)).collect(),
            by_key: keyed.collect(),
            fresh: Vec::new(),
            outcomes: Vec::new(),
        })
    }

    fn add(&mut self, cx: &Context, draft: &Draft, id: Uuid, now: Timestamp) -> Result<(), Problem> {
        if let Some(known) = draft.idempotency_key().and_then(|key| self.by_key.get(key)) {
            let (span, outcome) = match known {
                Outcome::Stored(span) => (span.as_ref(), known.clone()),
                Outcome::Fresh(n) | Outcome::Again(n) => (&self.fresh[*n], Outcome::Again(*n)),
            };
            repeated(cx, draft, span)?;
            self.outcomes.push(outcome);
            return Ok(());
        }
        let mut span = match draft.id {
            None => draft.clone().into_first(cx, id, now),
            Some(id) => {
                let latest = self.latest.get(&id).ok_or_else(|| absent(id))?;
                draft.clone().into_next(cx, latest, now)?
            }
        };
        let prev = self
            .latest
            .get(&span.id)
            .map_or(NO_HASH, |latest| latest.curr_hash.as_str())
            .to_owned();
        seal(&mut span, &prev);
        let outcome = Outcome::Fresh(self.fresh.len());
        if let Some(key) = draft.idempotency_key() {
            self.by_key.insert(key.to_owned(), outcome.clone());
        }
        self.outcomes.push(outcome);
        self.latest.insert(span.id, span.clone());
        self.fresh.push(span);
        Ok(())
    }
}

/// To the microsecond, which is what the database keeps: the span that is acknowledged is the one
/// that is read back.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// The same answer for somebody else's span and for one that does not exist.
fn absent(id: Uuid) -> Problem {
    Problem::not_found(format!("There is no span {id} that you could append a version to.")).at_field("id")
}

fn repeated(cx: &Context, draft: &Draft, stored: &Span) -> Result<(), Problem> {
    if draft.is_repeated_by(cx, stored) {
        Ok(())
    } else {
        Err(
            Problem::conflict("This idempotency key has been used for a span with other content.")
                .at_field("idempotency_key"),
        )
    }
}

fn rows_json(spans: &[Span]) -> Result<String, StoreError> {
    serde_json::to_string(spans).map_err(|error| StoreError::Row(error.to_string()))
}

/// The spans with what the database has given them.
fn placed(spans: &[Span], rows: &[Row]) -> Result<Vec<Appended>, StoreError> {
    let mut places: HashMap<(Uuid, i32), (i64, Timestamp)> = HashMap::with_capacity(rows.len());
    for row in rows {
        places.insert((row.try_get(0)?, row.try_get(1)?), (row.try_get(2)?, row.try_get(3)?));
    }
    let locate = |span: &Span| {
        let &(position, recorded) = places.get(&(span.id, span.seq))?;
        let span = Span {
            stream_pos: Some(position),
            recorded_at: Some(recorded),
            ..span.clone()
        };
        Some(Appended { span, new: true })
    };
    let appended: Vec<Appended> = spans.iter().filter_map(locate).collect();
    if appended.len() == spans.len() {
        Ok(appended)
    } else {
        // Under the tenant's lock no key can have been taken meanwhile.
        Err(StoreError::Row(
            "an append returned fewer rows than it was given".to_owned(),
        ))
    }
}
