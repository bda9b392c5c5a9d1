//! Lists of spans: filtered, newest first, page by page.

use futures_util::{StreamExt, join, pin_mut};
use tokio_postgres::RowStream;

use super::filter::{Filter, Query};
use super::read::{COLUMN_LIST, one_more};
use super::session::ENTER;
use super::{Param, Retry, Store, StoreError};
use crate::context::{Context, Role};
use crate::cursor::Cursor;
use crate::span::Span;

/// Whose spans a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of the caller's tenant.
    Tenant,
    /// Those, and the public ones of all tenants.
    Everything,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    pub spans: Vec<Span>,
    pub next: Option<Cursor>,
}

/// A page ends early when its spans have this many bytes: Lambda answers with 6 MiB at most.
const PAGE_BYTES: usize = 4 << 20;

impl Store {
    /// A page of at most `limit` spans after `after`, or after the first `offset`.
    pub async fn list(
        &self,
        cx: &Context,
        scope: Scope,
        filter: &Filter,
        limit: usize,
        after: Option<Cursor>,
        offset: usize,
    ) -> Result<Page, StoreError> {
        let query = page_query(
            cx,
            scope,
            filter,
            one_more(limit),
            after,
            i64::try_from(offset).unwrap_or(i64::MAX >> 1),
        );
        let mut retry = Retry::new();
        loop {
            match self.page(cx, &query, limit).await {
                Err(error) if retry.again(&error).await => {}
                outcome => return outcome,
            }
        }
    }

    /// One round trip. The rows are read as they come, and no more of them are turned into
    /// spans than the page has room for.
    async fn page(&self, cx: &Context, query: &Query<'_>, limit: usize) -> Result<Page, StoreError> {
        let client = self.connection().await?;
        let enter = client.prepare_cached(ENTER).await?;
        let statement = client.prepare_cached(&query.sql).await?;
        let who: [Param; 3] = [&cx.tenant.as_str(), &cx.user.as_str(), &cx.role.as_str()];
        let rows = async {
            let rows = client.query_raw(&statement, query.params()).await?;
            fill(rows, limit).await
        };
        let (begun, entered, page, committed) = join!(
            client.batch_execute("BEGIN READ ONLY"),
            client.query(&enter, &who),
            rows,
            client.batch_execute("COMMIT"),
        );
        begun?;
        entered?;
        let page = page?;
        committed?;
        Ok(page)
    }
}

async fn fill(rows: RowStream, limit: usize) -> Result<Page, StoreError> {
    pin_mut!(rows);
    let mut spans: Vec<Span> = Vec::new();
    let mut room = Room::default();
    while let Some(row) = rows.next().await {
        let row = row?;
        let span = Span::from_row(&row)?;
        // A span that does not fit into any page is a page of its own.
        let full =
            spans.len() == limit || (!room.has_place_for(&span, row.raw_size_bytes(), &spans) && !spans.is_empty());
        if full {
            let next = spans.last().map(|span| Cursor {
                at: span.at,
                id: span.id,
            });
            return Ok(Page { spans, next });
        }
        spans.push(span);
    }
    Ok(Page { spans, next: None })
}

/// What is left of a page's bytes. Spans are written as JSON to be counted only when the page could
/// be full: for most pages the sizes of the rows tell that it is not.
#[derive(Default)]
struct Room {
    at_most: usize,
    exact: Option<usize>,
}

/// A byte of a row is six bytes of JSON at most: a control character, as `\u0001`.
const JSON_PER_BYTE: usize = 6;
/// All columns' names, quoted, with their colons and commas.
const NAMES: usize = 1 << 10;

impl Room {
    fn has_place_for(&mut self, span: &Span, row_bytes: usize, before: &[Span]) -> bool {
        self.at_most += NAMES + JSON_PER_BYTE * row_bytes;
        if self.at_most <= PAGE_BYTES {
            return true;
        }
        let json_bytes = |span: &Span| serde_json::to_string(span).map_or(0, |json| json.len());
        let before = self.exact.unwrap_or_else(|| before.iter().map(json_bytes).sum());
        let exact = before + json_bytes(span);
        self.exact = Some(exact);
        exact <= PAGE_BYTES
    }
}

/// The SQL of a page.
///
/// Conditions repeat what the policies say of tenant and visibility: the policy decides, the
/// condition lets the planner use an index that starts with the tenant. Public spans of other
/// tenants come from an index of their own, and both are merged in order.
fn page_query<'a>(
    cx: &'a Context,
    scope: Scope,
    filter: &'a Filter,
    limit: i64,
    after: Option<Cursor>,
    offset: i64,
) -> Query<'a> {
    let mut query = Query::new(filter);
    let is_filtered = !query.conditions.is_empty();
    let tenant = query.param(cx.tenant.as_str());
    if let Some(Cursor { at, id }) = after {
        let (at, id) = (query.param(at), query.param(id));
        query.conditions.push(format!("(at, id) < ({at}, {id})"));
    }
    // What a visibility says of a row beyond its own value, so that the planner finds the index.
    let also = match filter.visibility.as_deref() {
        Some("public") => " AND visibility = 'public'".to_owned(),
        Some("private") if cx.role == Role::User => format!(" AND owner_id = {}", query.param(cx.user.as_str())),
        _ => String::new(),
    };
    // Of a limit that is a parameter the planner thinks the worst, and plans again for each
    // request: ten times the work of the page itself, for a tenant of 100,000 spans. Without a
    // filter there is one good plan, found once for each limit. With one, planning again is what
    // finds the index for a value that is rare.
    let (limit, offset) = if is_filtered || offset > 0 {
        (query.param(limit), query.param(offset))
    } else {
        (limit.to_string(), offset.to_string())
    };
    let columns = &*COLUMN_LIST;
    let branch = |first: &str| {
        let conditions = query.with(first);
        format!(
            "SELECT {columns} FROM ledger.visible_timeline WHERE {conditions} \
             ORDER BY at DESC, id DESC LIMIT {limit}::bigint + {offset}::bigint"
        )
    };
    let own = branch(&format!("tenant_id = {tenant}{also}"));
    let others = scope == Scope::Everything && matches!(filter.visibility.as_deref(), None | Some("public"));
    let rows = if others {
        let public = branch(&format!("visibility = 'public' AND tenant_id <> {tenant}"));
        format!("({own}) UNION ALL ({public})")
    } else {
        own
    };
    query.sql = format!("SELECT * FROM ({rows}) page ORDER BY at DESC, id DESC LIMIT {limit} OFFSET {offset}");
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_all_columns_fit_into_what_is_kept_for_them() {
        let names: usize = crate::span::COLUMNS.iter().map(|column| column.name.len() + 4).sum();
        assert!(names <= NAMES, "{names}");
    }

    #[test]
    fn a_page_that_could_be_full_is_counted_exactly() {
        let span = Span {
            this: "x".repeat(PAGE_BYTES / 8),
            ..Span::default()
        };
        let mut room = Room::default();
        let mut spans = Vec::new();
        while room.has_place_for(&span, PAGE_BYTES / 8, &spans) {
            spans.push(span.clone());
        }
        assert_eq!(spans.len(), 7, "the eighth has its names beside its text");
    }
}
