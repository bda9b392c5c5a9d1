//! The function `memory_upsert`: keeps, finds and forgets memories over HTTP. So far it says that it doesn't.

use ledger::Problem;
use ledger::http::{Request, Response, trace_id};

pub fn handle(request: &Request) -> Response {
    Problem::not_implemented("Memories can't be kept on this platform yet.").into_response(&trace_id(request))
}
