//! The commands: one file each, with the help as doc comment, `Args`, `run`.
//! To add one: its file, a variant, an arm.

mod completions;
mod cost;
mod doctor;
mod down;
mod env;
mod generated;
mod invoke;
mod ledger;
mod logs;
mod man;
mod migrate;
mod outputs;
#[cfg(feature = "aws")]
mod plan;
mod serve;
mod spans;
mod status;
mod token;
mod up;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::cli::{Exit, Failure, Globals, Invocation, Refusal};

/// Provision and operate LogLineOS, a multi-tenant ledger backend, on AWS and on this machine
#[derive(Debug, Parser)]
#[command(name = "logline", version, propagate_version = true, after_help = EXAMPLE)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub globals: Globals,
}

const EXAMPLE: &str = "Example:\n  logline env show --output json";

#[derive(Debug, Subcommand)]
pub enum Command {
    Up(up::Args),
    #[cfg(feature = "aws")]
    Plan(plan::Args),
    Down(down::Args),
    Status(status::Args),
    Outputs(outputs::Args),
    Serve(serve::Args),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Spans(spans::Command),
    #[command(subcommand)]
    Ledger(ledger::Command),
    #[command(subcommand)]
    Env(env::Command),
    #[command(subcommand)]
    Token(token::Command),
    #[command(subcommand)]
    Logs(logs::Command),
    Invoke(invoke::Args),
    Doctor(doctor::Args),
    Cost(cost::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    pub fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self {
            Self::Up(args) => ui.finish(&up::run(&args, invocation)?),
            #[cfg(feature = "aws")]
            Self::Plan(args) => ui.finish(&plan::run(&args, invocation)?),
            Self::Down(args) => ui.finish(&down::run(&args, invocation)?),
            Self::Status(args) => ui.finish(&status::run(&args, invocation)?),
            Self::Outputs(args) => ui.finish(&outputs::run(&args, invocation)?),
            Self::Serve(args) => ui.finish(&serve::run(&args, invocation)?),
            Self::Migrate(args) => args.run(invocation),
            Self::Spans(command) => command.run(invocation),
            Self::Ledger(command) => command.run(invocation),
            Self::Env(command) => command.run(invocation),
            Self::Token(command) => command.run(invocation),
            Self::Logs(command) => command.run(invocation),
            Self::Invoke(args) => ui.finish(&invoke::run(&args, invocation)?),
            Self::Doctor(args) => ui.finish(&doctor::run(&args, invocation)?),
            Self::Cost(args) => ui.finish(&cost::run(&args, invocation)?),
            Self::Completions(args) => ui.finish(&completions::run(&args)?),
            Self::Man(args) => ui.finish(&man::run(&args)?),
        }
    }
}

impl Cli {
    pub fn read(arguments: &[OsString]) -> Result<Self, Refusal> {
        let mut definition = without_help_as_error(Self::command());
        let outcome = definition
            .try_get_matches_from_mut(arguments)
            .and_then(|found| Self::from_arg_matches(&found));
        outcome.map_err(|error| Refusal::new(&error, &named_command(&definition, arguments)))
    }
}

/// As far as a line names a command that exists: `logline env` of `logline --quiet env shw`.
fn named_command(definition: &clap::Command, arguments: &[OsString]) -> String {
    let (mut command, mut words) = (definition, vec![definition.get_name()]);
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(found) = command.find_subcommand(word) {
            words.push(found.get_name());
            command = found;
        }
    }
    words.join(" ")
}

/// A missing command is an error like every other, not an occasion to print the whole help.
fn without_help_as_error(command: clap::Command) -> clap::Command {
    command
        .arg_required_else_help(false)
        .mut_subcommands(without_help_as_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_command_line_has_no_contradiction() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_ends_with_an_example_of_that_command() {
        let mut root = Cli::command();
        root.build();
        let mut rest = vec![&root];
        while let Some(command) = rest.pop() {
            let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Example") && help.contains(&name), "{name}: {help}");
            assert!(command.get_about().is_some(), "{name}");
            rest.extend(command.get_subcommands().filter(|command| command.get_name() != "help"));
        }
    }
}
