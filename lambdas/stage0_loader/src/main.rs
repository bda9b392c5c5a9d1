//! The function `stage0_loader`, as Lambda runs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::serve(|_| Ok(edge::http((), async |(): &(), request| stage0_loader::handle(&request))))
}
