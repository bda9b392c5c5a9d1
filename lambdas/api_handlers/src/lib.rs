//! The function `api_handlers`: writes and reads spans over HTTP.

use std::sync::Arc;
use std::time::Instant;

use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use ledger::http::{DURATION_MS, Request, Response, TRACE_ID, json, milliseconds, trace_id};
use ledger::routes::{Access, Match, Operation, Route, find};
use ledger::token::{Identity, KeySet};
use ledger::{Problem, Store};

mod append;
pub mod authorize;
mod list;
mod openapi;
mod query;
mod read;

pub use list::{TimelineQuery, timeline_query};
pub use openapi::document;

/// What the function needs to answer.
#[derive(Debug, Clone)]
pub struct Api {
    pub store: Store,
    pub keys: Arc<KeySet>,
    pub environment: String,
    /// Of the program that runs it.
    pub version: &'static str,
}

/// A request on its way: what every operation may look at.
struct Call<'a> {
    api: &'a Api,
    request: &'a Request,
    parameters: Vec<&'a str>,
}

/// Answers one request. Every answer carries its trace id and how long it took.
pub async fn handle(api: &Api, request: Request) -> Response {
    let started = Instant::now();
    let trace_id = trace_id(&request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = answer(api, &request)
        .await
        .unwrap_or_else(|problem| problem.into_response(&trace_id));
    let duration_ms = milliseconds(started.elapsed());
    // The path without the query: filters can hold what does not belong into a log.
    tracing::info!(trace_id, %method, path, status = response.status().as_u16(), duration_ms, "answered");
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&trace_id) {
        headers.insert(TRACE_ID, value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("{duration_ms:.3}")) {
        headers.insert(DURATION_MS, value);
    }
    // Answers depend on who asks.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn answer(api: &Api, request: &Request) -> Result<Response, Problem> {
    let path = request.uri().path();
    let (route, parameters) = match find(request.method(), path) {
        Match::Route(route, parameters) => (route, parameters),
        Match::Methods(methods) => return Ok(method_not_allowed(request, &methods)),
        Match::Nothing => return Err(Problem::not_found(format!("There is nothing at {path}."))),
    };
    if request.body().len() > route.body_limit {
        return Err(Problem::too_large(format!(
            "The body may have {} bytes.",
            route.body_limit
        )));
    }
    let call = Call {
        api,
        request,
        parameters,
    };
    match route.access {
        Access::Open => open(&call, route).await,
        Access::Token => {
            let identity = authorize::identity(request.headers(), &api.keys, Timestamp::now())?;
            identified(&call, route, &identity).await
        }
    }
}

async fn open(call: &Call<'_>, route: &Route) -> Result<Response, Problem> {
    query::none(call.request.uri())?;
    match route.operation {
        Operation::GetHealth => Ok(read::health(call.api).await),
        Operation::GetOpenapi => Ok(json(StatusCode::OK, &document(call.api.version))),
        Operation::GetKeys => Ok(json(StatusCode::OK, call.api.keys.published())),
        _ => Err(Problem::internal()),
    }
}

async fn identified(call: &Call<'_>, route: &Route, identity: &Identity) -> Result<Response, Problem> {
    match route.operation {
        Operation::AppendSpan => append::one(call, identity).await,
        Operation::AppendSpans => append::batch(call, identity).await,
        Operation::ListSpans => list::spans(call, identity).await,
        Operation::GetTimeline => list::timeline(call, identity).await,
        Operation::GetSpan => read::span(call, identity).await,
        Operation::GetHistory => read::history(call, identity).await,
        Operation::GetMetrics => read::metrics(call, identity).await,
        _ => Err(Problem::internal()),
    }
}

fn method_not_allowed(request: &Request, methods: &[ledger::routes::Method]) -> Response {
    let allowed = methods
        .iter()
        .map(|method| method.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let problem = Problem::method_not_allowed(format!("This path takes {allowed}."));
    let mut response = problem.into_response(&trace_id(request));
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}
