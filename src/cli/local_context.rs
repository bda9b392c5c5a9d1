//! A local environment, ready to be worked on.

use super::{Failure, Invocation};
use crate::config::{Environment, Flags, LocalConfig, Settings, cache_directory};
use crate::local::{EnvironmentFiles, Machine};
use crate::ui::Ui;

/// The upper rung of the ladder for commands that work on this machine.
#[derive(Debug)]
pub struct LocalContext {
    pub settings: Settings,
    pub config: LocalConfig,
    pub files: EnvironmentFiles,
    pub machine: Machine,
    pub ui: Ui,
}

impl LocalContext {
    pub fn open(invocation: &Invocation) -> Result<Self, Failure> {
        Self::open_with(invocation, &Flags::default())
    }

    /// For a command whose own flags set keys.
    pub fn open_with(invocation: &Invocation, flags: &Flags) -> Result<Self, Failure> {
        let settings = invocation.settings_with(flags)?;
        if !settings.environment.like.is_local() {
            return Err(no_aws(&settings.environment));
        }
        let config = LocalConfig::of(&settings)?;
        let files = EnvironmentFiles::new(&config.dir, &settings.environment.name);
        Ok(Self {
            settings,
            config,
            files,
            machine: Machine {
                path: invocation.variables.path().map(ToOwned::to_owned),
                cache: cache_directory(),
            },
            ui: invocation.ui.clone(),
        })
    }

    /// The first line of every command that changes something: which environment it is about to change.
    pub fn announce(&self) {
        let (name, directory) = (&self.settings.environment.name, self.files.directory().display());
        self.ui
            .note(&format!("environment {name} on this machine, files in {directory}"));
    }
}

/// Remote environments are carried by the feature `aws`; without it they can be configured, not worked on.
fn no_aws(environment: &Environment) -> Failure {
    Failure::usage(format!("can't work on the environment {}", environment.name))
        .because("it is on AWS, and this build of logline has no AWS support")
        .hint("logline env list")
}
