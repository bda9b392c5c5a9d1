//! Lambda's Runtime API: work is asked for and answered over HTTP, one piece at a time.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
//!
//! Four requests, unchanged since 2018. The crate that Amazon keeps for them would bring a
//! multi-threaded server's machinery into a process that never does two things at once.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::failure::Failure;
use crate::invocation::Invocation;

#[derive(Debug)]
pub(crate) struct RuntimeApi {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum RuntimeApiError {
    #[error("the Runtime API can't be reached at {address}")]
    Unreachable {
        address: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the Runtime API answered {status} to {address}")]
    Refused { address: String, status: StatusCode },
    #[error("the Runtime API gave work without its request id and deadline")]
    Headers,
}

/// What Lambda takes as an answer:
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
pub(crate) const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

impl RuntimeApi {
    /// At `host:port`, as Lambda names it.
    pub(crate) fn new(host: &str) -> Self {
        Self {
            base: format!("http://{host}/2018-06-01/runtime"),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// Waits for work, for as long as it takes: the process is frozen meanwhile.
    pub(crate) async fn next(&self) -> Result<Invocation, RuntimeApiError> {
        let address = format!("{}/invocation/next", self.base);
        let (head, event) = self.send(Request::get(&address), &address, Bytes::new()).await?;
        Invocation::of(&head.headers, event).ok_or(RuntimeApiError::Headers)
    }

    pub(crate) async fn answer(&self, request_id: &str, answer: Vec<u8>) -> Result<(), RuntimeApiError> {
        let address = format!("{}/invocation/{request_id}/response", self.base);
        self.send(Request::post(&address), &address, answer.into())
            .await
            .map(drop)
    }

    pub(crate) async fn fail(&self, request_id: &str, failure: &Failure) -> Result<(), RuntimeApiError> {
        self.tell(format!("{}/invocation/{request_id}/error", self.base), failure)
            .await
    }

    /// The function can't begin.
    pub(crate) async fn fail_to_begin(&self, failure: &Failure) -> Result<(), RuntimeApiError> {
        self.tell(format!("{}/init/error", self.base), failure).await
    }

    async fn tell(&self, address: String, failure: &Failure) -> Result<(), RuntimeApiError> {
        let request = Request::post(&address).header(ERROR_TYPE, failure.error_type);
        // A struct of texts is always JSON.
        let body = serde_json::to_vec(failure).unwrap_or_default();
        self.send(request, &address, body.into()).await.map(drop)
    }

    async fn send(
        &self,
        request: http::request::Builder,
        address: &str,
        body: Bytes,
    ) -> Result<(http::response::Parts, Bytes), RuntimeApiError> {
        let unreachable = |source: Box<dyn std::error::Error + Send + Sync>| RuntimeApiError::Unreachable {
            address: address.to_owned(),
            source,
        };
        let request = request
            .body(Full::new(body))
            .map_err(|error| unreachable(error.into()))?;
        let response = self.client.request(request).await;
        let (head, body) = response.map_err(|error| unreachable(error.into()))?.into_parts();
        let body = body.collect().await.map_err(|error| unreachable(error.into()))?;
        if head.status.is_success() {
            Ok((head, body.to_bytes()))
        } else {
            let (address, status) = (address.to_owned(), head.status);
            Err(RuntimeApiError::Refused { address, status })
        }
    }
}
