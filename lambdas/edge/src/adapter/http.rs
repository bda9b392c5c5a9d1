//! Events of API Gateway's REST API.

use ::http::{HeaderName, HeaderValue};
use ledger::Problem;
use ledger::http::{ProxyEvent, ProxyResponse, Request, Response, trace_id};

use super::guarded::guarded;
use super::{Answer, Function};
use crate::current;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::runtime_api::LARGEST_ANSWER;

/// A handler of requests, and what it answers from.
struct Http<S, H> {
    state: S,
    handle: H,
}

/// A function that is called over HTTP.
pub fn http<S, H>(state: S, handle: H) -> impl Function
where
    H: AsyncFn(&S, Request) -> Response,
{
    Http { state, handle }
}

const TRACE_HEADER: HeaderName = HeaderName::from_static("x-amzn-trace-id");

impl<S, H> Function for Http<S, H>
where
    H: AsyncFn(&S, Request) -> Response,
{
    async fn call(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let event: ProxyEvent = serde_json::from_slice(&invocation.event).map_err(|error| Failure::event(&error))?;
        let mut request = event.into_request().map_err(|error| Failure::event(&error))?;
        traced(&mut request, invocation);
        let trace_id = trace_id(&request);
        current::rename(&trace_id);
        let response = guarded(invocation.time_left(), (self.handle)(&self.state, request)).await;
        answer(
            response.unwrap_or_else(|broken| broken.problem().into_response(&trace_id)),
            &trace_id,
        )
    }
}

/// Gives a request the trace of its invocation, unless it brings one.
pub(super) fn traced(request: &mut Request, invocation: &Invocation) {
    let header = invocation
        .trace_header
        .as_deref()
        .map(HeaderValue::from_str)
        .and_then(Result::ok);
    if let Some(header) = header {
        request.headers_mut().entry(TRACE_HEADER).or_insert(header);
    }
}

/// A response in the form that API Gateway takes, if Lambda can carry it.
pub(super) fn answer(response: Response, trace_id: &str) -> Result<Answer, Failure> {
    let answer = encode(response)?;
    if answer.bytes.len() <= LARGEST_ANSWER {
        return Ok(answer);
    }
    tracing::error!(bytes = answer.bytes.len(), "the answer is larger than Lambda can carry");
    encode(Problem::internal().into_response(trace_id))
}

fn encode(response: Response) -> Result<Answer, Failure> {
    let is_server_error = response.status().is_server_error();
    let bytes = serde_json::to_vec(&ProxyResponse::from(response));
    Ok(Answer {
        bytes: bytes.map_err(|error| Failure::new("Answer", error.to_string()))?,
        is_server_error,
    })
}
