//! A local environment, ready to be worked on.

use jiff::Timestamp;
use ledger::token::{Claims, ISSUER, audience, mint};
use ledger::{Tenant, User};

use super::{EnvironmentFiles, Machine, Record, Supervisor, TokenKey, database};
use crate::cli::{Failure, Invocation};
use crate::config::{Environment, Flags, LocalConfig, Settings, cache_directory};
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
            return Err(not_here(&settings.environment));
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

    /// What the running platform says of itself, or the failure that says how to start it.
    pub fn running(&self) -> Result<Record, Failure> {
        match self.supervisor()? {
            Supervisor::Running(record) => Ok(*record),
            Supervisor::Starting | Supervisor::Lost { .. } | Supervisor::Absent => {
                let environment = &self.settings.environment.name;
                Err(Failure::failed(format!("the platform of {environment} isn't running")).hint("logline up"))
            }
        }
    }

    pub fn supervisor(&self) -> Result<Supervisor, Failure> {
        Supervisor::look(&self.files)
            .map_err(|error| Failure::failed("can't tell whether the platform runs").caused_by(&error))
    }

    /// A token of this environment, until a time in whole seconds.
    pub fn mint(
        &self,
        user: &User,
        tenant: &Tenant,
        scope: String,
        expires: Timestamp,
    ) -> Result<(String, Claims), Failure> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: audience(&self.settings.environment.name),
            sub: user.as_str().to_owned(),
            tenant: tenant.as_str().to_owned(),
            scope,
            iat: Timestamp::now().as_second(),
            exp: expires.as_second(),
            jti: uuid::Uuid::now_v7().to_string(),
        };
        let key = TokenKey::load_or_create(&self.files)?;
        Ok((mint(key.signing_key(), &claims), claims))
    }

    /// The owner's login on the database that the configuration names, or on the private one,
    /// which must be running.
    pub fn owner_login(&self) -> Result<::database::Database, Failure> {
        let config = &self.config.database;
        let record = match config.url {
            Some(_) => None,
            None => Some(self.running()?.database),
        };
        let login = database::owner_login(config, record.as_ref(), &self.files)?;
        login.ok_or_else(|| {
            Failure::failed("the running platform's database was given to it, and now isn't").hint("logline up")
        })
    }
}

/// Remote environments are carried by the feature `aws`, and not by every command yet.
fn not_here(environment: &Environment) -> Failure {
    let name = &environment.name;
    if cfg!(feature = "aws") {
        return Failure::usage(format!("can't do this with the environment {name}"))
            .because("it is on AWS, and this command works on local environments only so far")
            .hint(format!("logline status --env {name}"));
    }
    Failure::usage(format!("can't work on the environment {name}"))
        .because("it is on AWS, and this build of logline has no AWS support")
        .hint("logline env list")
}
