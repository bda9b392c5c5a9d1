//! Errors as RFC 9457 problem documents. What they say is written here, never by the database.

use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::http::{Response, TRACE_ID, bytes_of};

pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, in words for the client.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// A URN that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    /// The member of the body, parameter or header that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The line of an NDJSON body, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    pub trace_id: String,
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident($status:expr, $kind:literal, $title:literal); )*) => {
        impl Problem {
            $( $(#[$doc])* pub fn $name(detail: impl Into<String>) -> Self {
                Self::new($status, concat!("urn:logline:problem:", $kind), $title, detail)
            } )*
        }
    };
}

kinds! {
    bad_request(StatusCode::BAD_REQUEST, "bad-request", "The request is not understood");
    unauthorized(StatusCode::UNAUTHORIZED, "unauthorized", "A valid token is needed");
    forbidden(StatusCode::FORBIDDEN, "forbidden", "This is not allowed");
    not_found(StatusCode::NOT_FOUND, "not-found", "There is no such thing");
    method_not_allowed(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This path does not take that method");
    not_acceptable(StatusCode::NOT_ACCEPTABLE, "not-acceptable", "None of the accepted media types can be given");
    conflict(StatusCode::CONFLICT, "conflict", "This contradicts what is there");
    too_large(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large");
    unsupported_media_type(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body has the wrong media type");
    too_many_requests(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests");
    not_implemented(StatusCode::NOT_IMPLEMENTED, "not-implemented", "This is not there yet");
    unavailable(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is not available at the moment");
    timeout(StatusCode::GATEWAY_TIMEOUT, "timeout", "The answer took too long");
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            line: None,
            trace_id: String::new(),
        }
    }

    /// Something that is our fault. The cause is in the log, under the trace id.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "urn:logline:problem:internal",
            "Something went wrong on our side",
            "The log has the cause under this trace id.",
        )
    }

    /// A member, parameter or header that is not as it must be: `reason` ends the sentence that
    /// its name begins.
    pub fn field(name: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        let name = name.into();
        Self {
            field: Some(name.clone()),
            ..Self::bad_request(format!("`{name}` {reason}"))
        }
    }

    #[must_use]
    pub fn at_field(self, name: impl Into<String>) -> Self {
        Self {
            field: Some(name.into()),
            ..self
        }
    }

    #[must_use]
    pub fn at_line(self, line: usize) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    pub fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub fn into_response(mut self, trace_id: &str) -> Response {
        trace_id.clone_into(&mut self.trace_id);
        // A struct of texts and numbers is always JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = bytes_of(self.status_code(), MEDIA_TYPE, body);
        let headers = response.headers_mut();
        match self.status_code() {
            // RFC 9110 demands these of the two.
            StatusCode::UNAUTHORIZED => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer error=\"invalid_token\""),
                );
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        if let Ok(value) = HeaderValue::from_str(trace_id) {
            headers.insert(TRACE_ID, value);
        }
        response
    }
}
