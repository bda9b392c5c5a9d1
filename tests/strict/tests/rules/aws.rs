//! A naive client: builds requests by hand, knows nothing of waiting or retrying.

use std::sync::atomic::{AtomicU32, Ordering};

use http::{Method, Request, StatusCode};
use serde_json::Value;
use strict::emulator::MiniStack;
use strict::upstream::{Unreachable, Upstream};
use strict::{Running, Strict};
use tokio::sync::OnceCell;

/// One for all tests; each has an account of its own in it.
static MINISTACK: OnceCell<MiniStack> = OnceCell::const_new();
static ACCOUNTS: AtomicU32 = AtomicU32::new(1);

pub(crate) struct Aws {
    pub(crate) cloud: Running,
    account: String,
    region: String,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

pub(crate) async fn emulator() -> &'static str {
    MINISTACK
        .get_or_init(|| async { MiniStack::start().await.unwrap() })
        .await
        .url()
}

/// Everything that takes time takes a ten-thousandth of it.
pub(crate) async fn quick() -> Strict {
    Strict::new(emulator().await).with_time_scale(0.0001)
}

/// Nothing passes that a test does not wait for.
pub(crate) async fn slow() -> Strict {
    Strict::new(emulator().await).with_time_scale(1.0)
}

impl Aws {
    pub(crate) async fn with(strict: Strict) -> Self {
        let number = ACCOUNTS.fetch_add(1, Ordering::Relaxed);
        Self {
            cloud: strict.start().await.unwrap(),
            account: format!("9{number:011}"),
            region: "us-east-1".to_owned(),
        }
    }

    pub(crate) fn in_region(mut self, region: &str) -> Self {
        region.clone_into(&mut self.region);
        self
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    /// `form` as it stands in the body, without action and version.
    pub(crate) async fn ec2(&self, operation: &str, form: &str) -> Reply {
        self.query("ec2", "2016-11-15", operation, form).await
    }

    pub(crate) async fn rds(&self, operation: &str, form: &str) -> Reply {
        self.query("rds", "2014-10-31", operation, form).await
    }

    pub(crate) async fn cache(&self, operation: &str, form: &str) -> Reply {
        self.query("elasticache", "2015-02-02", operation, form).await
    }

    pub(crate) async fn iam(&self, operation: &str, form: &str) -> Reply {
        self.query("iam", "2010-05-08", operation, form).await
    }

    pub(crate) async fn secrets(&self, operation: &str, body: Value) -> Reply {
        self.json("secretsmanager", "secretsmanager", operation, body).await
    }

    pub(crate) async fn kms(&self, operation: &str, body: Value) -> Reply {
        self.json("kms", "TrentService", operation, body).await
    }

    pub(crate) async fn logs(&self, operation: &str, body: Value) -> Reply {
        self.json("logs", "Logs_20140328", operation, body).await
    }

    pub(crate) async fn waf(&self, operation: &str, body: Value) -> Reply {
        self.json("wafv2", "AWSWAF_20190729", operation, body).await
    }

    pub(crate) async fn s3(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.s3_body(method, path, headers, "x").await
    }

    pub(crate) async fn s3_body(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let body = if method == Method::PUT && headers.is_empty() && !path.contains("/o") {
            ""
        } else {
            body
        };
        self.send("s3", method, path, headers, body.to_owned()).await.unwrap()
    }

    pub(crate) async fn rest(&self, service: &str, method: Method, path: &str, body: Value) -> Reply {
        let kind = [("content-type", "application/json")];
        self.send(service, method, path, &kind, body.to_string()).await.unwrap()
    }

    pub(crate) async fn query(&self, service: &str, version: &str, operation: &str, form: &str) -> Reply {
        self.try_query(service, version, operation, form).await.unwrap()
    }

    pub(crate) async fn try_query(
        &self,
        service: &str,
        version: &str,
        operation: &str,
        form: &str,
    ) -> Result<Reply, Unreachable> {
        let body = format!("Action={operation}&Version={version}&{form}");
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(service, Method::POST, "/", &kind, body).await
    }

    pub(crate) async fn json(&self, service: &str, target: &str, operation: &str, body: Value) -> Reply {
        let target = format!("{target}.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target.as_str()),
        ];
        self.send(service, Method::POST, "/", &headers, body.to_string())
            .await
            .unwrap()
    }

    pub(crate) async fn send(
        &self,
        service: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Reply, Unreachable> {
        let scope = format!("{}/20261101/{}/{service}/aws4_request", self.account, self.region);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.cloud.url().trim_start_matches("http://"))
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"),
            );
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let upstream = Upstream::new(self.cloud.url())?;
        let answer = upstream.forward(request.body(body.into())?).await?;
        Ok(Reply {
            status: answer.status,
            body: String::from_utf8_lossy(&answer.body).into_owned(),
        })
    }
}

impl Reply {
    /// AWS's name of the error, if it is one.
    pub(crate) fn code(&self) -> Option<String> {
        if self.status.is_success() {
            return None;
        }
        let json: Option<Value> = serde_json::from_str(&self.body).ok();
        let code = json.and_then(|body| Some(body.get("__type")?.as_str()?.to_owned()));
        Some(code.or_else(|| self.text("Code")).unwrap_or_else(|| self.body.clone()))
    }

    /// The text of the first XML element of this name.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split('<').next().map(str::to_owned)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// For what must go well: the text of an element.
    #[track_caller]
    pub(crate) fn id(&self, name: &str) -> String {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.text(name).unwrap_or_else(|| panic!("no {name} in {}", self.body))
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self
    }
}
