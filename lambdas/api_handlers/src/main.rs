//! The function `api_handlers`, as Lambda runs it.

use std::process::ExitCode;
use std::sync::Arc;

use api_handlers::{Api, handle};
use ledger::Store;
use ledger::token::KeySet;

/// One request at a time, and one connection more for a retry that must not wait for the first to be given up.
const CONNECTIONS: usize = 2;

fn main() -> ExitCode {
    edge::serve(|settings| {
        let database = edge::Way::new(settings)?.database(settings)?;
        let api = Api {
            store: Store::new(database, CONNECTIONS)?,
            keys: Arc::new(KeySet::new(settings.token_keys()?, &settings.environment)?),
            environment: settings.environment.clone(),
            version: env!("CARGO_PKG_VERSION"),
        };
        Ok(edge::http(api, handle))
    })
}
