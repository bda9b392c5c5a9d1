//! `logline spans append`

use std::io::{self, BufRead, Read as _};
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::Method;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::input::Input;
use crate::api::{ApiClient, ApiError, Caller, send};
use crate::cli::{Exit, Failure, block_on, duration};
use crate::local::LocalContext;
use crate::os::private_file;
use crate::ui::{Page, Render, Step};

/// Append spans, one from each line of the input
///
/// A line is a JSON object with at least entity_type, who and this; or, with --columns, text in columns
/// separated by tabs. Lines are sent in batches, each kept whole or not at all. A span without
/// idempotency_key gets one made from its line, so that the same input can be sent again after a break:
/// what is there already is not appended twice. Bad lines are reported with their number; the others
/// are appended.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  git log --reverse --format='%H%x09%an%x09%aI%x09%s' |
    logline spans append --columns idempotency_key,who,at,this --set entity_type=commit")]
pub struct Args {
    /// File to read; - is standard input
    #[arg(default_value = "-", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,

    /// Lines are not JSON but these columns, separated by tabs; the last one takes the rest of the line
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    columns: Vec<String>,

    /// A column that every span gets, unless its line has it; may be repeated
    #[arg(long, value_name = "COLUMN=VALUE")]
    set: Vec<String>,

    /// Make no idempotency keys: sending the same input again appends everything again
    #[arg(long)]
    no_keys: bool,

    /// File for the lines that were refused
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    rejects: Option<PathBuf>,

    /// How long to try again while the platform is away
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    retry_for: SignedDuration,

    #[command(flatten)]
    caller: Caller,
}

/// The limits of a batch, as the API has them; a little less than 2 MiB leaves room for line ends.
const BATCH_SPANS: usize = 1000;
const BATCH_BYTES: usize = (2 << 20) - (16 << 10);
/// Lines refused are all reported, but no more than these are repeated in the answer.
const REPORTED: usize = 20;

#[derive(Debug, Default, Serialize)]
pub(super) struct Appended {
    lines: usize,
    new: u64,
    /// Had been appended before.
    repeated: u64,
    refused: usize,
    /// The first of them.
    refusals: Vec<Refusal>,
    duration_ms: u64,
}

#[derive(Debug, Serialize)]
struct Refusal {
    line: usize,
    reason: String,
}

pub(super) fn run(args: &Args, context: &LocalContext) -> Result<Appended, Failure> {
    context.announce();
    let input = Input::new(&args.columns, &args.set, !args.no_keys)?;
    let lines: Box<dyn BufRead + Send> = if args.file.as_os_str() == "-" {
        Box::new(io::BufReader::new(io::stdin()))
    } else {
        let file = std::fs::File::open(&args.file);
        let file =
            file.map_err(|error| Failure::usage(format!("can't read {}", args.file.display())).caused_by(&error))?;
        Box::new(io::BufReader::new(file))
    };
    let client = ApiClient::new(context, &args.caller)?;
    context.running()?;
    let patience = args
        .retry_for
        .try_into()
        .map_err(|_| Failure::usage("--retry-for is negative"))?;
    let step = context.ui.step("append spans");
    let mut appender = Appender {
        args,
        context,
        client,
        patience,
        input,
        step,
        batch: Vec::new(),
        bytes: 0,
        rejects: Vec::new(),
        done: Appended::default(),
        started: Instant::now(),
    };
    let outcome = block_on(appender.all(lines));
    appender.keep_rejects()?;
    outcome?;
    let Appender {
        step,
        mut done,
        started,
        ..
    } = appender;
    done.duration_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    step.finish(format!("{} new, {} there already", done.new, done.repeated));
    Ok(done)
}

struct Appender<'a> {
    args: &'a Args,
    context: &'a LocalContext,
    client: ApiClient<'a>,
    patience: Duration,
    input: Input,
    step: Step,
    /// Line numbers and spans that are not sent yet.
    batch: Vec<(usize, String, String)>,
    bytes: usize,
    rejects: Vec<u8>,
    done: Appended,
    started: Instant,
}

impl Appender<'_> {
    async fn all(&mut self, mut lines: Box<dyn BufRead + Send>) -> Result<(), Failure> {
        let mut line = Vec::new();
        loop {
            line.clear();
            // No line is longer than a batch; what is longer is read no further than needed to tell.
            let read = lines.by_ref().take(BATCH_BYTES as u64 + 1).read_until(b'\n', &mut line);
            if read.map_err(|error| Failure::half_way("can't read the input").caused_by(&error))? == 0 {
                return self.send().await;
            }
            self.done.lines += 1;
            if line.len() > BATCH_BYTES {
                skip_line(&mut lines).map_err(|error| Failure::half_way("can't read the input").caused_by(&error))?;
                self.refuse(
                    self.done.lines,
                    &String::from_utf8_lossy(&line),
                    format!("is longer than {BATCH_BYTES} bytes"),
                );
                continue;
            }
            match std::str::from_utf8(&line).map(|text| text.trim_end_matches(['\n', '\r'])) {
                Ok("") => {}
                Ok(text) => match self.input.span(text) {
                    Ok(span) => self.add(text.to_owned(), span).await?,
                    Err(reason) => self.refuse(self.done.lines, text, reason),
                },
                Err(_) => self.refuse(
                    self.done.lines,
                    &String::from_utf8_lossy(&line),
                    "is not UTF-8".to_owned(),
                ),
            }
        }
    }

    async fn add(&mut self, text: String, span: String) -> Result<(), Failure> {
        if self.batch.len() == BATCH_SPANS || self.bytes + span.len() + 1 > BATCH_BYTES {
            self.send().await?;
        }
        self.bytes += span.len() + 1;
        self.batch.push((self.done.lines, text, span));
        Ok(())
    }

    fn refuse(&mut self, line: usize, text: &str, reason: String) {
        self.context.ui.warn(&format!("line {line} {reason}"));
        self.rejects.extend(text.trim_end_matches('\n').bytes().chain([b'\n']));
        self.done.refused += 1;
        if self.done.refusals.len() < REPORTED {
            self.done.refusals.push(Refusal { line, reason });
        }
    }

    /// Sends what has been collected. A line that the API refuses is taken out, and the rest is
    /// sent again.
    async fn send(&mut self) -> Result<(), Failure> {
        let mut deadline = None;
        while !self.batch.is_empty() {
            let body: String = self
                .batch
                .iter()
                .flat_map(|(_, _, span)| [span.as_str(), "\n"])
                .collect();
            let answer = match self.client.request(Method::POST, "/spans/batch") {
                Ok(request) => send(request.header("content-type", "application/x-ndjson").body(body)).await,
                Err(failure) => Err(ApiError::Away(failure.what)),
            };
            match answer {
                Ok(batch) => {
                    let (count, new) = (
                        batch["count"].as_u64().unwrap_or_default(),
                        batch["new"].as_u64().unwrap_or_default(),
                    );
                    self.done.new += new;
                    self.done.repeated += count - new;
                    self.batch.clear();
                }
                Err(ApiError::Problem(problem)) => {
                    match problem.line.filter(|line| (1..=self.batch.len()).contains(line)) {
                        Some(line) => {
                            let (number, text, _) = self.batch.remove(line - 1);
                            self.refuse(number, &text, problem.detail);
                        }
                        None => return Err(self.stopped(Failure::from(ApiError::Problem(problem)))),
                    }
                }
                Err(ApiError::Away(cause)) => self.wait(cause, &mut deadline).await?,
            }
        }
        self.bytes = 0;
        let sent = self.done.new + self.done.repeated;
        let rate = u128::from(sent) * 1000 / self.started.elapsed().as_millis().max(1);
        self.step.tell(&format!("{sent} spans, {rate} a second"));
        Ok(())
    }

    /// Whether the lost request was kept is unknown: only with keys is it safe to send it again.
    async fn wait(&self, cause: String, deadline: &mut Option<Instant>) -> Result<(), Failure> {
        const PAUSE: Duration = Duration::from_millis(200);
        let deadline = *deadline.get_or_insert_with(|| Instant::now() + self.patience);
        if self.args.no_keys || Instant::now() >= deadline {
            return Err(self.stopped(Failure::from(ApiError::Away(cause))));
        }
        self.step.tell(&format!("the platform is away ({cause}); trying again"));
        sleep(PAUSE).await;
        Ok(())
    }

    /// What was appended stays, and the same input can be sent again.
    fn stopped(&self, failure: Failure) -> Failure {
        let sent = self.done.new + self.done.repeated;
        let what = format!("stopped after {sent} of the spans read: {}", failure.what);
        Failure {
            what,
            exit: Exit::HalfWay,
            ..failure
        }
    }

    fn keep_rejects(&self) -> Result<(), Failure> {
        let Some(path) = self.args.rejects.as_ref().filter(|_| !self.rejects.is_empty()) else {
            return Ok(());
        };
        private_file::write(path, &self.rejects).map_err(|error| {
            Failure::half_way(format!("can't write the refused lines to {}", path.display())).caused_by(&error)
        })
    }
}

/// Reads to the end of the line and forgets it.
fn skip_line(lines: &mut impl BufRead) -> io::Result<()> {
    loop {
        let read = lines.fill_buf()?;
        let (length, ended) = match read.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (read.len(), read.is_empty()),
        };
        lines.consume(length);
        if ended {
            return Ok(());
        }
    }
}

impl Render for Appended {
    fn render(&self, page: &mut Page) {
        page.line(format!(
            "{} spans appended, {} were there already, {} lines refused.",
            self.new, self.repeated, self.refused
        ));
    }

    /// The lines that were refused are missing: mend them and send the same input again.
    fn exit(&self) -> Exit {
        if self.refused == 0 { Exit::Done } else { Exit::HalfWay }
    }
}
