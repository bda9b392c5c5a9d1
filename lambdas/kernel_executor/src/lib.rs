//! The function `kernel_executor`: runs kernels for the loader and on a schedule. So far it says that it doesn't.

use ledger::Problem;
use serde_json::Value;

/// Takes whatever it is invoked with. A schedule invokes it each minute: what it can't do yet is an
/// answer, not a failure that somebody would be woken for.
pub fn handle(_event: &Value) -> Problem {
    Problem::not_implemented("Kernels can't be run on this platform yet.")
}
