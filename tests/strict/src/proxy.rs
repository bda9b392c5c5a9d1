//! The proxy: accepts connections, does what faults ask for, and lets the cloud answer the rest.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, DATE, EXPECT, TRANSFER_ENCODING};
use http::{HeaderValue, Method, Request as HttpRequest, Response};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::cloud::{Cloud, held};
use crate::faults::{Ending, Fault, Faults, What};
use crate::recorder::{Call, Outcome, Recorder};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::upstream::{Answer, Unreachable};

pub(crate) struct Proxy {
    pub(crate) cloud: Cloud,
    pub(crate) recorder: Recorder,
    pub(crate) faults: Faults,
    /// What was answered last, for whoever is to get the wrong answer.
    last: Mutex<Option<Answer>>,
}

/// What goes back to the client.
enum Reply {
    Whole(Answer),
    Half(Answer),
    /// Nothing: the connection ends.
    Nothing,
}

#[derive(Debug, thiserror::Error)]
#[error("the connection was cut on request")]
struct CutOnRequest;

impl Proxy {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self {
            cloud,
            recorder: Recorder::default(),
            faults: Faults::default(),
            last: Mutex::default(),
        }
    }

    /// Until the listener's task is ended. Connections end with their clients.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener) {
        loop {
            // Out of file descriptors, perhaps; the next client may have more luck.
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&self).connection(stream));
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream) {
        let service = service_fn(|request| {
            // A task of its own: what a client has sent takes its course also when the client dies.
            let handled = tokio::spawn(Arc::clone(&self).handle(request));
            async move { handled.await.unwrap_or(Err(CutOnRequest)) }
        });
        // It fails when it is cut, which is what was wanted, or when the client is gone.
        let _ = http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await;
    }

    async fn handle(self: Arc<Self>, request: HttpRequest<Incoming>) -> Result<Response<Served>, CutOnRequest> {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await else {
            return Err(CutOnRequest);
        };
        let mut headers = head.headers;
        for own in [CONNECTION, TRANSFER_ENCODING, EXPECT] {
            headers.remove(own);
        }
        let request = Request::new(head.method, head.uri, headers, body.to_bytes());
        let call = self.recorder.begin(&request);
        let faults = self.faults.of(&call);
        let fault = (!faults.is_empty()).then(|| format!("{faults:?}"));
        let reply = self.reply(&request, &call, faults).await;
        let (outcome, response) = match reply {
            Reply::Whole(answer) => {
                let outcome = Outcome::of(&request, &answer);
                // The wrong answer to a request is one to another.
                *held(&self.last) = Some(answer.clone());
                (outcome, Ok(response(&request, answer, false)))
            }
            Reply::Half(answer) => (Outcome::Cut, Ok(response(&request, answer, true))),
            Reply::Nothing => (Outcome::Cut, Err(CutOnRequest)),
        };
        self.recorder.end(call.number, outcome, fault);
        response.map(|mut response| {
            if let Ok(date) = HeaderValue::from_str(&self.cloud.date()) {
                response.headers_mut().insert(DATE, date);
            }
            response
        })
    }

    async fn reply(&self, request: &Request, call: &Call, faults: Vec<What>) -> Reply {
        let mut after = Vec::new();
        for what in faults {
            match what {
                What::Fault(Fault::Delay(delay)) => tokio::time::sleep(delay).await,
                What::Fault(Fault::CutBefore) => return Reply::Nothing,
                What::Fault(Fault::InternalError) => return Reply::Whole(Refusal::internal(request).answer(request)),
                What::Fault(Fault::Unavailable) => return Reply::Whole(Refusal::unavailable(request).answer(request)),
                What::Fault(Fault::Throttle) => return Reply::Whole(Refusal::throttled(request).answer(request)),
                What::HoldBefore(point) => {
                    if point.wait(call).await == Ending::Cut {
                        return Reply::Nothing;
                    }
                }
                later => after.push(later),
            }
        }
        let wrong = held(&self.last).clone();
        let Ok(answer) = self.cloud.answer(request).await else {
            // As a client sees a service that is not there.
            return Reply::Nothing;
        };
        let mut reply = Reply::Whole(answer);
        for what in after {
            let answer = match reply {
                Reply::Whole(answer) | Reply::Half(answer) => answer,
                Reply::Nothing => return Reply::Nothing,
            };
            reply = match what {
                What::Fault(Fault::CutAfter) => Reply::Nothing,
                What::Fault(Fault::Truncate) => Reply::Half(answer),
                What::Fault(Fault::WrongAnswer) => Reply::Whole(wrong.clone().unwrap_or(answer)),
                What::Fault(Fault::Duplicate) => {
                    self.repeat(request).await;
                    Reply::Whole(answer)
                }
                What::HoldAfter(point) if point.wait(call).await == Ending::Cut => Reply::Nothing,
                _ => Reply::Whole(answer),
            };
        }
        reply
    }

    /// The second of two that arrive. Whatever it does, nobody hears of it.
    async fn repeat(&self, request: &Request) {
        let call = self.recorder.begin(request);
        let outcome = match self.cloud.answer(request).await {
            Ok(answer) => Outcome::of(request, &answer),
            Err(
                Unreachable::BadUrl(_)
                | Unreachable::Connect { .. }
                | Unreachable::Ask { .. }
                | Unreachable::Request(_),
            ) => Outcome::Cut,
        };
        self.recorder
            .end(call.number, outcome, Some("the second of two".to_owned()));
    }
}

pub(crate) async fn listen(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn response(request: &Request, answer: Answer, is_cut: bool) -> Response<Served> {
    let whole = answer.body.len();
    let body = Served {
        rest: Some(if is_cut {
            answer.body.slice(..whole / 2)
        } else {
            answer.body
        }),
        is_cut,
        promised: whole as u64,
    };
    let mut response = Response::new(body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    for own in [CONNECTION, TRANSFER_ENCODING] {
        response.headers_mut().remove(own);
    }
    // An answer to HEAD tells a length that it does not have; any other is told by its body.
    if request.method != Method::HEAD {
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

/// An answer's body; a cut one promises more than it has.
struct Served {
    rest: Option<Bytes>,
    is_cut: bool,
    promised: u64,
}

impl Body for Served {
    type Data = Bytes;
    type Error = CutOnRequest;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutOnRequest>>> {
        match self.rest.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if self.is_cut => Poll::Ready(Some(Err(CutOnRequest))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

impl From<Infallible> for CutOnRequest {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
