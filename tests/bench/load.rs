//! Requests over connections that stay open: a client that costs as little as it can, because it
//! shares the machine with what is measured.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::platform::Platform;
use crate::{Outcome, ledger_fill};

/// The requests of each connection, sent one after the other and over again.
pub(crate) struct Load {
    address: String,
    requests: Vec<Vec<Vec<u8>>>,
}

pub(crate) const BODY: &str = r#"{"entity_type":"note","who":"Ana Perez","did":"measured","this":"a request","status":"open","trace_id":"trace-1","content":{"text":"The quick brown fox jumps over the lazy dog, and again, until the numbers are steady.","n":42},"tags":["bench"]}"#;

impl Load {
    pub(crate) fn insert(platform: &Platform, tokens: &[String]) -> Self {
        Self::of(platform, tokens, |_| vec![("POST /spans".to_owned(), BODY)])
    }

    pub(crate) fn list(platform: &Platform, tokens: &[String]) -> Self {
        Self::of(platform, tokens, |_| vec![("GET /spans?limit=50".to_owned(), "")])
    }

    /// Each connection begins elsewhere.
    pub(crate) fn get(platform: &Platform, tokens: &[String], spans: u32) -> Self {
        Self::of(platform, tokens, |connection| {
            // Those that this user may read and that are not deleted: its own, in one version.
            ledger_fill::tenants_spans(spans)
                .filter(|n| n / 100 % 10 == 0 && n / 3 % 10 != 0)
                .skip(connection)
                .step_by(3)
                .take(1000)
                .map(|n| (format!("GET /spans/{}", ledger_fill::id(n)), ""))
                .collect()
        })
    }

    fn of(platform: &Platform, tokens: &[String], requests: impl Fn(usize) -> Vec<(String, &'static str)>) -> Self {
        let of_connection = |(connection, token): (usize, &String)| {
            let bytes = |(line, body): (String, &str)| {
                let head = format!(
                    "{line} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    platform.address,
                    body.len()
                );
                head.into_bytes()
            };
            requests(connection).into_iter().map(bytes).collect()
        };
        Self {
            address: platform.address.clone(),
            requests: tokens.iter().enumerate().map(of_connection).collect(),
        }
    }

    /// The body of the answer to the first request.
    pub(crate) async fn once(&self) -> Outcome<Vec<u8>> {
        let mut connection = Connection::open(&self.address).await?;
        let request = self.requests.iter().flatten().next().ok_or("there is no request")?;
        connection.send(request).await?;
        Ok(connection.body().to_vec())
    }

    /// How long each request took.
    pub(crate) async fn run(&self, time: Duration) -> Outcome<Vec<Duration>> {
        let end = Instant::now() + time;
        let of_each = try_join_all(self.requests.iter().map(async |requests| {
            let mut connection = Connection::open(&self.address).await?;
            let mut latencies = Vec::new();
            for request in requests.iter().cycle() {
                let begin = Instant::now();
                if begin >= end {
                    break;
                }
                connection.send(request).await?;
                latencies.push(begin.elapsed());
            }
            Ok::<_, Box<dyn std::error::Error>>(latencies)
        }));
        Ok(of_each.await?.concat())
    }
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    head: usize,
}

impl Connection {
    async fn open(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: Vec::with_capacity(1 << 17),
            head: 0,
        })
    }

    /// Sends and reads the whole answer, which must be a success.
    async fn send(&mut self, request: &[u8]) -> Outcome<()> {
        self.stream.write_all(request).await?;
        self.answer.clear();
        let mut whole = None;
        while whole.is_none_or(|length| self.answer.len() < length) {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the gateway closed the connection".into());
            }
            if whole.is_none()
                && let Some(head) = self.answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")
            {
                self.head = head + 4;
                whole = Some(self.head + content_length(std::str::from_utf8(&self.answer[..head])?)?);
            }
        }
        if self.answer.starts_with(b"HTTP/1.1 20") {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&self.answer).into_owned().into())
        }
    }

    fn body(&self) -> &[u8] {
        &self.answer[self.head..]
    }
}

fn content_length(head: &str) -> Outcome<usize> {
    let value = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    Ok(value.ok_or("an answer without a length")?.parse()?)
}
