//! A function with its database, its secret, and somebody who has a token.

use std::path::Path;

use database::Database;
use db_migration::{Migrations, Target, UpOptions};
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use ledger::token::{Claims, ISSUER, Jwk, Jwks, audience, mint};
use runtime_api::{APP, Cable, Function, OWNER, PASSWORD, Runtime, Secrets, Server, Trouble, until};
use serde_json::{Value, json};

pub(crate) struct Bed {
    pub(crate) server: Server,
    pub(crate) cable: Cable,
    pub(crate) secrets: Secrets,
    pub(crate) runtime: Runtime,
    pub(crate) function: Function,
    token: String,
}

const SECRET: &str = "logline/dev/database/app";

impl Bed {
    pub(crate) async fn new() -> Result<Self, Trouble> {
        Self::with(&[]).await
    }

    pub(crate) async fn with(more: &[(&str, String)]) -> Result<Self, Trouble> {
        let server = Server::start(|_| Ok(())).await?;
        let owner = Target::new(Database::plain(server.login(OWNER))?);
        db_migration::up(&owner, &Migrations::embedded()?, &UpOptions::default(), &|_| {}).await?;
        db_migration::set_app_password(&owner, PASSWORD).await?;

        let cable = Cable::to(server.address()).await?;
        let (secrets, runtime) = (Secrets::start().await?, Runtime::start().await?);
        secrets.set(SECRET, &Server::secret(APP, PASSWORD, cable.port));
        let key = SigningKey::from_bytes(&[7; 32]);
        let keys = Jwks {
            keys: vec![Jwk::of(&key.verifying_key())],
        };
        let mut settings = vec![
            ("AWS_ENDPOINT_URL", format!("http://{}", secrets.address)),
            ("LOGLINE_DATABASE_SECRET", SECRET.to_owned()),
            ("LOGLINE_DATABASE_TLS", "disable".to_owned()),
            ("LOGLINE_TOKEN_KEYS", serde_json::to_string(&keys)?),
            ("LOGLINE_LOGS_LEVEL", "trace".to_owned()),
        ];
        settings.extend_from_slice(more);
        let function = Function::start(Path::new(env!("CARGO_BIN_EXE_api_handlers")), &runtime, &settings)?;
        Ok(Self {
            server,
            cable,
            secrets,
            runtime,
            function,
            token: mint(&key, &claims()),
        })
    }

    pub(crate) async fn call(&self, event: &Value) -> Result<Value, Trouble> {
        self.runtime.invoke(event).await?.answered()
    }

    /// The event of a request that carries a token.
    pub(crate) fn authorized(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let mut event = event(method, path, body);
        let value = format!("Bearer {}", self.token);
        event["headers"]["Authorization"] = json!(value);
        event["multiValueHeaders"]["Authorization"] = json!([value]);
        event
    }

    /// The server's; whoever was connected is not any more.
    pub(crate) async fn change_password(&self, password: &str) -> Result<(), Trouble> {
        let owner = Target::new(Database::plain(self.server.login(OWNER))?);
        db_migration::set_app_password(&owner, password).await?;
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'logline_app'";
        self.server.superuser().await?.batch_execute(cut).await?;
        Ok(())
    }

    /// The secret's.
    pub(crate) fn publish_password(&self, password: &str) {
        self.secrets
            .set(SECRET, &Server::secret(APP, password, self.cable.port));
    }

    /// As while the database is being made.
    pub(crate) fn publish_no_host(&self) {
        let mut secret = Server::secret(APP, PASSWORD, self.cable.port);
        secret["host"].take();
        self.secrets.set(SECRET, &secret);
    }

    /// Every line is JSON and belongs to a request, and none holds what is secret or what was sent.
    pub(crate) async fn log_is_clean(&self) -> Result<(), Trouble> {
        until("something is logged", async || {
            self.function.output().contains("answered").then_some(())
        })
        .await?;
        for line in self.function.log()? {
            let complete = line["request_id"].is_string() && line["trace_id"].is_string();
            assert!(complete || line["message"].is_string(), "{line}");
        }
        let output = self.function.output();
        let token = &self.token;
        for secret in [
            token,
            "password",
            "secret-key-of-the-function",
            "session-token-of",
            "payload-",
        ] {
            let told = output
                .lines()
                .find(|line| line.contains(secret) && !line.contains("password authentication"));
            assert_eq!(told, None, "{secret}");
        }
        Ok(())
    }
}

/// An event of API Gateway, with what its documentation shows.
pub(crate) fn event(method: &str, path: &str, body: Option<Value>) -> Value {
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": method,
        "headers": {"Accept": "*/*", "Host": "70ixmpl4fl.execute-api.us-east-1.amazonaws.com",
                    "X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793"},
        "multiValueHeaders": {"Accept": ["*/*"], "Host": ["70ixmpl4fl.execute-api.us-east-1.amazonaws.com"]},
        "queryStringParameters": null, "multiValueQueryStringParameters": null,
        "pathParameters": {"proxy": path.trim_start_matches('/')}, "stageVariables": null,
        "requestContext": {
            "resourceId": "2gxmpl", "resourcePath": "/{proxy+}", "httpMethod": method,
            "extendedRequestId": "JJbxmplHYosFVYQ=", "requestTime": "10/Mar/2020:00:03:59 +0000",
            "path": format!("/dev{path}"), "accountId": "123456789012", "protocol": "HTTP/1.1", "stage": "dev",
            "requestTimeEpoch": 1_583_798_639_428_i64, "requestId": "77375676-xmpl-4b79-853a-f982474efe18",
            "identity": {"sourceIp": "52.255.255.12", "userAgent": "curl"}, "apiId": "70ixmpl4fl"
        },
        "body": body.map(|body| body.to_string()), "isBase64Encoded": false
    })
}

/// The body of an answer.
pub(crate) fn body(answer: &Value) -> Value {
    serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default()
}

fn claims() -> Claims {
    let now = Timestamp::now().as_second();
    Claims {
        iss: ISSUER.into(),
        aud: audience("dev"),
        sub: "ana".into(),
        tenant: "acme".into(),
        scope: String::new(),
        iat: now,
        exp: now + 3600,
        jti: "1".into(),
    }
}
