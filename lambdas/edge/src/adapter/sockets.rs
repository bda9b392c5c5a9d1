//! Events of API Gateway's WebSocket API.

use ledger::http::{Response, SocketEvent};

use super::guarded::guarded;
use super::http::answer;
use super::{Answer, Function};
use crate::failure::Failure;
use crate::invocation::Invocation;

/// A handler of what happens on sockets, and what it answers from.
struct Sockets<S, H> {
    state: S,
    handle: H,
}

/// A function that is called for sockets.
pub fn sockets<S, H>(state: S, handle: H) -> impl Function
where
    H: AsyncFn(&S, SocketEvent) -> Response,
{
    Sockets { state, handle }
}

impl<S, H> Function for Sockets<S, H>
where
    H: AsyncFn(&S, SocketEvent) -> Response,
{
    async fn call(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let event = SocketEvent::parse(&invocation.event).map_err(|error| Failure::event(&error))?;
        let response = guarded(invocation.time_left(), (self.handle)(&self.state, event)).await;
        let trace_id = invocation.trace_id();
        answer(
            response.unwrap_or_else(|broken| broken.problem().into_response(trace_id)),
            trace_id,
        )
    }
}
