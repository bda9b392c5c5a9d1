//! Between an event's bytes and a handler.

mod direct;
mod guarded;
mod http;
mod sockets;

pub use direct::direct;
pub use http::http;
pub use sockets::sockets;

use crate::failure::Failure;
use crate::invocation::Invocation;

/// What is invoked.
pub trait Function {
    fn call(&self, invocation: &Invocation) -> impl Future<Output = Result<Answer, Failure>>;
}

/// What an invocation is answered with.
#[derive(Debug)]
pub struct Answer {
    pub bytes: Vec<u8>,
    /// It says that something went wrong on our side.
    pub is_server_error: bool,
}
