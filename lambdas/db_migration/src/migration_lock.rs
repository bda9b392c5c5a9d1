//! The lock that lets one runner at a time change the schema.
//!
//! It is asked for with `pg_try_advisory_lock`, never waited for: a session that waits inside a
//! statement holds a snapshot, `CREATE INDEX CONCURRENTLY` of the runner that has the lock waits
//! for that snapshot, and the two wait for each other until the server breaks them up and leaves
//! an invalid index. Between two questions no transaction is open.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::blocker::Blocker;
use crate::error::Error;
use crate::event::{Event, Events};
use crate::jitter::jittered;
use crate::session::Session;

/// Any fixed number: "logline" and a version, as bytes.
pub(crate) const KEY: i64 = i64::from_be_bytes(*b"logline\x01");

/// Long enough not to load the server with twenty runners, short beside a migration.
const POLL: Duration = Duration::from_millis(100);

/// Takes the lock for the session; it ends with the session, however that ends.
pub(crate) async fn take(session: &Session, deadline: Duration, events: Events<'_>) -> Result<(), Error> {
    let start = Instant::now();
    let mut shown: Option<Option<i32>> = None;
    while !attempt(session).await? {
        let holder = Blocker::holding(&session.client, KEY).await?;
        if start.elapsed() >= deadline {
            return Err(Error::LockHeld {
                holder,
                waited: start.elapsed(),
            });
        }
        let pid = holder.as_ref().map(|holder| holder.pid);
        if shown != Some(pid) {
            shown = Some(pid);
            events(Event::LockAwaited { holder });
        }
        sleep(jittered(POLL)).await;
    }
    let waited_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    events(Event::LockTaken { waited_ms });
    Ok(())
}

pub(crate) async fn release(session: &Session) -> Result<(), Error> {
    let released = session.client.query_one("SELECT pg_advisory_unlock($1)", &[&KEY]).await;
    released.map(|_| ()).map_err(Error::query("release the migration lock"))
}

async fn attempt(session: &Session) -> Result<bool, Error> {
    let row = session
        .client
        .query_one("SELECT pg_try_advisory_lock($1)", &[&KEY])
        .await;
    row.and_then(|row| row.try_get(0))
        .map_err(Error::query("ask for the migration lock"))
}
