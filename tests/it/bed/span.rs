//! Rows of the ledger as SQL, for trials of the database itself: hashes have the right shape only.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Transaction};
use uuid::Uuid;

/// A row with the columns that decide who may write and see it.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) id: Uuid,
    pub(crate) seq: i32,
    pub(crate) tenant: String,
    pub(crate) owner: String,
    pub(crate) visibility: String,
    pub(crate) is_deleted: bool,
    pub(crate) prev_hash: String,
    pub(crate) curr_hash: String,
}

impl Span {
    /// The first version of a new span.
    pub(crate) fn of(tenant: &str, owner: &str, visibility: &str) -> Self {
        Self {
            id: Uuid::now_v7(),
            seq: 0,
            tenant: tenant.into(),
            owner: owner.into(),
            visibility: visibility.into(),
            is_deleted: false,
            prev_hash: "0".repeat(64),
            curr_hash: hash(),
        }
    }

    /// The version after this one.
    pub(crate) fn next(&self) -> Self {
        Self {
            seq: self.seq + 1,
            prev_hash: self.curr_hash.clone(),
            curr_hash: hash(),
            ..self.clone()
        }
    }

    /// Appends it and tells its position.
    pub(crate) async fn append(&self, transaction: &Transaction<'_>) -> Result<i64, Error> {
        let statement = r#"INSERT INTO ledger.universal_registry
            (id, seq, entity_type, who, "this", at, tenant_id, owner_id, visibility, is_deleted,
             prev_hash, curr_hash, payload_hash, canon_version)
            VALUES ($1, $2, 'note', 'it', 'a trial', now(), $3, $4, $5, $6, $7, $8, $8, 1)
            RETURNING stream_pos"#;
        let values: [&(dyn ToSql + Sync); 8] = [
            &self.id,
            &self.seq,
            &self.tenant,
            &self.owner,
            &self.visibility,
            &self.is_deleted,
            &self.prev_hash,
            &self.curr_hash,
        ];
        Ok(transaction.query_one(statement, &values).await?.get(0))
    }

    /// Appends it as its owner in a transaction of its own.
    pub(crate) async fn append_as_owner(&self, app: &mut Client) -> Result<i64, Error> {
        let transaction = context(app, &self.tenant, &self.owner).await?;
        let position = self.append(&transaction).await?;
        transaction.commit().await?;
        Ok(position)
    }
}

/// A transaction of this user of this tenant.
pub(crate) async fn context<'a>(client: &'a mut Client, tenant: &str, user: &str) -> Result<Transaction<'a>, Error> {
    let transaction = client.transaction().await?;
    let set = "SELECT set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true),
        set_config('app.role', 'user', true)";
    transaction.execute(set, &[&tenant, &user]).await?;
    Ok(transaction)
}

fn hash() -> String {
    format!("{:0>32}{:0>32}", Uuid::now_v7().simple(), Uuid::now_v7().simple())
}
