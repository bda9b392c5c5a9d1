//! Looks over a running statement's shoulder: if it waits for a lock, who holds it.

use std::future::Future;
use std::time::Duration;

use tokio::time::sleep;

use crate::blocker::Blocker;
use crate::error::Error;
use crate::session::{Session, Target};

/// Watches one backend from a second connection, which is opened when there is something to see.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    target: &'a Target,
    backend: i32,
    session: Option<Session>,
}

/// Most statements end before the first look, so that no second connection is made for them;
/// a lock timeout of three seconds leaves time for several.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl<'a> Watch<'a> {
    pub(crate) fn new(target: &'a Target, backend: i32) -> Self {
        Self {
            target,
            backend,
            session: None,
        }
    }

    /// Awaits the statement and tells each time that it waits for other sessions than before.
    /// Gives its outcome and the last sessions that it waited for.
    pub(crate) async fn over<T>(
        &mut self,
        statement: impl Future<Output = T>,
        tell: impl Fn(Result<&[Blocker], Error>),
    ) -> (T, Vec<Blocker>) {
        let mut statement = std::pin::pin!(statement);
        let mut last: Vec<Blocker> = Vec::new();
        loop {
            tokio::select! {
                biased;
                outcome = &mut statement => return (outcome, last),
                () = sleep(LOOK_EVERY) => {}
            }
            match self.look().await {
                Ok(now) if now.is_empty() => {}
                Ok(now) => {
                    if !now.iter().map(|b| b.pid).eq(last.iter().map(|b| b.pid)) {
                        tell(Ok(&now));
                    }
                    last = now;
                }
                Err(error) => {
                    tell(Err(error));
                    return (statement.await, last);
                }
            }
        }
    }

    async fn look(&mut self) -> Result<Vec<Blocker>, Error> {
        let session = match self.session.take() {
            Some(session) => session,
            None => self.target.read_only_session().await?,
        };
        let blockers = Blocker::of(&session.client, self.backend).await;
        self.session = Some(session);
        blockers
    }
}
