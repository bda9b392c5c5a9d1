//! One call: what every operation has in common.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde::Deserialize;

use crate::call_error::CallError;

/// A call that has not been signed.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    /// The service's name in addresses and signatures.
    pub(crate) service: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// An error in the JSON protocols. The code has a namespace before it, or an address behind it.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type", alias = "code", default)]
    code: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl Call {
    /// An operation of a service that speaks JSON 1.1.
    pub(crate) fn json(operation: &'static str, service: &'static str, target: String, body: Bytes) -> Self {
        let headers = vec![
            (CONTENT_TYPE.as_str(), "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", target),
        ];
        Self {
            operation,
            service,
            method: Method::POST,
            path: "/",
            headers,
            body,
        }
    }

    pub(crate) fn request(&self, address: &str) -> Result<Request<Bytes>, CallError> {
        let unsignable = |source: http::Error| CallError::Signing {
            operation: self.operation,
            source: source.into(),
        };
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(format!("{address}{}", self.path));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(self.body.clone()).map_err(unsignable)?;
        let host = request.uri().authority().map(|authority| authority.as_str().parse());
        if let Some(host) = host.transpose().map_err(|error| unsignable(http::Error::from(error)))? {
            request.headers_mut().insert(HOST, host);
        }
        Ok(request)
    }

    pub(crate) fn refused(&self, status: StatusCode, header: Option<&str>, body: &[u8]) -> CallError {
        let refusal = serde_json::from_slice(body).unwrap_or(Refusal {
            code: String::new(),
            message: String::new(),
        });
        let code = header.unwrap_or(&refusal.code);
        let code = code.rsplit('#').next().unwrap_or(code);
        let code = code.split(':').next().unwrap_or(code);
        CallError::Refused {
            operation: self.operation,
            status,
            code: if code.is_empty() { status.as_str() } else { code }.to_owned(),
            message: refusal.message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_code_wherever_it_stands() {
        let call = Call::json("GetSecretValue", "secretsmanager", String::new(), Bytes::new());
        let said = |header, body: &str| {
            call.refused(StatusCode::BAD_REQUEST, header, body.as_bytes())
                .to_string()
        };
        let body = r#"{"__type":"com.amazonaws.secretsmanager#ResourceNotFoundException","Message":"no such secret"}"#;
        let told = "GetSecretValue was refused: ResourceNotFoundException: no such secret";
        assert_eq!(said(None, body), told);
        assert_eq!(
            said(
                Some("ResourceNotFoundException:http://elsewhere"),
                r#"{"message":"no such secret"}"#
            ),
            told
        );
        assert_eq!(said(None, "<html>"), "GetSecretValue was refused: 400: ");
    }

    #[test]
    fn what_may_pass_is_told_from_what_stays() {
        let call = Call::json("GetSecretValue", "secretsmanager", String::new(), Bytes::new());
        let passing = |status: u16, code| {
            let status = StatusCode::from_u16(status).unwrap();
            call.refused(status, Some(code), b"").is_passing()
        };
        assert!(passing(500, "InternalServiceError") && passing(400, "ThrottlingException") && passing(429, "x"));
        assert!(!passing(400, "AccessDeniedException") && !passing(400, "ResourceNotFoundException"));
    }
}
