//! Requests and responses, as every handler takes and gives them. Lambda's events and the local
//! gateway's bodies are turned into these at the edge.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

mod proxy_event;
mod socket_event;

pub use proxy_event::{ProxyEvent, ProxyEventError, ProxyResponse};
pub use socket_event::{SocketEvent, SocketEventError, SocketEventKind};

pub type Request = http::Request<Bytes>;
pub type Response = http::Response<Bytes>;

/// Which request this is: in every response, log line and problem.
pub const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
/// How long the handler took, in milliseconds.
pub const DURATION_MS: HeaderName = HeaderName::from_static("x-duration-ms");

/// Milliseconds to the microsecond: finer is noise.
pub fn milliseconds(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// A JSON response.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => bytes_of(status, "application/json", bytes),
        Err(error) => {
            tracing::error!(%error, "a response could not be written as JSON");
            crate::Problem::internal().into_response("")
        }
    }
}

/// A response of any media type.
pub fn bytes_of(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// The trace id of a request: what the caller or AWS gave, if it is fit to be repeated in
/// headers and logs, otherwise a new one.
pub fn trace_id(request: &Request) -> String {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let fit = |id: &&str| {
        (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:=;".contains(&b))
    };
    // traceparent: version-traceid-parent-flags (W3C Trace Context).
    let w3c = || {
        header("traceparent")
            .and_then(|value| value.split('-').nth(1))
            .filter(|id| id.len() == 32)
    };
    let aws = || {
        header("x-amzn-trace-id").and_then(|value| value.split(';').find_map(|part| part.trim().strip_prefix("Root=")))
    };
    header("x-trace-id")
        .filter(fit)
        .or_else(|| w3c().filter(fit))
        .or_else(|| aws().filter(fit))
        .map_or_else(|| uuid::Uuid::now_v7().simple().to_string(), str::to_owned)
}
