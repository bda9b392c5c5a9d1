//! One run of the program: the lowest rung of the ladder on which commands find what they need.

use std::path::PathBuf;

use super::{Failure, Globals};
use crate::config::{Flags, KnownEnvironment, Settings, Sources, Variables, user_file};
use crate::ui::Ui;

/// What is known before any file is read. The next rung is [`Settings`], and then
/// [`LocalContext`](super::LocalContext); a command takes the lowest that suffices.
#[derive(Debug)]
pub struct Invocation {
    pub globals: Globals,
    pub variables: Variables,
    /// The current directory, absolute.
    pub directory: PathBuf,
    pub ui: Ui,
}

impl Invocation {
    pub fn new(globals: Globals, variables: Variables) -> Result<Self, Failure> {
        let directory = std::env::current_dir().map_err(|error| {
            Failure::failed("can't tell the current directory")
                .caused_by(&error)
                .hint("cd /")
        })?;
        let ui = Ui::new(globals.look(), &variables);
        for (name, meant) in variables.unknown() {
            let meant = meant
                .map(|meant| format!("; did you mean {meant}?"))
                .unwrap_or_default();
            ui.warn(&format!("the variable {name} means nothing to logline{meant}"));
        }
        Ok(Self {
            globals,
            variables,
            directory,
            ui,
        })
    }

    pub fn settings(&self) -> Result<Settings, Failure> {
        self.settings_with(&Flags::default())
    }

    /// Of an environment other than the one that `--env` means.
    pub fn settings_of(&self, environment: &str) -> Result<Settings, Failure> {
        self.ask_configuration(&Flags::default(), |sources| {
            Settings::load(Sources {
                environment: Some(environment),
                ..sources
            })
        })
    }

    /// For a command whose own flags set keys, such as `--database-url`.
    pub fn settings_with(&self, flags: &Flags) -> Result<Settings, Failure> {
        self.ask_configuration(flags, Settings::load)
    }

    /// Whether the environment that is meant is on AWS.
    pub fn is_remote(&self) -> Result<bool, Failure> {
        Ok(!self.settings()?.environment.like.is_local())
    }

    /// Refuses a flag that means nothing to the environment that is meant.
    pub fn refuse(&self, flag: &str, is_given: bool) -> Result<(), Failure> {
        if !is_given {
            return Ok(());
        }
        let environment = self.settings()?.environment;
        let place = if environment.like.is_local() {
            "this machine"
        } else {
            "AWS"
        };
        Err(
            Failure::usage(format!("{flag} means nothing to the environment {}", environment.name))
                .because(format!("it is on {place}"))
                .hint("logline env list"),
        )
    }

    pub fn environments(&self) -> Result<Vec<KnownEnvironment>, Failure> {
        self.ask_configuration(&Flags::default(), Settings::environments)
    }

    fn ask_configuration<T>(
        &self,
        flags: &Flags,
        question: impl FnOnce(Sources<'_>) -> Result<T, crate::config::Error>,
    ) -> Result<T, Failure> {
        let user_file = user_file();
        let sources = Sources {
            environment: self.globals.env.as_deref(),
            file: self.globals.config.as_deref(),
            user_file: user_file.as_deref(),
            flags,
            variables: &self.variables,
            directory: &self.directory,
        };
        Ok(question(sources)?)
    }
}
