//! The function `timeline_handler`, as Lambda runs it.

use std::process::ExitCode;
use std::sync::Arc;

use ledger::token::KeySet;
use timeline_handler::{Timeline, handle};

fn main() -> ExitCode {
    edge::serve(|settings| {
        let keys = Arc::new(KeySet::new(settings.token_keys()?, &settings.environment)?);
        Ok(edge::sockets(Timeline { keys }, async |timeline, event| {
            handle(timeline, &event)
        }))
    })
}
