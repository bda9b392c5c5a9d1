//! Single spans, their history, the metrics and the health check.

use http::StatusCode;
use ledger::http::{Response, json};
use ledger::store::{ExecutionCount, Health};
use ledger::token::Identity;
use ledger::{Problem, Span};
use serde::Serialize;
use uuid::Uuid;

use crate::query::{self, Query};
use crate::{Api, Call, list};

pub async fn span(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    let query = Query::of(call.request.uri(), &["seq"])?;
    let id = id(call)?;
    let seq = version(&query, "seq")?;
    let found = call
        .api
        .store
        .get(&identity.context(), id, seq)
        .await
        .map_err(Problem::from)?;
    match found {
        Some(span) => Ok(json(StatusCode::OK, &span.without_position())),
        None => Err(absent(id)),
    }
}

#[derive(Serialize)]
struct History {
    id: Uuid,
    versions: Vec<Span>,
    count: usize,
    has_more: bool,
}

/// A page ends early at this many bytes, like that of a list.
const PAGE_BYTES: usize = 4 << 20;

pub async fn history(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    let query = Query::of(call.request.uri(), &["after", "limit"])?;
    let id = id(call)?;
    let after = version(&query, "after")?.unwrap_or(-1);
    let limit = query.number("limit", 1, list::MOST)?.unwrap_or(list::LIMIT);
    let mut history = call
        .api
        .store
        .history(&identity.context(), id, after, limit as usize)
        .await
        .map_err(Problem::from)?;
    if history.versions.is_empty() && after < 0 {
        return Err(absent(id));
    }
    let mut bytes = 0;
    let fitting = history.versions.iter().take_while(|span| {
        bytes += serde_json::to_string(span).map_or(0, |json| json.len());
        bytes <= PAGE_BYTES
    });
    // A version that fits no page is a page of its own.
    let kept = fitting.count().max(1);
    let has_more = history.has_more || kept < history.versions.len();
    history.versions.truncate(kept);
    let versions: Vec<Span> = history.versions.into_iter().map(Span::without_position).collect();
    Ok(json(
        StatusCode::OK,
        &History {
            id,
            count: versions.len(),
            versions,
            has_more,
        },
    ))
}

#[derive(Serialize)]
struct Metrics {
    executions: Vec<ExecutionCount>,
}

pub async fn metrics(call: &Call<'_>, identity: &Identity) -> Result<Response, Problem> {
    query::none(call.request.uri())?;
    let executions = call
        .api
        .store
        .executions(&identity.context())
        .await
        .map_err(Problem::from)?;
    Ok(json(StatusCode::OK, &Metrics { executions }))
}

#[derive(Serialize)]
struct HealthReport<'a> {
    status: &'static str,
    database: &'static str,
    cache: &'static str,
    environment: &'a str,
    version: &'a str,
}

pub async fn health(api: &Api) -> Response {
    let healthy = api.store.health().await == Health::Ok;
    let word = |good| if good { "ok" } else { "away" };
    let report = HealthReport {
        status: if healthy { "ok" } else { "down" },
        database: word(healthy),
        cache: "off",
        environment: &api.environment,
        version: api.version,
    };
    json(
        if healthy {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        },
        &report,
    )
}

fn id(call: &Call<'_>) -> Result<Uuid, Problem> {
    let text = call.parameters.first().copied().unwrap_or_default();
    let hyphenated = Some(text).filter(|text| text.len() == 36);
    hyphenated
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| Problem::field("id", "must be a UUID"))
}

fn version(query: &Query, name: &str) -> Result<Option<i32>, Problem> {
    let number = query.number(name, 0, i32::MAX.unsigned_abs())?;
    Ok(number.and_then(|seq| seq.try_into().ok()))
}

/// The same for a span of somebody else and for none.
fn absent(id: Uuid) -> Problem {
    Problem::not_found(format!("There is no span {id} that you can read."))
}
