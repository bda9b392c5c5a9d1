//! A context as the database gets it: settings that may be missing or nonsense.

use tokio_postgres::{Client, Error};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Who {
    pub(super) tenant: Option<&'static str>,
    pub(super) user: Option<&'static str>,
    pub(super) role: Option<&'static str>,
}

impl Who {
    pub(super) const NOBODY: Self = Self {
        tenant: None,
        user: None,
        role: None,
    };
    pub(super) const ANN: Self = Self::new("acme", "ann", "user");
    pub(super) const BOB: Self = Self::new("globex", "bob", "user");
    pub(super) const WORKER: Self = Self::new("acme", "observer", "worker");

    pub(super) const fn new(tenant: &'static str, user: &'static str, role: &'static str) -> Self {
        Self {
            tenant: Some(tenant),
            user: Some(user),
            role: Some(role),
        }
    }

    /// For the transaction that is open.
    pub(super) async fn enter(&self, client: &Client) -> Result<(), Error> {
        for (name, value) in [
            ("app.tenant_id", self.tenant),
            ("app.user_id", self.user),
            ("app.role", self.role),
        ] {
            if let Some(value) = value {
                client
                    .execute("SELECT set_config($1, $2, true)", &[&name, &value])
                    .await?;
            }
        }
        Ok(())
    }
}
