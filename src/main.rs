//! The program: parse, run, exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use logline::cli::{Exit, Failure, Invocation, Refusal, look_of};
use logline::commands::Cli;
use logline::config::Variables;
use logline::ui::Ui;

fn main() -> ExitCode {
    let variables = Variables::of_process();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let exit = match Cli::read(&arguments) {
        Ok(cli) => {
            let ui = Ui::new(cli.globals.look(), &variables);
            run(cli, variables).unwrap_or_else(|failure| ui.fail(&failure))
        }
        Err(Refusal::Answer(text)) => Ui::new(look_of(&arguments), &variables).answer(&text),
        Err(Refusal::Failure(failure)) => Ui::new(look_of(&arguments), &variables).fail(&failure),
    };
    exit.into()
}

fn run(cli: Cli, variables: Variables) -> Result<Exit, Failure> {
    cli.command.run(&Invocation::new(cli.globals, variables)?)
}
