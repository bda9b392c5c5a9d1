//! What a function meets in Lambda, for tests that run its real process: a Runtime API that hands out
//! work, a Secrets Manager, a PostgreSQL server, and a cable between the two that can go dead.

mod cable;
mod function;
mod runtime;
mod secrets;
mod server;
mod xray;

pub use cable::Cable;
pub use function::Function;
pub use runtime::{Reply, Runtime};
pub use secrets::Secrets;
pub use server::{APP, OWNER, PASSWORD, Server};
pub use xray::Daemon;

/// Whatever stopped a test.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

use std::time::Duration;

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until `condition` gives something.
pub async fn until<T>(what: &str, condition: impl AsyncFn() -> Option<T>) -> Result<T, Trouble> {
    let look = async {
        loop {
            if let Some(found) = condition().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, look).await;
    found.map_err(|_| format!("not within {} s: {what}", PATIENCE.as_secs()).into())
}
