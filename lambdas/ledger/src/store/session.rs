//! One transaction with its context.

use futures_util::join;
use tokio_postgres::Row;

use super::{Connection, Param, Retry, Store, StoreError};
use crate::context::Context;

/// All three settings each time: whatever an earlier use left in the session is overwritten
/// for this transaction.
pub(super) const ENTER: &str = "SELECT set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true), set_config('app.role', $3, true)";

impl Store {
    /// The rows of one statement, read under a context: one round trip.
    pub(super) async fn read(&self, cx: &Context, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut retry = Retry::new();
        loop {
            match self.transact("BEGIN READ ONLY", cx, sql, params).await {
                Err(error) if retry.again(&error).await => {}
                outcome => return outcome,
            }
        }
    }

    /// One statement in a transaction under a context, in one round trip.
    #[tracing::instrument(name = "transaction", level = "debug", skip_all, err(level = "debug"))]
    pub(super) async fn transact(
        &self,
        begin: &str,
        cx: &Context,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let client = self.connection().await?;
        let enter = client.prepare_cached(ENTER).await?;
        let statement = client.prepare_cached(sql).await?;
        let who: [Param; 3] = [&cx.tenant.as_str(), &cx.user.as_str(), &cx.role.as_str()];
        // Sent in this order, before any answer is waited for. Whoever stops waiting leaves
        // a connection that the server brings to the end of the transaction by itself.
        let (opened, entered, rows, committed) = join!(
            client.batch_execute(begin),
            client.query(&enter, &who),
            client.query(&statement, params),
            client.batch_execute("COMMIT"),
        );
        opened?;
        entered?;
        let rows = rows?;
        committed?;
        Ok(rows)
    }

    /// Opens a transaction that holds its tenant's lock and reads with two statements, all in
    /// one round trip. Nobody else appends for the tenant until it ends.
    #[tracing::instrument(name = "begin", level = "debug", skip_all, err(level = "debug"))]
    pub(super) async fn open(
        &self,
        cx: &Context,
        first: Statement<'_>,
        second: Statement<'_>,
    ) -> Result<(Open, Vec<Row>, Vec<Row>), StoreError> {
        let open = Open {
            client: Some(self.connection().await?),
        };
        let client = open.client()?;
        let enter = client.prepare_cached(ENTER).await?;
        let lock = client.prepare_cached("SELECT app.lock_tenant($1)").await?;
        let (one, two) = (
            client.prepare_cached(first.0).await?,
            client.prepare_cached(second.0).await?,
        );
        let who: [Param; 3] = [&cx.tenant.as_str(), &cx.user.as_str(), &cx.role.as_str()];
        let tenant: [Param; 1] = [&cx.tenant.as_str()];
        // The lock is a statement of its own: the ones after it see what was committed before it
        // was given.
        let (begun, entered, locked, one, two) = join!(
            client.batch_execute("BEGIN"),
            client.query(&enter, &who),
            client.query(&lock, &tenant),
            client.query(&one, first.1),
            client.query(&two, second.1),
        );
        begun?;
        entered?;
        locked?;
        let rows = (one?, two?);
        Ok((open, rows.0, rows.1))
    }
}

/// A statement and its parameters.
pub(super) type Statement<'a> = (&'a str, &'a [Param<'a>]);

/// An open transaction. If it is dropped before it ends, because an error or a caller who went
/// away cut it short, its connection is closed instead of going back into the pool.
pub(super) struct Open {
    client: Option<Connection>,
}

impl Open {
    fn client(&self) -> Result<&Connection, StoreError> {
        self.client
            .as_ref()
            .ok_or(StoreError::unavailable("the transaction has ended"))
    }

    /// Writes with one statement and commits: one round trip.
    #[tracing::instrument(name = "commit", level = "debug", skip_all, err(level = "debug"))]
    pub(super) async fn commit_with(mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, StoreError> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await?;
        let (rows, committed) = join!(client.query(&statement, params), client.batch_execute("COMMIT"));
        let rows = rows?;
        committed?;
        self.client.take();
        Ok(rows)
    }

    /// Ends the transaction without having written.
    pub(super) async fn close(mut self) -> Result<(), StoreError> {
        self.client()?.batch_execute("ROLLBACK").await?;
        self.client.take();
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Connection::take(client));
        }
    }
}
