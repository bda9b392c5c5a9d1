//! A client of the HTTP API, straight into the handler: real tokens, no gateway.

use std::sync::Arc;

use api_handlers::{Api, handle};
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use http::{HeaderMap, Method, Request};
use jiff::Timestamp;
use ledger::Store;
use ledger::token::{Claims, ISSUER, Jwk, Jwks, KeySet, audience, mint};
use serde_json::Value;

use crate::bed::{Database, Role, Trouble, way};

/// The platform as its callers meet it.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) api: Api,
    pub(crate) key: SigningKey,
}

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Caller {
    api: Api,
    token: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Platform {
    /// On a database of a trial.
    pub(crate) fn on(database: &Database, connections: usize) -> Result<Self, Trouble> {
        Self::with(database.config(Role::App).clone(), connections)
    }

    pub(crate) fn with(config: tokio_postgres::Config, connections: usize) -> Result<Self, Trouble> {
        let key = SigningKey::from_bytes(&[7; 32]);
        let keys = vec![Jwk::of(&key.verifying_key())];
        let api = Api {
            store: Store::new(way(config), connections)?,
            keys: Arc::new(KeySet::new(Jwks { keys }, "local")?),
            environment: "local".into(),
            version: "0.0.0",
        };
        Ok(Self { api, key })
    }

    pub(crate) fn caller(&self, tenant: &str, user: &str) -> Caller {
        self.caller_with(&claims(tenant, user))
    }

    pub(crate) fn publisher(&self, tenant: &str, user: &str) -> Caller {
        let scope = "boot:publish".into();
        self.caller_with(&Claims {
            scope,
            ..claims(tenant, user)
        })
    }

    pub(crate) fn caller_with(&self, claims: &Claims) -> Caller {
        Caller {
            api: self.api.clone(),
            token: mint(&self.key, claims),
        }
    }

    pub(crate) async fn send(&self, request: Request<Bytes>) -> Reply {
        Reply::of(handle(&self.api, request).await)
    }
}

/// The claims of a good token.
pub(crate) fn claims(tenant: &str, user: &str) -> Claims {
    let now = Timestamp::now().as_second();
    Claims {
        iss: ISSUER.into(),
        aud: audience("local"),
        sub: user.into(),
        tenant: tenant.into(),
        scope: String::new(),
        iat: now,
        exp: now + 3600,
        jti: "1".into(),
    }
}

impl Caller {
    pub(crate) async fn get(&self, path: &str) -> Result<Reply, Trouble> {
        self.send(Method::GET, path, &[], "").await
    }

    pub(crate) async fn post(&self, body: &Value) -> Result<Reply, Trouble> {
        self.send(Method::POST, "/spans", &[], &body.to_string()).await
    }

    /// One span in each line.
    pub(crate) async fn batch(&self, lines: &[Value]) -> Result<Reply, Trouble> {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        self.send(Method::POST, "/spans/batch", &[], &lines.join("\n")).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, Trouble> {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::copy_from_slice(body.as_bytes()))?;
        Ok(Reply::of(handle(&self.api, request).await))
    }
}

impl Reply {
    fn of(response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn json(&self) -> Result<Value, Trouble> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The text of a member; empty if it has none.
    pub(crate) fn text(&self, member: &str) -> String {
        let body = self.json().unwrap_or_default();
        body[member].as_str().unwrap_or_default().to_owned()
    }

    /// All that the caller gets to see.
    pub(crate) fn everything(&self) -> String {
        format!(
            "{} {:?} {}",
            self.status,
            self.headers,
            String::from_utf8_lossy(&self.body)
        )
    }
}

/// The least that a span must have.
pub(crate) fn note(this: &str) -> Value {
    serde_json::json!({"entity_type": "note", "who": "it", "this": this})
}

/// The ids of a list, in its order.
pub(crate) fn ids(list: &Value) -> Vec<String> {
    let spans = list["spans"].as_array().or_else(|| list["versions"].as_array());
    let id = |span: &Value| span["id"].as_str().unwrap_or_default().to_owned();
    spans.into_iter().flatten().map(id).collect()
}
