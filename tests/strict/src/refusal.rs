//! An error as AWS words it, and its form in each protocol.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::request::{Protocol, Request};
use crate::upstream::Answer;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: String,
    pub message: String,
    /// The rule that was broken, where it was one.
    pub rule: Option<&'static str>,
}

pub(crate) const RULE_HEADER: &str = "x-strict-rule";

pub type Verdict = Result<(), Refusal>;

impl Refusal {
    /// 400, which most of AWS's errors are.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn with_status(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            rule: None,
        }
    }

    #[must_use]
    pub fn by(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::CONFLICT, code, message)
    }

    pub fn not_found(code: &str, message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::NOT_FOUND, code, message)
    }

    pub fn forbidden(code: &str, message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::FORBIDDEN, code, message)
    }

    /// Of what must hold.
    pub fn unless(holds: bool, code: &str, message: impl Into<String>) -> Verdict {
        if holds { Ok(()) } else { Err(Self::new(code, message)) }
    }

    /// "Slow down", in the words of the service.
    pub fn throttled(request: &Request) -> Self {
        let (status, code) = match (request.protocol, request.service.as_str()) {
            (Protocol::Ec2, _) => (503, "RequestLimitExceeded"),
            (Protocol::Query, _) => (400, "Throttling"),
            (Protocol::RestXml, _) => (503, "SlowDown"),
            (Protocol::RestJson, _) => (429, "TooManyRequestsException"),
            (Protocol::Json, _) => (400, "ThrottlingException"),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self::with_status(status, code, "Rate exceeded")
    }

    /// 500, which may or may not have had an effect.
    pub fn internal(request: &Request) -> Self {
        let code = match request.protocol {
            Protocol::Json => "InternalServiceError",
            Protocol::RestJson => "ServiceException",
            Protocol::Query => "InternalFailure",
            Protocol::Ec2 | Protocol::RestXml => "InternalError",
        };
        Self::with_status(
            StatusCode::INTERNAL_SERVER_ERROR,
            code,
            "An internal error has occurred.",
        )
    }

    pub fn unavailable(request: &Request) -> Self {
        let code = match request.protocol {
            Protocol::Ec2 => "Unavailable",
            Protocol::Json | Protocol::RestJson => "ServiceUnavailableException",
            Protocol::Query | Protocol::RestXml => "ServiceUnavailable",
        };
        let message = "The request has failed due to a temporary failure of the server.";
        Self::with_status(StatusCode::SERVICE_UNAVAILABLE, code, message)
    }

    pub fn answer(&self, request: &Request) -> Answer {
        let (code, message) = (escaped(&self.code), escaped(&self.message));
        let id = "00000000-0000-4000-8000-000000000000";
        let (kind, body) = match request.protocol {
            Protocol::Ec2 => (
                "text/xml",
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
                     <RequestID>{id}</RequestID></Response>"
                ),
            ),
            Protocol::Query => {
                let whose = if self.status.is_server_error() {
                    "Receiver"
                } else {
                    "Sender"
                };
                let body = format!(
                    "<ErrorResponse><Error><Type>{whose}</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                     <RequestId>{id}</RequestId></ErrorResponse>"
                );
                ("text/xml", body)
            }
            Protocol::RestXml => (
                "application/xml",
                format!("<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>"),
            ),
            Protocol::Json => (
                "application/x-amz-json-1.1",
                json!({"__type": self.code, "message": self.message}).to_string(),
            ),
            Protocol::RestJson => ("application/json", json!({"message": self.message}).to_string()),
        };
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(kind));
        headers.insert("x-amzn-requestid", HeaderValue::from_static(id));
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            headers.insert("x-amzn-errortype", code);
        }
        // For people and tests; AWS has nothing of the kind.
        if let Some(rule) = self.rule {
            headers.insert(RULE_HEADER, HeaderValue::from_static(rule));
        }
        // An answer to HEAD has no body to say more in.
        let body = if request.method == Method::HEAD {
            Bytes::new()
        } else {
            body.into()
        };
        Answer {
            status: self.status,
            headers,
            body,
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
