//! One piece of work, as the Runtime API hands it out.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderName};

use crate::trace_header::TraceHeader;

#[derive(Debug)]
pub struct Invocation {
    pub request_id: String,
    /// What Lambda's own header says of the trace.
    pub(crate) trace: Option<TraceHeader>,
    pub(crate) trace_header: Option<String>,
    deadline: SystemTime,
    pub event: Bytes,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("lambda-runtime-aws-request-id");
const DEADLINE: HeaderName = HeaderName::from_static("lambda-runtime-deadline-ms");
const TRACE: HeaderName = HeaderName::from_static("lambda-runtime-trace-id");

/// Kept back of a function's time, to say that it was over.
const LAST_WORDS: Duration = Duration::from_millis(500);

impl Invocation {
    /// None: these are not the headers of an invocation.
    pub(crate) fn of(headers: &HeaderMap, event: Bytes) -> Option<Self> {
        let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
        let deadline = Duration::from_millis(text(&DEADLINE)?.parse().ok()?);
        let trace_header = text(&TRACE).map(str::to_owned);
        Some(Self {
            request_id: text(&REQUEST_ID)?.to_owned(),
            trace: trace_header.as_deref().and_then(TraceHeader::parse),
            trace_header,
            deadline: UNIX_EPOCH + deadline,
            event,
        })
    }

    /// What remains of the time that the function is given.
    pub(crate) fn time_left(&self) -> Duration {
        let left = self.deadline.duration_since(SystemTime::now()).unwrap_or_default();
        left.saturating_sub(LAST_WORDS)
    }

    /// The trace, or at least the request.
    pub(crate) fn trace_id(&self) -> &str {
        self.trace.as_ref().map_or(&self.request_id, |trace| &trace.root)
    }
}
