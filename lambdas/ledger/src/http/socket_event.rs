//! What happens on a WebSocket: the one event type of the functions that serve them, and the event
//! with which API Gateway (WebSocket, v2) calls one:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;

use super::Request;
use super::proxy_event::{ProxyEvent, ProxyEventError};

/// Something that happened on one connection.
#[derive(Debug, Clone)]
pub struct SocketEvent {
    /// The connection's id, by which it can be pushed to.
    pub connection: String,
    pub kind: SocketEventKind,
}

#[derive(Debug, Clone)]
pub enum SocketEventKind {
    /// A client wants in. What it asked with: headers and query, without a body.
    Connect(Request),
    /// It is gone.
    Disconnect,
    /// It sent a message that `route` was chosen for, by its `action`.
    Message { route: String, body: Bytes },
}

#[derive(Debug, thiserror::Error)]
pub enum SocketEventError {
    #[error("this is no event of a WebSocket")]
    Shape(#[source] serde_json::Error),
    #[error("the event's headers and query are no request")]
    Request(#[from] ProxyEventError),
    #[error("the event's body is not base64")]
    Body(#[source] base64::DecodeError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    request_context: RequestContext,
    headers: Option<BTreeMap<String, String>>,
    multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
    query_string_parameters: Option<BTreeMap<String, String>>,
    multi_value_query_string_parameters: Option<BTreeMap<String, Vec<String>>>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    connection_id: String,
    event_type: EventType,
    #[serde(default)]
    route_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum EventType {
    Connect,
    Disconnect,
    Message,
}

impl SocketEvent {
    /// The event of an invocation.
    pub fn parse(event: &[u8]) -> Result<Self, SocketEventError> {
        let event: Event = serde_json::from_slice(event).map_err(SocketEventError::Shape)?;
        let kind = match event.request_context.event_type {
            EventType::Disconnect => SocketEventKind::Disconnect,
            EventType::Connect => SocketEventKind::Connect(
                ProxyEvent {
                    http_method: "GET".to_owned(),
                    path: "/".to_owned(),
                    headers: event.headers,
                    multi_value_headers: event.multi_value_headers,
                    query_string_parameters: event.query_string_parameters,
                    multi_value_query_string_parameters: event.multi_value_query_string_parameters,
                    ..ProxyEvent::default()
                }
                .into_request()?,
            ),
            EventType::Message => SocketEventKind::Message {
                route: event.request_context.route_key,
                body: match event.body {
                    None => Bytes::new(),
                    Some(text) if event.is_base64_encoded => {
                        STANDARD.decode(text).map_err(SocketEventError::Body)?.into()
                    }
                    Some(text) => text.into(),
                },
            },
        };
        Ok(Self {
            connection: event.request_context.connection_id,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_wants_in_brings_headers_and_query() {
        let event = SocketEvent::parse(
            br#"{
                "headers": {"Host": "abc.execute-api.us-east-1.amazonaws.com", "Sec-WebSocket-Protocol": "logline.v1"},
                "multiValueHeaders": {"Sec-WebSocket-Protocol": ["logline.v1", "logline.bearer.a.b.c"]},
                "queryStringParameters": {"token": "a+b"},
                "requestContext": {"routeKey": "$connect", "eventType": "CONNECT", "connectionId": "L0SM9cOFvHcCIhw=",
                                   "stage": "dev", "domainName": "abc.execute-api.us-east-1.amazonaws.com"},
                "isBase64Encoded": false
            }"#,
        )
        .unwrap();
        assert_eq!(event.connection, "L0SM9cOFvHcCIhw=");
        let SocketEventKind::Connect(request) = event.kind else {
            panic!("not taken for a client that wants in")
        };
        assert_eq!(request.headers().get_all("sec-websocket-protocol").iter().count(), 2);
        assert_eq!(request.uri().query(), Some("token=a%2Bb"));
    }

    #[test]
    fn a_message_has_the_route_that_was_chosen_for_it() {
        let event = SocketEvent::parse(
            br#"{"requestContext": {"routeKey": "subscribe", "eventType": "MESSAGE", "connectionId": "c", "messageId": "m"},
                 "body": "eyJhIjoxfQ==", "isBase64Encoded": true}"#,
        )
        .unwrap();
        assert!(
            matches!(event.kind, SocketEventKind::Message { route, body } if route == "subscribe" && body == "{\"a\":1}")
        );
        let gone = SocketEvent::parse(
            br#"{"requestContext": {"routeKey": "$disconnect", "eventType": "DISCONNECT", "connectionId": "c"}}"#,
        );
        assert!(matches!(gone.unwrap().kind, SocketEventKind::Disconnect));
    }

    #[test]
    fn other_events_are_refused() {
        for other in [r#"{"httpMethod":"GET","path":"/"}"#, "{}", "[]"] {
            assert!(SocketEvent::parse(other.as_bytes()).is_err(), "{other}");
        }
    }
}
