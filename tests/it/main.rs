//! All tests that drive the built program.

mod cli;
mod scripts;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let mut trials = cli::trials();
    trials.extend(scripts::trials());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
