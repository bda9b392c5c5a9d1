//! What a request costs, beside what PostgreSQL alone needs for the same statements.
//!
//! `cargo bench --bench requests -- [--spans 1000000] [--rounds 5] [--seconds 3] [--only list]`
//!
//! Starts a platform of its own, fills its ledger (100 tenants, one span in ten with two versions),
//! and lets eight connections work: through the gateway, and as `pgbench` with the statements that
//! the gateway was seen to send. All ways take turns within a round, so that whatever else the
//! machine does meets all of them. Not a test: it fails only if something does not work.

mod captured;
mod ledger_fill;
mod load;
mod measure;
mod pgbench;
mod platform;
mod report;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use captured::Captured;
use load::Load;
use measure::{Cost, Measurement};
use pgbench::Pgbench;
use platform::Platform;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// Connections that work at once, on either side.
pub(crate) const CONNECTIONS: usize = 8;

struct Options {
    spans: u32,
    rounds: u32,
    seconds: u64,
    /// Only cases and ways whose names have this in them.
    only: String,
}

/// One way of doing the work of a case.
enum Way {
    Gateway(Load),
    Alone(Pgbench),
}

struct Contender {
    case: &'static str,
    name: &'static str,
    way: Way,
    measurements: Vec<Measurement>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let platform = Platform::start()?;
    runtime.block_on(ledger_fill::fill(&platform, options.spans))?;
    let captured = runtime.block_on(Captured::from(&platform, options.spans))?;
    let mut contenders = contenders(&platform, &captured, options.spans)?;
    contenders.retain(|contender| format!("{}: {}", contender.case, contender.name).contains(&options.only));

    for round in 0..options.rounds {
        report::say(&format!("round {} of {}", round + 1, options.rounds));
        for contender in &mut contenders {
            let before = Cost::so_far(&platform)?;
            let time = Duration::from_secs(options.seconds);
            let latencies = match &contender.way {
                Way::Gateway(load) => runtime.block_on(load.run(time))?,
                Way::Alone(pgbench) => pgbench.run(time)?,
            };
            let cost = Cost::so_far(&platform)? - before;
            contender.measurements.push(Measurement::of(latencies, time, cost)?);
        }
    }
    report::table(&contenders, &platform, &options)
}

fn contenders(platform: &Platform, captured: &Captured, spans: u32) -> Outcome<Vec<Contender>> {
    let mut contenders = Vec::new();
    let mut add = |case, name, way| {
        contenders.push(Contender {
            case,
            name,
            way,
            measurements: Vec::new(),
        });
    };
    let tokens = |tenant: &dyn Fn(usize) -> String, user: &str| -> Outcome<Vec<String>> {
        (0..CONNECTIONS).map(|n| platform.token(user, &tenant(n))).collect()
    };
    for (case, statements, each) in [
        ("insert, 8 tenants", captured.insert(true), true),
        ("insert, 1 tenant", captured.insert(false), false),
    ] {
        let tenant = |n: usize| format!("bench-{}", if each { n } else { 0 });
        add(
            case,
            "gateway",
            Way::Gateway(Load::insert(platform, &tokens(&tenant, "bench")?)),
        );
        add(
            case,
            "pgbench",
            Way::Alone(Pgbench::as_app(platform, &statements, false)?),
        );
        add(
            case,
            "pgbench, pipelined",
            Way::Alone(Pgbench::as_app(platform, &statements, true)?),
        );
    }
    let reader = tokens(&|_| ledger_fill::TENANT.to_owned(), ledger_fill::USER)?;
    for (case, load, statements) in [
        ("list, 50 spans", Load::list(platform, &reader), captured.list()),
        ("get by id", Load::get(platform, &reader, spans), captured.get(spans)),
    ] {
        add(case, "gateway", Way::Gateway(load));
        add(
            case,
            "pgbench",
            Way::Alone(Pgbench::as_app(platform, &statements, false)?),
        );
        add(
            case,
            "pgbench, pipelined",
            Way::Alone(Pgbench::as_app(platform, &statements, true)?),
        );
        let plain = statements.without_policies();
        add(
            case,
            "plain WHERE, no RLS",
            Way::Alone(Pgbench::as_superuser(platform, &plain)?),
        );
    }
    Ok(contenders)
}

impl Options {
    fn parse(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Self {
            spans: 100_000,
            rounds: 5,
            seconds: 3,
            only: String::new(),
        };
        // Cargo adds `--bench`.
        let arguments: Vec<String> = arguments.filter(|argument| argument != "--bench").collect();
        for pair in arguments.chunks(2) {
            match pair {
                [name, value] if name == "--spans" => options.spans = value.parse()?,
                [name, value] if name == "--rounds" => options.rounds = value.parse()?,
                [name, value] if name == "--only" => options.only.clone_from(value),
                [name, value] if name == "--seconds" => options.seconds = value.parse()?,
                _ => return Err(format!("not understood: {}", pair.join(" ")).into()),
            }
        }
        Ok(options)
    }
}
