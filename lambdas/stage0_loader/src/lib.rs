//! The function `stage0_loader`: boots kernels over HTTP. So far it says that it doesn't.

use ledger::Problem;
use ledger::http::{Request, Response, trace_id};

pub fn handle(request: &Request) -> Response {
    Problem::not_implemented("Kernels can't be booted on this platform yet.").into_response(&trace_id(request))
}
