//! Waiting for what must happen, and for no longer than it may take.

use std::time::Duration;

use tokio::time::Instant;

use crate::bed::Trouble;

/// On a machine that does much else, too.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until there is an answer.
pub(crate) async fn until<T, E: From<Trouble>>(
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<Option<T>, E>,
) -> Result<T, E> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(Trouble::new(format!("it did not come to pass: {what}")).into())
}
