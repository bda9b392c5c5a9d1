//! The function `memory_upsert`, as Lambda runs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::serve(|_| Ok(edge::http((), async |(): &(), request| memory_upsert::handle(&request))))
}
