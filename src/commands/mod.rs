//! The commands: one file each, with the help as doc comment, `Args`, `run`.
//! To add one: its file, a variant, an arm.

mod completions;
mod doctor;
mod down;
mod env;
mod generated;
mod invoke;
mod logs;
mod man;
mod migrate;
mod outputs;
mod serve;
mod status;
mod token;
mod up;

pub use migrate::migration_failure;

use clap::Subcommand;

use crate::cli::{Exit, Failure, Invocation};

#[derive(Debug, Subcommand)]
pub enum Command {
    Up(up::Args),
    Down(down::Args),
    Status(status::Args),
    Outputs(outputs::Args),
    Serve(serve::Args),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Env(env::Command),
    #[command(subcommand)]
    Token(token::Command),
    #[command(subcommand)]
    Logs(logs::Command),
    Invoke(invoke::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    pub fn run(self, invocation: &Invocation) -> Result<Exit, Failure> {
        let ui = &invocation.ui;
        match self {
            Self::Up(args) => ui.finish(&up::run(&args, invocation)?),
            Self::Down(args) => ui.finish(&down::run(&args, invocation)?),
            Self::Status(args) => ui.finish(&status::run(&args, invocation)?),
            Self::Outputs(args) => ui.finish(&outputs::run(&args, invocation)?),
            Self::Serve(args) => ui.finish(&serve::run(&args, invocation)?),
            Self::Migrate(args) => args.run(invocation),
            Self::Env(command) => command.run(invocation),
            Self::Token(command) => command.run(invocation),
            Self::Logs(command) => command.run(invocation),
            Self::Invoke(args) => ui.finish(&invoke::run(&args, invocation)?),
            Self::Doctor(args) => ui.finish(&doctor::run(&args, invocation)?),
            Self::Completions(args) => ui.finish(&completions::run(&args)?),
            Self::Man(args) => ui.finish(&man::run(&args)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use crate::cli::Cli;

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
