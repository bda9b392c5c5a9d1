//! The function `timeline_handler`: who may hold a WebSocket open. Subscriptions and pushes are not there yet.

mod token;

use std::sync::Arc;

use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use ledger::Problem;
use ledger::http::{Request, Response, SocketEvent, SocketEventKind, trace_id};
use ledger::token::KeySet;

/// The subprotocol that is spoken on the socket.
pub const PROTOCOL: &str = "logline.v1";

/// What the function needs to answer.
#[derive(Debug, Clone)]
pub struct Timeline {
    pub keys: Arc<KeySet>,
}

/// Answers one event. An answer to a client that wants in decides whether it gets in.
pub fn handle(timeline: &Timeline, event: &SocketEvent) -> Response {
    match &event.kind {
        SocketEventKind::Connect(request) => {
            connect(timeline, request).unwrap_or_else(|problem| problem.into_response(&trace_id(request)))
        }
        SocketEventKind::Disconnect => Response::default(),
        SocketEventKind::Message { .. } => {
            Problem::not_implemented("The timeline can't be subscribed to on this platform yet.")
                .into_response(&event.connection)
        }
    }
}

fn connect(timeline: &Timeline, request: &Request) -> Result<Response, Problem> {
    let offer = token::offered(request)?;
    timeline
        .keys
        .verify(&offer.token, Timestamp::now())
        .map_err(|error| Problem::unauthorized(format!("Refused: {error}.")))?;
    let mut response = Response::default();
    *response.status_mut() = StatusCode::OK;
    // A browser drops a connection whose answer names none of the protocols that it offered.
    if offer.names_protocol {
        response
            .headers_mut()
            .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    Ok(response)
}
