//! Starts the strict layer by hand: `cargo run -p strict -- --upstream http://127.0.0.1:4566`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use strict::{StartError, Strict};

/// AWS's rules, or only faults, in front of an emulator
#[derive(Parser)]
struct Arguments {
    /// Where the emulator listens
    #[arg(long)]
    upstream: String,
    /// Where to listen on 127.0.0.1 (0: any free port)
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Real seconds for each second of AWS
    #[arg(long, default_value_t = 0.005)]
    time_scale: f64,
    /// Lists that don't show a new thing
    #[arg(long, default_value_t = 0)]
    lag: u32,
    /// A rule not to keep; may be given again
    #[arg(long)]
    without: Vec<String>,
    /// An action to deny; may be given again
    #[arg(long)]
    deny: Vec<String>,
    /// No rules at all
    #[arg(long)]
    lax: bool,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // With nowhere left to say it, the exit code does.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Failure> {
    let mut strict = Strict::new(&arguments.upstream)
        .on_port(arguments.port)
        .with_time_scale(arguments.time_scale)
        .with_lag(arguments.lag);
    for rule in &arguments.without {
        strict = strict.without(rule);
    }
    for action in &arguments.deny {
        strict = strict.deny(action);
    }
    if arguments.lax {
        strict = strict.lax();
    }
    let running = strict.start().await?;
    writeln!(io::stdout(), "{}", running.url())?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}
