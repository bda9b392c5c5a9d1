//! The table.

use std::time::Duration;

use crate::measure::{Measurement, Memory};
use crate::platform::Platform;
use crate::{CONNECTIONS, Contender, Options, Outcome};

#[expect(clippy::print_stdout, reason = "the report is what a benchmark is run for")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Medians, and the slowest and fastest round; ratios are to `pgbench` with the same statements.
pub(crate) fn table(contenders: &[Contender], platform: &Platform, options: &Options) -> Outcome<()> {
    say(&format!(
        "\n{} spans of 100 tenants, PostgreSQL {}, {CONNECTIONS} connections, {} rounds of {} s each\n",
        options.spans,
        platform.database_version(),
        options.rounds,
        options.seconds
    ));
    say(
        "| case | way | requests/s (slowest–fastest) | p50 ms | p99 ms | CPU µs: gateway | PostgreSQL | of pgbench (pipelined) |",
    );
    say("|---|---|--:|--:|--:|--:|--:|--:|");
    for contender in contenders {
        let rate = |name| {
            let other = contenders
                .iter()
                .find(|other| other.case == contender.case && other.name == name);
            other.map_or(f64::NAN, |other| median(other, |m| m.per_second))
        };
        let own = median(contender, |m| m.per_second);
        let all = contender.measurements.iter().map(|m| m.per_second);
        say(&format!(
            "| {} | {} | {own:.0} ({:.0}–{:.0}) | {:.2} | {:.2} | {:.0} | {:.0} | {:.2} ({:.2}) |",
            contender.case,
            contender.name,
            all.clone().fold(f64::INFINITY, f64::min),
            all.fold(0.0, f64::max),
            median(contender, |m| millis(m.p50)),
            median(contender, |m| millis(m.p99)),
            median(contender, |m| millis(m.gateway)) * 1000.0,
            median(contender, |m| millis(m.postgres)) * 1000.0,
            own / rate("pgbench"),
            own / rate("pgbench, pipelined"),
        ));
    }
    say("\nRow-Level Security beside a plain WHERE (median of the rounds' ratios):");
    for plain in contenders
        .iter()
        .filter(|contender| contender.name.starts_with("plain"))
    {
        let policies = contenders
            .iter()
            .find(|other| other.case == plain.case && other.name == "pgbench");
        let pairs = policies
            .into_iter()
            .flat_map(|policies| policies.measurements.iter().zip(&plain.measurements));
        let mut ratios: Vec<f64> = pairs
            .map(|(policies, plain)| policies.per_second / plain.per_second)
            .collect();
        say(&format!("- {}: {:.2}", plain.case, middle(&mut ratios)));
    }
    let memory = Memory::now(platform)?;
    let mebibytes = |kibibytes: u64| kibibytes / 1024;
    say(&format!(
        "\nMemory at the end: gateway {} MiB, PostgreSQL {} MiB",
        mebibytes(memory.gateway),
        mebibytes(memory.postgres)
    ));
    Ok(())
}

fn median(contender: &Contender, of: impl Fn(&Measurement) -> f64) -> f64 {
    middle(&mut contender.measurements.iter().map(of).collect::<Vec<f64>>())
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
