//! All tests that need more than a crate: one binary, real PostgreSQL servers, nothing left behind.
//!
//! `LOGLINE_TEST_POSTGRES=15,16` names the servers to test on and makes a missing one an error
//! (without it: 16, and 15 where it is installed); `LOGLINE_TEST_CACHE` is where the wheel is kept.

mod api;
mod bed;
mod caller;
mod cli;
mod dice;
mod equivalence;
mod harness;
mod isolation;
mod ledger;
mod lint;
mod local;
mod migrations;
mod patience;
mod remote;
mod schema;
mod scripts;
mod spans;

use std::process::ExitCode;

use bed::{Bed, Trouble};
use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    run(&arguments).unwrap_or_else(|trouble| {
        #[expect(clippy::print_stderr, reason = "the harness reports to whoever runs the tests")]
        {
            eprintln!("error: {trouble}");
        }
        ExitCode::FAILURE
    })
}

fn run(arguments: &Arguments) -> Result<ExitCode, Trouble> {
    let bed = Bed::open()?;
    let mut trials = cli::trials();
    trials.extend(scripts::trials());
    trials.extend(harness::trials(bed));
    trials.extend(api::trials(bed));
    trials.extend(equivalence::trials(bed));
    trials.extend(isolation::trials(bed));
    trials.extend(ledger::trials(bed));
    trials.extend(lint::trials(bed));
    trials.extend(migrations::trials(bed));
    trials.extend(schema::trials(bed));
    trials.extend(local::trials(bed));
    trials.extend(remote::trials(bed));
    trials.extend(spans::trials(bed));
    let conclusion = libtest_mimic::run(arguments, trials);
    bed.close()?;
    Ok(conclusion.exit_code())
}
