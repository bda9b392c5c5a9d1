//! The functions of the platform, in this process: the same code that runs in Lambda.

use ledger::http::{Request, Response};
use ledger::routes::Function;

/// All functions that are reached over HTTP.
#[derive(Debug, Clone)]
pub struct Functions {
    pub api: api_handlers::Api,
}

impl Functions {
    pub async fn call(&self, function: Function, request: Request) -> Response {
        match function {
            Function::ApiHandlers => api_handlers::handle(&self.api, request).await,
        }
    }
}
