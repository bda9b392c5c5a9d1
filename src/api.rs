//! A client of the environment's HTTP API, for the commands that use it like everybody else.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::context::BadName;
use ledger::{Tenant, User};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::cli::Failure;
use crate::local::LocalContext;

/// A command's own tokens live as long as one request may take, and a little longer.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// The gateway answers within 29 s.
const ANSWER: Duration = Duration::from_secs(35);

/// Who asks, unless the operator says otherwise.
const USER: &str = "operator";
const TENANT: &str = "demo";

/// Who asks. Both are names of the operator's choice: the operator holds the key that signs tokens.
#[derive(Debug, Clone, clap::Args)]
pub struct Caller {
    /// User to ask as
    #[arg(long, default_value = USER)]
    pub user: String,

    /// Tenant to ask as
    #[arg(long, default_value = TENANT)]
    pub tenant: String,
}

impl Default for Caller {
    fn default() -> Self {
        Self {
            user: USER.to_owned(),
            tenant: TENANT.to_owned(),
        }
    }
}

impl Caller {
    /// A token for this caller.
    pub fn token(&self, context: &LocalContext, life: SignedDuration) -> Result<String, Failure> {
        let wrong =
            |flag: &str, error: &BadName| Failure::usage(format!("the value of {flag} can't be used")).caused_by(error);
        let user = User::new(&*self.user).map_err(|error| wrong("--user", &error))?;
        let tenant = Tenant::new(&*self.tenant).map_err(|error| wrong("--tenant", &error))?;
        let expires = Timestamp::now() + life;
        context
            .mint(&user, &tenant, String::new(), expires)
            .map(|(token, _)| token)
    }
}

/// Asks the API of a running environment.
#[derive(Debug)]
pub struct ApiClient<'a> {
    context: &'a LocalContext,
    caller: &'a Caller,
    http: reqwest::Client,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum ApiError {
    /// Nobody answered, or nobody who can: the same may be sent again.
    Away(String),
    /// The API said no.
    Problem(Box<ApiProblem>),
}

/// A problem document.
#[derive(Debug, Clone, Deserialize)]
pub struct ApiProblem {
    pub status: u16,
    pub detail: String,
    pub line: Option<usize>,
    pub trace_id: String,
}

impl<'a> ApiClient<'a> {
    pub fn new(context: &'a LocalContext, caller: &'a Caller) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().timeout(ANSWER).no_proxy().build();
        let http = http.map_err(|error| Failure::failed("can't make an HTTP client").caused_by(&error))?;
        Ok(Self { context, caller, http })
    }

    /// A request with a fresh token. The environment is looked up each time: it may have been
    /// started again on another port.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Failure> {
        let record = self.context.running()?;
        let token = self.caller.token(self.context, TOKEN_LIFE)?;
        Ok(self
            .http
            .request(method, format!("{}{path}", record.api_url))
            .bearer_auth(token))
    }

    /// The JSON that a GET answers.
    pub async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value, Failure> {
        let query: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let path = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", query.join("&"))
        };
        send(self.request(Method::GET, &path)?).await.map_err(Failure::from)
    }
}

/// Sends a request and reads its answer.
pub async fn send(request: RequestBuilder) -> Result<Value, ApiError> {
    let away = |error: reqwest::Error| ApiError::Away(error.without_url().to_string());
    let answer = request.send().await.map_err(away)?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(away)?;
    if status.is_success() {
        return serde_json::from_slice(&body)
            .map_err(|error| ApiError::Away(format!("the answer is no JSON: {error}")));
    }
    match serde_json::from_slice::<ApiProblem>(&body) {
        Ok(problem) if retriable(status) => Err(ApiError::Away(problem.detail)),
        Ok(problem) => Err(ApiError::Problem(Box::new(problem))),
        Err(_) => Err(ApiError::Away(format!("the gateway answers {status}"))),
    }
}

fn retriable(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Away(cause) => Self::failed("the platform doesn't answer")
                .because(cause)
                .hint("logline status"),
            ApiError::Problem(problem) => {
                let what = format!("the API answers {}", problem.status);
                match problem.status {
                    400 | 413 | 415 => Self::usage(what).because(problem.detail),
                    401 => Self::denied(what).because(problem.detail).hint("logline doctor"),
                    403 => Self::refused(what).because(problem.detail),
                    404 | 409 => Self::failed(what).because(problem.detail),
                    _ => {
                        let hint = format!("logline logs tail --request {}", problem.trace_id);
                        Self::failed(what).because(problem.detail).hint(hint)
                    }
                }
            }
        }
    }
}

/// Percent-encoded for a query string.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
