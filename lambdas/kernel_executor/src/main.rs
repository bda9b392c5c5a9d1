//! The function `kernel_executor`, as Lambda runs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::serve(|_| Ok(edge::direct((), async |(): &(), event| kernel_executor::handle(&event))))
}
