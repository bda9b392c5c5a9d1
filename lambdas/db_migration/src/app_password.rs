//! Sets the password of the role that the handlers log in as.

use std::time::Duration;

use postgres_protocol::password::scram_sha_256;
use tokio::time::sleep;

use crate::error::Error;
use crate::jitter::jittered;
use crate::session::Target;

/// The role belongs to the whole server: runners of other databases may set it in the same moment,
/// and PostgreSQL refuses all but one of them.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// The server gets a SCRAM-SHA-256 verifier, made here: the password itself is in no statement,
/// so in no log and no statistics of statements.
pub async fn set_app_password(target: &Target, password: &str) -> Result<(), Error> {
    let session = target.session().await?;
    // The verifier's alphabet has no quote: base64, digits, `$`, `:` and the name of the method.
    let statement = format!(
        "ALTER ROLE logline_app PASSWORD '{}'",
        scram_sha_256(password.as_bytes())
    );
    let mut attempt = 1;
    loop {
        match session.client.batch_execute(&statement).await {
            Err(error) if attempt < ATTEMPTS && is_concurrent_update(&error) => {
                attempt += 1;
                sleep(jittered(PAUSE)).await;
            }
            outcome => return outcome.map_err(Error::query("set the password of logline_app")),
        }
    }
}

fn is_concurrent_update(error: &tokio_postgres::Error) -> bool {
    error
        .as_db_error()
        .is_some_and(|error| error.message().contains("tuple concurrently updated"))
}
