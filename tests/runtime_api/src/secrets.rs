//! A Secrets Manager that knows one operation.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::Trouble;

#[derive(Debug, Clone)]
pub struct Secrets {
    pub address: SocketAddr,
    state: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    secrets: HashMap<String, String>,
    reads: usize,
    /// So many answers are errors of ours before the next good one.
    troubles: usize,
}

impl Secrets {
    pub async fn start() -> Result<Self, Trouble> {
        let state = Arc::new(Mutex::default());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(axum::serve(listener, app).into_future());
        Ok(Self { address, state })
    }

    pub fn set(&self, name: &str, secret: &Value) {
        self.known().secrets.insert(name.to_owned(), secret.to_string());
    }

    /// How often a secret was asked for.
    pub fn reads(&self) -> usize {
        self.known().reads
    }

    pub fn fail_next(&self, times: usize) {
        self.known().troubles = times;
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(state): State<Arc<Mutex<Known>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut known = state.lock().unwrap_or_else(PoisonError::into_inner);
    known.reads += 1;
    if known.troubles > 0 {
        known.troubles -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let header = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let signed = header("authorization");
    let is_signed = signed.starts_with("AWS4-HMAC-SHA256 Credential=ASIAFUNCTION/")
        && signed.contains("/us-east-1/secretsmanager/aws4_request")
        && signed.contains("x-amz-security-token")
        && header("x-amz-security-token") == "session-token-of-the-function";
    if !is_signed {
        return refused("AccessDeniedException", "not signed by the function");
    }
    if header("x-amz-target") != "secretsmanager.GetSecretValue" {
        return refused("UnknownOperationException", "");
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let name = asked["SecretId"].as_str().unwrap_or_default();
    match known.secrets.get(name) {
        Some(secret) => json!({"Name": name, "SecretString": secret})
            .to_string()
            .into_response(),
        None => refused(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        ),
    }
}

fn refused(code: &str, message: &str) -> Response {
    let body = json!({"__type": code, "Message": message}).to_string();
    (StatusCode::BAD_REQUEST, body).into_response()
}
