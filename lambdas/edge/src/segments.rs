//! What a recorded request spent its time on, for X-Ray: each database span becomes a subsegment,
//! sent to the daemon that Lambda runs beside the function.
//! <https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html>

use std::net::{SocketAddr, UdpSocket};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::current;
use crate::trace_header::Sampled;

/// Sends segments to the daemon.
#[derive(Debug)]
pub(crate) struct Segments {
    socket: UdpSocket,
    daemon: SocketAddr,
}

/// A segment that has begun.
struct Begun {
    at: SystemTime,
    sampled: Sampled,
    fault: bool,
}

/// Who speaks to the database: the spans of its module are segments.
const DATABASE: &str = "ledger::store";
const HEADER: &str = "{\"format\": \"json\", \"version\": 1}\n";

impl Segments {
    pub(crate) fn new(daemon: SocketAddr) -> std::io::Result<Self> {
        let any: SocketAddr = if daemon.is_ipv4() {
            ([0, 0, 0, 0], 0).into()
        } else {
            ([0_u16; 8], 0).into()
        };
        let socket = UdpSocket::bind(any)?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, daemon })
    }

    pub(crate) fn takes(metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(DATABASE)
    }
}

impl<S> Layer<S> for Segments
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let sampled = current::get().and_then(|current| current.sampled);
        if let (true, Some(sampled), Some(span)) = (Self::takes(attributes.metadata()), sampled, context.span(id)) {
            span.extensions_mut().insert(Begun {
                at: SystemTime::now(),
                sampled,
                fault: false,
            });
        }
    }

    /// The store's functions report their errors as events of their own spans.
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.fields().any(|field| field.name() == "error")
            && let Some(span) = context.event_span(event)
            && let Some(begun) = span.extensions_mut().get_mut::<Begun>()
        {
            begun.fault = true;
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(begun) = span.extensions_mut().remove::<Begun>() {
            let document = document(span.name(), &begun, SystemTime::now());
            // Lost segments are lost: a request is not slowed down to be measured.
            let _sent = self
                .socket
                .send_to(format!("{HEADER}{document}").as_bytes(), self.daemon);
        }
    }
}

fn document(operation: &str, begun: &Begun, end: SystemTime) -> Value {
    let mut id = [0; 8];
    // Without random numbers segments share an id, and X-Ray shows one of them.
    let _filled = getrandom::fill(&mut id);
    let mut document = json!({
        "type": "subsegment",
        "name": "PostgreSQL",
        "namespace": "remote",
        "id": hex::encode(id),
        "trace_id": begun.sampled.root,
        "parent_id": begun.sampled.parent,
        "start_time": seconds(begun.at),
        "end_time": seconds(end),
        "annotations": {"operation": operation},
        "sql": {"database_type": "PostgreSQL"},
    });
    if begun.fault {
        document["fault"] = true.into();
    }
    document
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
