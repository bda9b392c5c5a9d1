//! Signs and sends calls, again and again while that can help, until a deadline.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::Instant;

use crate::account::Account;
use crate::call::Call;
use crate::call_error::CallError;
use crate::pause;

/// A client of AWS for one account and region. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Aws {
    account: Account,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// For one try: AWS answers these calls in milliseconds, and one that hangs hangs forever.
const TRY: Duration = Duration::from_secs(2);
/// For all tries of a call. A caller of the API gives up after 29 s, and a call is rarely all of it.
const DEADLINE: Duration = Duration::from_secs(6);
/// A connection that was idle for longer may be dead without a sign: the environment was frozen.
const IDLE: Duration = Duration::from_secs(15);
/// Answers are small; one that is not is not what was asked for.
const ANSWER: usize = 8 << 20;

type Failed = Box<dyn std::error::Error + Send + Sync>;

impl Aws {
    pub fn new(account: Account) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls);
        // Only whoever names an emulator gets plain text.
        let connector = match &account.endpoint {
            Some(_) => connector.https_or_http().enable_http1().build(),
            None => connector.https_only().enable_http1().build(),
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { account, client })
    }

    /// The answer to a call that may be repeated.
    pub(crate) async fn send(&self, call: &Call) -> Result<Bytes, CallError> {
        let deadline = Instant::now() + DEADLINE;
        let mut attempt = 0;
        loop {
            let tried = tokio::time::timeout(TRY, self.attempt(call)).await;
            let error = match tried {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
                Err(_) => CallError::TooSlow {
                    operation: call.operation,
                    after: TRY,
                },
            };
            let pause = pause::before(attempt);
            if !error.is_passing() || Instant::now() + pause >= deadline {
                return Err(error);
            }
            attempt += 1;
            tracing::warn!(%error, attempt, "trying again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Bytes, CallError> {
        let request = call.request(&self.account.address(call.service))?;
        let request = self.signed(request, call).map_err(|source| CallError::Signing {
            operation: call.operation,
            source,
        })?;
        let broken = |source: Failed| CallError::Sending {
            operation: call.operation,
            source,
        };
        let response = self.client.request(request.map(Full::new)).await;
        let (head, body) = response.map_err(|error| broken(error.into()))?.into_parts();
        let body = Limited::new(body, ANSWER).collect().await.map_err(broken)?.to_bytes();
        if head.status.is_success() {
            return Ok(body);
        }
        let code = head.headers.get("x-amzn-errortype");
        Err(call.refused(head.status, code.and_then(|code| code.to_str().ok()), &body))
    }

    /// Signature Version 4, in headers.
    fn signed(&self, mut request: Request<Bytes>, call: &Call) -> Result<Request<Bytes>, Failed> {
        let identity = self.account.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.account.region)
            .name(call.service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?;
        let headers = request
            .headers()
            .iter()
            .map(|(name, value)| Ok((name.as_str(), value.to_str()?)));
        let headers = headers.collect::<Result<Vec<_>, http::header::ToStrError>>()?;
        let address = request.uri().to_string();
        let signable = SignableRequest::new(
            request.method().as_str(),
            address,
            headers.into_iter(),
            SignableBody::Bytes(request.body()),
        )?;
        let (instructions, _) = sign(signable, &params.into())?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}
