//! The emulator behind the proxy, as a client sees it: one connection per request.

use std::io;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

#[derive(Debug, Clone)]
pub struct Upstream {
    /// `host:port`
    authority: String,
}

/// Read to its end: an answer is changed, kept and dropped as a whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    #[error("{0} is no URL of the form http://host:port")]
    BadUrl(String),
    #[error("connecting to {authority}: {source}")]
    Connect { authority: String, source: io::Error },
    #[error("asking {authority}: {source}")]
    Ask { authority: String, source: hyper::Error },
    #[error("making a request: {0}")]
    Request(#[from] http::Error),
}

impl Upstream {
    pub fn new(url: &str) -> Result<Self, Unreachable> {
        let bad = || Unreachable::BadUrl(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| bad())?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
        let authority = authority
            .filter(|authority| authority.port().is_some())
            .ok_or_else(bad)?;
        Ok(Self {
            authority: authority.to_string(),
        })
    }

    pub async fn ask(&self, method: Method, path: &str) -> Result<Answer, Unreachable> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.authority)
            .body(Bytes::new())?;
        self.forward(request).await
    }

    /// As it is, with the `Host` that the caller named: an emulator finds buckets and APIs by it.
    pub async fn forward(&self, request: Request<Bytes>) -> Result<Answer, Unreachable> {
        let ask = |source| Unreachable::Ask {
            authority: self.authority.clone(),
            source,
        };
        let stream = TcpStream::connect(&self.authority).await;
        let stream = stream.map_err(|source| Unreachable::Connect {
            authority: self.authority.clone(),
            source,
        })?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(ask)?;
        // Ends with the sender; what fails in it fails the request as well.
        tokio::spawn(connection);
        let answer = sender.send_request(request.map(Full::new)).await.map_err(ask)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(ask)?.to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}
