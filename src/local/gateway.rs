//! The HTTP gateway of the local platform: what API Gateway does on AWS.
//!
//! It knows no route by itself: the ledger's table says which function answers. What it answers
//! itself (a body that is too large, a function that takes too long, a preflight) has the form
//! of every other answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use ledger::Problem;
use ledger::http::{milliseconds, trace_id};
use ledger::routes::{BODY_LIMIT, Function, Match, Operation, find};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Functions;
use super::event_stream::{EventStream, wants_events};

/// A function must answer within this time, as it must on AWS.
const FUNCTION: Duration = Duration::from_secs(28);

/// What a browser may send and see.
const ALLOWED_HEADERS: &str =
    "authorization, content-type, idempotency-key, last-event-id, traceparent, x-tenant-id, x-trace-id, x-user-id";
const EXPOSED_HEADERS: &str = "location, x-duration-ms, x-trace-id";

/// The gateway's state, shared by its requests.
#[derive(Debug, Clone)]
pub struct Gateway {
    pub functions: Functions,
    /// Counts appends, so that followers need not ask when nothing has come.
    pub appends: watch::Sender<u64>,
    /// True: the platform stops.
    pub stopping: watch::Receiver<bool>,
}

impl Gateway {
    /// Serves until the platform stops, and then until the requests in flight are answered.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        let mut stopping = self.stopping.clone();
        let app = Router::new().fallback(answer).with_state(self);
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // Its sender is gone only when the process ends.
                let _stopped = stopping.wait_for(|stopping| *stopping).await;
            })
            .await
    }
}

async fn answer(State(gateway): State<Gateway>, request: Request<Body>) -> Response {
    let started = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let (parts, body) = request.into_parts();
    let head = Request::from_parts(parts.clone(), bytes::Bytes::new());
    let trace_id = trace_id(&head);
    let mut response = match route(&gateway, head, body, &trace_id).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(&trace_id).map(Body::from),
    };
    add_cors(&mut response);
    let status = response.status().as_u16();
    let duration_ms = milliseconds(started.elapsed());
    tracing::info!(target: "gateway", trace_id, %method, path, status, duration_ms, "answered");
    response
}

async fn route(
    gateway: &Gateway,
    mut head: Request<bytes::Bytes>,
    body: Body,
    trace_id: &str,
) -> Result<Response, Problem> {
    if head.method() == Method::OPTIONS {
        return Ok(preflight(head.uri().path()));
    }
    let (function, limit, operation) = match find(head.method(), head.uri().path()) {
        Match::Route(route, _) => (route.function, route.body_limit, Some(route.operation)),
        // The function has the words for it.
        Match::Methods(_) | Match::Nothing => (Function::ApiHandlers, BODY_LIMIT, None),
    };
    if operation == Some(Operation::GetTimeline) && wants_events(head.headers()) {
        return EventStream::open(gateway, &head).await;
    }
    let body = axum::body::to_bytes(body, limit).await;
    *head.body_mut() = body.map_err(|_| Problem::too_large(format!("The body may have {limit} bytes.")))?;
    if let Ok(value) = HeaderValue::from_str(trace_id) {
        head.headers_mut().insert(ledger::http::TRACE_ID, value);
    }
    // In a task of its own: a caller who goes away does not cut a transaction short.
    let functions = gateway.functions.clone();
    let called = tokio::spawn(async move { functions.call(function, head).await });
    match tokio::time::timeout(FUNCTION, called).await {
        Ok(Ok(response)) => {
            if matches!(operation, Some(Operation::AppendSpan | Operation::AppendSpans))
                && response.status() == StatusCode::CREATED
            {
                gateway.appends.send_modify(|count| *count += 1);
            }
            Ok(response.map(Body::from))
        }
        Ok(Err(error)) => {
            tracing::error!(target: "gateway", trace_id, %error, function = function.name(), "a function panicked");
            Err(Problem::internal())
        }
        Err(_) => Err(Problem::timeout(format!(
            "The function did not answer within {} s.",
            FUNCTION.as_secs()
        ))),
    }
}

/// Every origin may ask: what it gets depends on the token it sends, never on a cookie.
fn preflight(path: &str) -> Response {
    let methods = ["GET", "POST"].into_iter().filter(|method| {
        Method::from_bytes(method.as_bytes()).is_ok_and(|method| matches!(find(&method, path), Match::Route(..)))
    });
    let methods = methods.chain(["OPTIONS"]).collect::<Vec<_>>().join(", ");
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&methods) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, value.clone());
        headers.insert(header::ALLOW, value);
    }
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(ALLOWED_HEADERS),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

fn add_cors(response: &mut Response) {
    const NO_SNIFF: HeaderName = HeaderName::from_static("x-content-type-options");
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED_HEADERS),
    );
    headers.insert(NO_SNIFF, HeaderValue::from_static("nosniff"));
}

/// The gateway's socket: on the port that is asked for. One that nobody asked for and that is
/// taken is replaced by a free one.
pub async fn listen(address: SocketAddr, is_asked_for: bool) -> std::io::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && !is_asked_for => {
            TcpListener::bind((address.ip(), 0)).await
        }
        bound => bound,
    }
}
