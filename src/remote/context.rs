//! A remote environment, ready to be worked on: configured, connected, and the account known.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws::{Account, Aws, Farewell, WallClock};
use engine::{Catalog, Clock, Deaf, Fence, Gate, Graph, Journal, Listener, Patience, Scope};

use super::{RunFiles, trouble};
use crate::cli::{Failure, Invocation, quoted};
use crate::config::{RemoteConfig, Settings};
use crate::platform;
use crate::ui::Ui;

/// The upper rung of the ladder for commands that work on AWS.
pub struct RemoteContext {
    pub settings: Settings,
    pub config: RemoteConfig,
    pub aws: Arc<Aws>,
    pub account: Account,
    pub scope: Scope,
    pub files: RunFiles,
    pub ui: Ui,
}

/// Who only looks gives up sooner than who has begun to change something.
const PATIENCE_OF_A_LOOK: Patience = Patience {
    answer: Duration::from_secs(20),
    again: Duration::from_mins(1),
    dependency: Duration::ZERO,
    settle: Duration::ZERO,
    window: Duration::from_secs(30),
};

impl RemoteContext {
    pub async fn connect(invocation: &Invocation, farewell: Farewell) -> Result<Self, Failure> {
        let settings = invocation.settings()?;
        let config = RemoteConfig::of(&settings)?;
        let environment = settings.environment.name.clone();
        warn_of_another_region(invocation, &environment, &config)?;
        let connected = Box::pin(aws::connect(&config.region)).await;
        let endpoint = invocation.variables.get("AWS_ENDPOINT_URL")?;
        let (aws, account) = connected.map_err(|error| trouble::not_connected(&environment, endpoint, &error))?;
        if let Some(pinned) = config.account.as_ref().filter(|pinned| **pinned != account.id) {
            return Err(Failure::refused(format!(
                "these credentials are of account {}, and {environment} is in account {pinned}",
                account.id
            ))
            .because(format!("aws.account pins it; the caller is {}", account.caller))
            .hint(format!("logline env show --env {environment}")));
        }
        Ok(Self {
            scope: Scope {
                environment: environment.clone(),
                account: account.id.clone(),
                region: account.region.clone(),
            },
            files: RunFiles::new(settings.path("local.dir")?, &environment),
            aws: Arc::new(aws.with_farewell(farewell)),
            account,
            settings,
            config,
            ui: invocation.ui.clone(),
        })
    }

    /// The first line of every command that changes something: what it is about to change.
    pub fn announce(&self) {
        self.ui.note(&format!(
            "environment {}, account {}, {}",
            self.scope.environment, self.scope.account, self.scope.region
        ));
    }

    /// A command to type, for this environment.
    pub fn command(&self, words: &str) -> String {
        format!("logline {words} --env {}", quoted(&self.scope.environment))
    }

    pub fn graph(&self) -> Graph {
        platform::graph(&self.config, self.scope.clone())
    }

    pub fn foundation_graph(&self) -> Graph {
        platform::foundation(self.scope.clone())
    }

    /// What everything but the foundation is made of.
    pub fn catalog(&self) -> Catalog {
        aws::catalog(&self.aws)
    }

    pub fn foundation(&self) -> Catalog {
        aws::foundation(&self.aws)
    }

    pub fn clock() -> Arc<dyn Clock> {
        Arc::new(WallClock::new())
    }

    /// A gate that lets no change through.
    pub fn looking(&self) -> Result<Gate, Failure> {
        let journal = self.files.read_journal();
        let journal = journal.map_err(|error| trouble::journal(&self.files, &error))?;
        let gate = Self::gate(journal, Fence::closed(), Arc::new(Deaf));
        Ok(gate.with_patience(PATIENCE_OF_A_LOOK))
    }

    pub fn gate(journal: Journal, fence: Fence, listener: Arc<dyn Listener>) -> Gate {
        // Only spreads out repeats; two runs that start in the same nanosecond may well repeat together.
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Gate::new(Self::clock(), journal, fence, listener, u64::from(seed.subsec_nanos())).with_limits(aws::limits())
    }
}

/// The region is part of the environment: it must not depend on whose shell it is.
fn warn_of_another_region(invocation: &Invocation, environment: &str, config: &RemoteConfig) -> Result<(), Failure> {
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if let Some(region) = invocation
            .variables
            .get(name)?
            .filter(|region| **region != config.region)
        {
            invocation.ui.warn(&format!(
                "{name} says {region}; {environment} is in {}, which aws.region decides",
                config.region
            ));
            break;
        }
    }
    Ok(())
}
