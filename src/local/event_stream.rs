//! `GET /timeline` as server-sent events.
//!
//! Positions are in order of commit, so the id of the last event is all that a client needs to
//! go on after a break: `Last-Event-ID`, without gap and without repetition.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Request, header};
use jiff::Timestamp;
use ledger::http::TRACE_ID;
use ledger::store::Filter;
use ledger::{Context, Problem, Span, Store};
use tokio::sync::watch;

use super::Gateway;

/// Rows of one look.
const BATCH: usize = 100;
/// Followers look at least this often: another process may have appended.
const POLL: Duration = Duration::from_secs(1);
/// A comment this often keeps middle boxes from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// One follower of a timeline.
pub struct EventStream {
    store: Store,
    cx: Context,
    filter: Filter,
    position: i64,
    expires: Timestamp,
    appends: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    silent_since: tokio::time::Instant,
}

/// Whether the client's first choice is an event stream.
pub fn wants_events(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accept.split(',').next().is_some_and(|first| {
        first
            .split(';')
            .next()
            .is_some_and(|media| media.trim() == "text/event-stream")
    })
}

impl EventStream {
    /// From the position after `Last-Event-ID`, or from now on.
    pub async fn open(gateway: &Gateway, request: &Request<Bytes>) -> Result<Response, Problem> {
        let api = &gateway.functions.api;
        let identity = api_handlers::authorize::identity(request.headers(), &api.keys, Timestamp::now())?;
        let query = api_handlers::timeline_query(request.uri())?;
        let cx = identity.context();
        let position = match request.headers().get("last-event-id") {
            Some(id) => last_position(id)?,
            None => api.store.position(&cx).await.map_err(Problem::from)?,
        };
        let follower = Self {
            store: api.store.clone(),
            cx,
            filter: query.filter,
            position,
            expires: identity.expires,
            appends: gateway.appends.subscribe(),
            stopping: gateway.stopping.clone(),
            silent_since: tokio::time::Instant::now(),
        };
        // The first line tells the client that it is connected, and how soon to come back.
        let hello = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"retry: 1000\n\n"))]);
        let events = stream::unfold(follower, |mut follower| async move {
            let chunk = follower.next().await?;
            Some((Ok(chunk), follower))
        });
        let mut response = Response::new(Body::from_stream(futures_util::StreamExt::chain(hello, events)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(value) = HeaderValue::from_str(&ledger::http::trace_id(request)) {
            headers.insert(TRACE_ID, value);
        }
        Ok(response)
    }

    /// The next bytes to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if *self.stopping.borrow() || Timestamp::now() >= self.expires {
                return None;
            }
            match self.store.follow(&self.cx, &self.filter, self.position, BATCH).await {
                Ok(spans) if !spans.is_empty() => return self.events(&spans),
                Ok(_) => {}
                // The client comes back with its last position and loses nothing.
                Err(error) => {
                    tracing::warn!(target: "gateway", %error, "a follower's look at the timeline failed");
                    return None;
                }
            }
            if self.silent_since.elapsed() >= KEEP_ALIVE {
                self.silent_since = tokio::time::Instant::now();
                return Some(Bytes::from_static(b": still here\n\n"));
            }
            // Whatever wakes it, it looks again.
            tokio::select! {
                _ = self.appends.changed() => {}
                _ = self.stopping.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    fn events(&mut self, spans: &[Span]) -> Option<Bytes> {
        let mut text = String::new();
        for span in spans {
            let position = span.stream_pos?;
            let data = serde_json::to_string(span).ok()?;
            text.extend([
                "id: ",
                &position.to_string(),
                "\nevent: timeline_update\ndata: ",
                &data,
                "\n\n",
            ]);
            self.position = position;
        }
        self.silent_since = tokio::time::Instant::now();
        Some(text.into())
    }
}

fn last_position(id: &HeaderValue) -> Result<i64, Problem> {
    let digits = id
        .to_str()
        .ok()
        .filter(|id| (1..=18).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()));
    digits
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Problem::field("Last-Event-ID", "must be the id of an event of this timeline"))
}
