//! `GET /spans` and `GET /timeline`.

use http::{StatusCode, Uri, header};
use ledger::cursor::Cursor;
use ledger::http::{Response, json};
use ledger::store::{Filter, Scope};
use ledger::token::Identity;
use ledger::{Problem, Span};
use serde::Serialize;
use uuid::Uuid;

use crate::Call;
use crate::query::Query;

pub const PARAMETERS: [&str; 11] = [
    "entity_type",
    "status",
    "owner_id",
    "visibility",
    "trace_id",
    "parent_id",
    "since",
    "until",
    "limit",
    "cursor",
    "offset",
];

pub const LIMIT: u32 = 50;
pub const MOST: u32 = 100;
/// Skipping costs as much as reading: beyond this, follow the cursor.
pub const MOST_OFFSET: u32 = 10_000;

#[derive(Serialize)]
struct Listing {
    spans: Vec<Span>,
    count: usize,
    next_cursor: Option<String>,
    has_more: bool,
}

/// What a list request asks for.
#[derive(Debug)]
pub struct TimelineQuery {
    pub filter: Filter,
    pub limit: u32,
    after: Option<Cursor>,
    offset: u32,
}

pub async fn spans(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    let query = timeline_query(call.request.uri())?;
    listing(call, identity, Scope::Everything, &query).await
}

pub async fn timeline(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    let query = timeline_query(call.request.uri())?;
    let accept = call
        .request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("*/*");
    if accept
        .split(';')
        .next()
        .is_some_and(|media_type| media_type.trim() == "text/event-stream")
    {
        // A function answers once: it cannot keep a stream open. The local gateway does it itself.
        return Err(Problem::not_acceptable(
            "Event streams are served by the local gateway; elsewhere use the WebSocket.",
        ));
    }
    listing(call, identity, Scope::Tenant, &query).await
}

async fn listing(
    call: &Call<'_>,
    identity: &Identity,
    scope: Scope,
    query: &TimelineQuery,
) -> Result<Response, Problem> {
    let TimelineQuery {
        filter,
        limit,
        after,
        offset,
    } = query;
    let page = call
        .api
        .store
        .list(
            &identity.context(),
            scope,
            filter,
            *limit as usize,
            *after,
            *offset as usize,
        )
        .await;
    let page = page.map_err(Problem::from)?;
    let spans: Vec<Span> = match scope {
        Scope::Tenant => page.spans,
        Scope::Everything => page.spans.into_iter().map(Span::without_position).collect(),
    };
    let next_cursor = page.next.map(Cursor::encode);
    Ok(json(
        StatusCode::OK,
        &Listing {
            count: spans.len(),
            has_more: next_cursor.is_some(),
            next_cursor,
            spans,
        },
    ))
}

/// The query string of a list request.
pub fn timeline_query(uri: &Uri) -> Result<TimelineQuery, Problem> {
    let query = Query::of(uri, &PARAMETERS)?;
    let after = query.text("cursor").map(|text| {
        Cursor::decode(text)
            .ok_or_else(|| Problem::field("cursor", "is not one of ours; take it from `next_cursor` as it is"))
    });
    Ok(TimelineQuery {
        filter: Filter {
            entity_type: query.column("entity_type")?,
            status: query.column("status")?,
            owner_id: query.column("owner_id")?,
            visibility: query.column("visibility")?,
            trace_id: query.column("trace_id")?,
            parent_id: query.parsed::<Uuid>("parent_id", "a UUID")?,
            since: query.time("since")?,
            until: query.time("until")?,
        },
        limit: query.number("limit", 1, MOST)?.unwrap_or(LIMIT),
        after: after.transpose()?,
        offset: query.number("offset", 0, MOST_OFFSET)?.unwrap_or(0),
    })
}
