//! The event with which API Gateway (REST, v1) calls a function, and the answer that it takes:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use serde::{Deserialize, Serialize};

use super::{Request, Response};

/// A request as an event. It has many more members, which say nothing about the request itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyEvent {
    pub(super) http_method: String,
    pub(super) path: String,
    pub(super) headers: Option<BTreeMap<String, String>>,
    pub(super) multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
    pub(super) query_string_parameters: Option<BTreeMap<String, String>>,
    pub(super) multi_value_query_string_parameters: Option<BTreeMap<String, Vec<String>>>,
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) is_base64_encoded: bool,
}

/// A response as API Gateway takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyResponse {
    pub status_code: u16,
    pub headers: BTreeMap<String, String>,
    /// Headers that stand more than once.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub multi_value_headers: BTreeMap<String, Vec<String>>,
    pub body: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_base64_encoded: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ProxyEventError {
    #[error("the event's httpMethod is not a method of HTTP")]
    Method(#[source] http::method::InvalidMethod),
    #[error("the event's path must begin with /")]
    Path,
    #[error("the event's path and query are no address")]
    Address(#[source] http::Error),
    #[error("the event's header {name} is not a header of HTTP")]
    Header { name: String, source: http::Error },
    #[error("the event's body is not base64")]
    Body(#[source] base64::DecodeError),
}

impl ProxyEvent {
    pub fn into_request(self) -> Result<Request, ProxyEventError> {
        let method = Method::from_bytes(self.http_method.as_bytes()).map_err(ProxyEventError::Method)?;
        if !self.path.starts_with('/') {
            return Err(ProxyEventError::Path);
        }
        let query = encoded(&either(
            self.multi_value_query_string_parameters,
            self.query_string_parameters,
        ));
        let body = match self.body {
            None => Bytes::new(),
            Some(text) if self.is_base64_encoded => STANDARD.decode(text).map_err(ProxyEventError::Body)?.into(),
            Some(text) => text.into(),
        };
        let mut request = http::Request::builder()
            .method(method)
            .uri(sendable(&self.path) + &query)
            .body(body)
            .map_err(ProxyEventError::Address)?;
        for (name, values) in either(self.multi_value_headers, self.headers) {
            for value in values {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(http::Error::from)
                    .and_then(|name| Ok((name, HeaderValue::from_bytes(value.as_bytes())?)));
                let (name, value) = header.map_err(|source| ProxyEventError::Header {
                    name: name.clone(),
                    source,
                })?;
                request.headers_mut().append(name, value);
            }
        }
        Ok(request)
    }
}

impl From<Response> for ProxyResponse {
    fn from(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            values.entry(name.as_str().to_owned()).or_default().push(value);
        }
        let (several, single): (BTreeMap<_, _>, BTreeMap<_, _>) =
            values.into_iter().partition(|(_, values)| values.len() > 1);
        let (body, is_base64_encoded) = match String::from_utf8(body.into()) {
            Ok(text) => (text, false),
            Err(error) => (STANDARD.encode(error.as_bytes()), true),
        };
        Self {
            status_code: parts.status.as_u16(),
            headers: single
                .into_iter()
                .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)))
                .collect(),
            multi_value_headers: several,
            body,
            is_base64_encoded,
        }
    }
}

/// API Gateway sends each header and parameter in both forms; the one with all values counts.
fn either(
    all: Option<BTreeMap<String, Vec<String>>>,
    last: Option<BTreeMap<String, String>>,
) -> BTreeMap<String, Vec<String>> {
    let of_last = || last.into_iter().flatten().map(|(name, value)| (name, vec![value]));
    all.filter(|all| !all.is_empty()).unwrap_or_else(|| of_last().collect())
}

/// Parameters arrive decoded.
fn encoded(parameters: &BTreeMap<String, Vec<String>>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, values) in parameters {
        for value in values {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

/// A path arrives decoded: what can't stand in an address is encoded again. A `%` stays as it is,
/// since it may be part of what was not decoded.
fn sendable(path: &str) -> String {
    let mut sendable = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@%".contains(&byte) {
            sendable.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _written = write!(sendable, "%{byte:02X}");
        }
    }
    sendable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: &str) -> ProxyEvent {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_event_of_api_gateway_is_a_request() {
        let request = event(
            r#"{
                "resource": "/{proxy+}", "path": "/spans/über uns", "httpMethod": "POST",
                "headers": {"Accept": "b", "X-One": "1"},
                "multiValueHeaders": {"Accept": ["a", "b"], "X-One": ["1"]},
                "queryStringParameters": {"since": "2026-01-01T00:00:00+01:00", "who": "b"},
                "multiValueQueryStringParameters": {"since": ["2026-01-01T00:00:00+01:00"], "who": ["a&c", "b"]},
                "pathParameters": {"proxy": "spans"}, "stageVariables": null,
                "requestContext": {"stage": "v1", "requestId": "r", "identity": {"sourceIp": "127.0.0.1"}},
                "body": "{\"who\":\"ä\"}", "isBase64Encoded": false
            }"#,
        )
        .into_request()
        .unwrap();
        assert_eq!(request.method(), Method::POST);
        assert_eq!(
            request.uri(),
            "/spans/%C3%BCber%20uns?since=2026-01-01T00%3A00%3A00%2B01%3A00&who=a%26c&who=b"
        );
        let accepted: Vec<_> = request.headers().get_all("accept").iter().collect();
        assert_eq!(accepted, ["a", "b"]);
        assert_eq!(request.headers()["x-one"], "1");
        assert_eq!(request.body(), "{\"who\":\"ä\"}");
    }

    #[test]
    fn nulls_and_what_is_left_out_are_nothing() {
        let request =
            event(r#"{"httpMethod":"GET","path":"/health","headers":null,"queryStringParameters":null,"body":null}"#)
                .into_request()
                .unwrap();
        assert_eq!(
            (request.uri().to_string(), request.body().len()),
            ("/health".to_owned(), 0)
        );
        assert!(request.headers().is_empty());
    }

    #[test]
    fn a_body_may_be_base64() {
        let request = event(r#"{"httpMethod":"POST","path":"/","body":"/wA=","isBase64Encoded":true}"#)
            .into_request()
            .unwrap();
        assert_eq!(request.body().as_ref(), [0xff, 0]);
    }

    #[test]
    fn what_is_no_request_is_refused_with_the_member_at_fault() {
        for (json, reason) in [
            (
                r#"{"httpMethod":"G T","path":"/"}"#,
                "the event's httpMethod is not a method of HTTP",
            ),
            (
                r#"{"httpMethod":"GET","path":"http://elsewhere/"}"#,
                "the event's path must begin with /",
            ),
            (
                r#"{"httpMethod":"GET","path":"/","headers":{"a b":"c"}}"#,
                "the event's header a b is not a header of HTTP",
            ),
            (
                r#"{"httpMethod":"GET","path":"/","headers":{"a":"b\nc"}}"#,
                "the event's header a is not a header of HTTP",
            ),
            (
                r#"{"httpMethod":"GET","path":"/","body":"?","isBase64Encoded":true}"#,
                "the event's body is not base64",
            ),
        ] {
            assert_eq!(event(json).into_request().unwrap_err().to_string(), reason, "{json}");
        }
        assert!(serde_json::from_str::<ProxyEvent>(r#"{"path":"/"}"#).is_err());
    }

    #[test]
    fn a_response_keeps_every_header_and_byte() {
        let mut response = Response::new(Bytes::from_static(b"\xff\x00"));
        *response.status_mut() = http::StatusCode::CREATED;
        for (name, value) in [("a", "1"), ("b", "2"), ("b", "3")] {
            response.headers_mut().append(name, HeaderValue::from_static(value));
        }
        let json = serde_json::to_value(ProxyResponse::from(response)).unwrap();
        let expected = serde_json::json!({
            "statusCode": 201, "headers": {"a": "1"}, "multiValueHeaders": {"b": ["2", "3"]},
            "body": "/wA=", "isBase64Encoded": true
        });
        assert_eq!(json, expected);
        let plain = serde_json::to_value(ProxyResponse::from(Response::new("ok".into()))).unwrap();
        assert_eq!(
            plain,
            serde_json::json!({"statusCode": 200, "headers": {}, "body": "ok"})
        );
    }
}
