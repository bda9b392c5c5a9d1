//! `logline logs tail`

use std::time::Duration;

use jiff::{SignedDuration, SpanRelativeTo, Timestamp};
use serde::Serialize;
use tokio::time::interval;

use crate::cli::{Exit, Failure, Invocation, runtime};
use crate::local::LocalContext;
use crate::local::logs::PARTS;
use crate::logs::{FileSource, Filter, Level, Line, Source, Stream};
use crate::ui::{Output, Page, Render, Ui};

/// Show the logs of all parts together, in order, history and live
///
/// Parts are the functions (api_handlers, db_migration), the gateway with one line for each request,
/// the platform itself, and postgres. Logs can be read when the platform is stopped, too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline logs tail gateway --since 1h --level warn")]
pub struct Args {
    /// Parts to show; all, if none is named
    part: Vec<String>,

    /// From when on: a time, or how long ago
    #[arg(long, default_value = "10m", value_name = "TIME|DURATION")]
    since: String,

    /// Until when: a time, or how long ago
    #[arg(long, value_name = "TIME|DURATION")]
    until: Option<String>,

    /// Go on with what comes; without a word about it: on a terminal
    #[arg(long, overrides_with = "no_follow")]
    follow: bool,

    /// End when everything up to now has been shown
    #[arg(long)]
    no_follow: bool,

    /// Least important lines to show
    #[arg(long, value_enum, default_value = "trace")]
    level: Level,

    /// Only lines that contain this; may be repeated, a line must contain them all
    #[arg(long, value_name = "TEXT")]
    grep: Vec<String>,

    /// No lines that contain this; may be repeated
    #[arg(long, value_name = "TEXT")]
    exclude: Vec<String>,

    /// Only lines of the request with this trace id
    #[arg(long, value_name = "TRACE_ID")]
    request: Option<String>,

    /// Show no fields but these
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    fields: Option<Vec<String>>,
}

/// With `--output json` the lines are the answer; otherwise they have been told one by one.
#[derive(Debug, Serialize)]
pub(super) struct Tail {
    lines: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<Vec<Line>>,
    #[serde(skip)]
    interrupted: bool,
}

/// What is done when all that there is has been shown.
#[derive(Clone, Copy)]
enum Follow {
    Not,
    Until(Timestamp),
    Forever,
}

/// How often files are looked at: often enough to seem live.
const LOOK: Duration = Duration::from_millis(100);
/// While following, lines are held back this long, for those of other parts that belong before them.
/// A line is written within milliseconds after the moment that it tells of.
const HOLD: SignedDuration = SignedDuration::from_millis(250);

pub(super) fn run(args: &Args, invocation: &Invocation) -> Result<Tail, Failure> {
    let context = LocalContext::open(invocation)?;
    let files = files(&args.part)?;
    let filter = filter(args, Timestamp::now())?;
    let follows = follows(args, &context.ui)?;
    let until = filter.until;
    let stream = Stream::new(FileSource::new(&context.files.logs(), files), filter);
    runtime()?.block_on(show(stream, args, Follow::when(follows, until), &context.ui))
}

/// Shows what there is, and what comes until the time in `follow`, if that is asked for.
async fn show<S: Source>(mut stream: Stream<S>, args: &Args, follow: Follow, ui: &Ui) -> Result<Tail, Failure> {
    let failed = |error: crate::logs::SourceError| {
        Failure::failed("can't read the logs")
            .caused_by(&error)
            .hint("logline doctor")
    };
    let mut tail = Tail {
        lines: 0,
        log: (ui.output() == Output::Json).then(Vec::new),
        interrupted: false,
    };
    let mut looks = interval(LOOK);
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            signal = &mut interrupt => {
                signal.map_err(|error| Failure::failed("can't listen for Ctrl-C").caused_by(&error))?;
                tail.interrupted = true;
                return Ok(tail);
            }
        }
        let now = Timestamp::now();
        let settled = now.saturating_sub(HOLD).unwrap_or(now);
        let is_last = match follow {
            Follow::Not => true,
            Follow::Until(end) => settled >= end,
            Follow::Forever => false,
        };
        let before = if is_last { Timestamp::MAX } else { settled };
        for mut line in stream.take(before).await.map_err(failed)? {
            if let Some(fields) = &args.fields {
                line = line.with_only(fields);
            }
            ui.item(&line)?;
            tail.lines += 1;
            if let Some(log) = &mut tail.log {
                log.push(line);
            }
        }
        if is_last {
            return Ok(tail);
        }
    }
}

impl Follow {
    fn when(follows: bool, until: Option<Timestamp>) -> Self {
        match (follows, until) {
            (false, _) => Self::Not,
            (true, Some(until)) => Self::Until(until),
            (true, None) => Self::Forever,
        }
    }
}

fn follows(args: &Args, ui: &Ui) -> Result<bool, Failure> {
    let is_one_value = ui.output() == Output::Json;
    if args.follow && is_one_value {
        return Err(Failure::usage("can't follow with --output json")
            .because("it gives one value, at the end; --output ndjson gives each line as it comes")
            .hint("logline logs tail --follow --output ndjson"));
    }
    let is_open = args.until.is_none() && !is_one_value && ui.is_watched();
    Ok(args.follow || (is_open && !args.no_follow))
}

/// The files of the named parts, or all.
fn files(parts: &[String]) -> Result<Vec<(&'static str, &'static str)>, Failure> {
    // The gateway's log is the access log.
    let named = |part: &str| {
        if part == "access" {
            "gateway".to_owned()
        } else {
            part.to_owned()
        }
    };
    let wanted: Vec<String> = parts.iter().map(|part| named(part)).collect();
    if let Some(unknown) = wanted.iter().find(|part| PARTS.iter().all(|(known, _)| known != part)) {
        let mut known: Vec<&str> = PARTS.iter().map(|(part, _)| *part).collect();
        known.dedup();
        return Err(Failure::usage(format!("there is no part {unknown}"))
            .because(format!("there are {}", known.join(", ")))
            .hint("logline logs tail"));
    }
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    Ok(PARTS.into_iter().filter(|(part, _)| is_wanted(part)).collect())
}

fn filter(args: &Args, now: Timestamp) -> Result<Filter, Failure> {
    let filter = Filter {
        since: moment("--since", &args.since, now)?,
        until: args
            .until
            .as_deref()
            .map(|until| moment("--until", until, now))
            .transpose()?,
        level: args.level,
        contains: args.grep.clone(),
        excludes: args.exclude.clone(),
        request: args.request.clone(),
    };
    match filter.until {
        Some(until) if until <= filter.since => Err(Failure::usage("--until must be after --since")
            .because(format!("they are {until:.0} and {:.0}", filter.since))),
        _ => Ok(filter),
    }
}

/// `2026-11-23T13:00:00Z`, or `90s`, `10m`, `2d` before now.
fn moment(flag: &str, text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let ago = text
        .parse::<jiff::Span>()
        .ok()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())
        .filter(|ago| !ago.is_negative())
        .and_then(|ago| now.checked_sub(ago).ok());
    ago.ok_or_else(|| {
        Failure::usage(format!("{flag} can't be {text}"))
            .because("it is a time such as 2026-11-23T13:00:00Z, or how long ago, such as 90s, 10m or 2d")
            .hint(format!("logline logs tail {flag} 1h"))
    })
}

impl Render for Tail {
    fn render(&self, _page: &mut Page) {}

    fn exit(&self) -> Exit {
        if self.interrupted {
            Exit::Interrupted
        } else {
            Exit::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_time_or_how_long_ago() {
        let now: Timestamp = "2026-11-23T13:00:00Z".parse().unwrap();
        let at = |text| moment("--since", text, now).unwrap().to_string();
        assert_eq!(at("10m"), "2026-11-23T12:50:00Z");
        assert_eq!(at("1h30m"), "2026-11-23T11:30:00Z");
        assert_eq!(at("2d"), "2026-11-21T13:00:00Z");
        assert_eq!(at("2026-11-01T00:00:00+01:00"), "2026-10-31T23:00:00Z");
        for wrong in ["", "soon", "10", "-10m", "2026-11-23", "1y"] {
            assert_eq!(moment("--since", wrong, now).unwrap_err().exit, Exit::Usage, "{wrong}");
        }
    }

    #[test]
    fn parts_have_names_and_the_platform_has_two_files() {
        let names = |parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            files(&parts).map(|files| files.into_iter().map(|(_, name)| name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["platform"]).unwrap(), ["platform.jsonl", "supervisor.ndjson"]);
        assert_eq!(names(&["access"]).unwrap(), names(&["gateway"]).unwrap());
        assert_eq!(names(&[]).unwrap().len(), PARTS.len());
        assert_eq!(
            names(&["postgres", "nobody"]).unwrap_err().because.unwrap(),
            "there are api_handlers, db_migration, gateway, platform, postgres"
        );
    }
}
