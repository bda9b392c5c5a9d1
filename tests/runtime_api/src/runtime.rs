//! Lambda's Runtime API, as its documentation has it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{PATIENCE, Trouble};

/// One function's Runtime API.
#[derive(Debug, Clone)]
pub struct Runtime {
    pub address: SocketAddr,
    work: mpsc::UnboundedSender<Work>,
    shared: Arc<Shared>,
}

/// What became of an invocation.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Answered(Value),
    Failed(Value),
}

#[derive(Debug)]
struct Work {
    id: String,
    trace: String,
    time: Duration,
    event: String,
}

#[derive(Debug)]
struct Shared {
    queue: tokio::sync::Mutex<mpsc::UnboundedReceiver<Work>>,
    waiting: Mutex<HashMap<String, oneshot::Sender<Reply>>>,
    polls: watch::Sender<usize>,
    init_error: watch::Sender<Option<Value>>,
}

impl Runtime {
    pub async fn start() -> Result<Self, Trouble> {
        let (work, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            queue: tokio::sync::Mutex::new(queue),
            waiting: Mutex::default(),
            polls: watch::Sender::new(0),
            init_error: watch::Sender::new(None),
        });
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(not_begun))
            .with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(axum::serve(listener, app.layer(axum::extract::DefaultBodyLimit::disable())).into_future());
        Ok(Self { address, work, shared })
    }

    pub async fn invoke(&self, event: &Value) -> Result<Reply, Trouble> {
        let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        self.invoke_with(event, trace, Duration::from_secs(28)).await
    }

    pub async fn invoke_with(&self, event: &Value, trace: &str, time: Duration) -> Result<Reply, Trouble> {
        let id = format!("8476a536-e9f4-11e8-9739-{:012x}", self.shared.next_number());
        let (sender, receiver) = oneshot::channel();
        lock(&self.shared.waiting).insert(id.clone(), sender);
        self.work.send(Work {
            id,
            trace: trace.to_owned(),
            time,
            event: event.to_string(),
        })?;
        Ok(tokio::time::timeout(PATIENCE, receiver).await??)
    }

    /// Returns when the function has asked for work.
    pub async fn polled(&self) -> Result<(), Trouble> {
        let mut polls = self.shared.polls.subscribe();
        tokio::time::timeout(PATIENCE, polls.wait_for(|polls| *polls > 0)).await??;
        Ok(())
    }

    /// Why the function could not begin.
    pub async fn init_error(&self) -> Result<Value, Trouble> {
        let mut errors = self.shared.init_error.subscribe();
        let error = tokio::time::timeout(PATIENCE, errors.wait_for(Option::is_some)).await??;
        Ok(error.clone().unwrap_or_default())
    }
}

impl Reply {
    pub fn answered(self) -> Result<Value, Trouble> {
        match self {
            Self::Answered(answer) => Ok(answer),
            Self::Failed(error) => Err(format!("the function failed: {error}").into()),
        }
    }

    pub fn failed(self) -> Result<Value, Trouble> {
        match self {
            Self::Failed(error) => Ok(error),
            Self::Answered(answer) => Err(format!("the function did not fail: {answer}").into()),
        }
    }
}

impl Shared {
    fn next_number(&self) -> usize {
        lock(&self.waiting).len() + *self.polls.borrow()
    }

    fn end(&self, id: &str, reply: Reply) -> StatusCode {
        match lock(&self.waiting).remove(id) {
            Some(waiting) => {
                // Whoever waited may have given up.
                let _told = waiting.send(reply);
                StatusCode::ACCEPTED
            }
            None => StatusCode::BAD_REQUEST,
        }
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    shared.polls.send_modify(|polls| *polls += 1);
    let Some(work) = shared.queue.lock().await.recv().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + work.time;
    let headers = [
        ("lambda-runtime-aws-request-id", work.id),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:123456789012:function:f".to_owned(),
        ),
        ("lambda-runtime-trace-id", work.trace),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, work.event).into_response()
}

async fn answered(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    shared.end(&id, Reply::Answered(json(&body)))
}

async fn failed(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if !headers.contains_key("lambda-runtime-function-error-type") {
        return StatusCode::BAD_REQUEST;
    }
    shared.end(&id, Reply::Failed(json(&body)))
}

async fn not_begun(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    shared.init_error.send_replace(Some(json(&body)));
    StatusCode::ACCEPTED
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(body).into_owned()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
