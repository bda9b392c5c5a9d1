//! The functions of the platform, in this process: the same code that runs in Lambda.

use std::sync::Arc;

use ::database::Database;
use api_handlers::Api;
use db_migration::{Migrations, Target};
use ledger::Store;
use ledger::http::{Request, Response};
use ledger::routes::Function;
use ledger::token::KeySet;

use super::TokenKey;
use crate::cli::Failure;
use crate::local::LocalContext;

/// All functions that are reached over HTTP.
#[derive(Debug, Clone)]
pub struct Functions {
    pub api: Api,
}

impl Functions {
    /// With the login of the handlers' role; connects when the first request comes.
    pub fn open(cx: &LocalContext, app: Database) -> Result<Self, Failure> {
        let store = Store::new(app, cx.config.database.pool)
            .map_err(|error| Failure::failed("can't make the pool of connections").caused_by(&error))?;
        let key = TokenKey::load_or_create(&cx.files)?;
        let environment = &cx.settings.environment.name;
        let keys = KeySet::new(key.published(), environment)
            .map_err(|error| Failure::failed("can't use the key that signs tokens").caused_by(&error))?;
        let api = Api {
            store,
            keys: Arc::new(keys),
            environment: environment.clone(),
            version: env!("CARGO_PKG_VERSION"),
        };
        Ok(Self { api })
    }

    pub async fn call(&self, function: Function, request: Request) -> Response {
        match function {
            Function::ApiHandlers => api_handlers::handle(&self.api, request).await,
        }
    }
}

/// The function `db_migration`, which is called by name only. What it does goes to its log.
pub async fn migrate(
    owner: Database,
    migrations: &Migrations,
    request: db_migration::Request,
) -> Result<db_migration::Response, db_migration::Error> {
    let told = |event| match serde_json::to_string(&event) {
        Ok(event) => tracing::info!(target: "db_migration", event, "migrating"),
        Err(error) => tracing::error!(target: "db_migration", %error, "an event could not be written as JSON"),
    };
    let answer = db_migration::handle(&Target::new(owner), migrations, request, &told).await;
    match &answer {
        Ok(_) => tracing::info!(target: "db_migration", "answered"),
        Err(error) => tracing::error!(target: "db_migration", error = error as &dyn std::error::Error, "failed"),
    }
    answer
}
