//! The strict layer as a test sees it: made with options, started, asked, stopped by letting go.

use std::io;
use std::sync::Arc;

use jiff::SignedDuration;
use tokio::task::JoinHandle;

use crate::cloud::{Cloud, held};
use crate::faults::Faults;
use crate::proxy::{Proxy, listen};
use crate::recorder::Recorder;
use crate::rules;
use crate::settings::{Quota, Settings};
use crate::upstream::{Unreachable, Upstream};

/// A strict layer that is not started yet.
#[derive(Debug, Clone)]
pub struct Strict {
    upstream: String,
    port: u16,
    settings: Settings,
}

/// A strict layer that listens, until it is dropped.
pub struct Running {
    url: String,
    proxy: Arc<Proxy>,
    task: JoinHandle<()>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("listening on 127.0.0.1:{port}: {source}")]
    Listen { port: u16, source: io::Error },
    #[error("the emulator behind: {0}")]
    Upstream(#[from] Unreachable),
    #[error("there is no rule named {0}")]
    UnknownRule(String),
}

impl Strict {
    /// All rules, minutes of AWS in fractions of a second (1/200), nothing that lags.
    pub fn new(upstream: &str) -> Self {
        Self {
            upstream: upstream.to_owned(),
            port: 0,
            settings: Settings::default(),
        }
    }

    /// No rules at all: forwards, records, and does faults.
    #[must_use]
    pub fn lax(mut self) -> Self {
        self.settings.is_lax = true;
        self
    }

    #[must_use]
    pub fn on_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Real seconds for each second of AWS: with 0.005 a database takes 2.4 s instead of 480.
    #[must_use]
    pub fn with_time_scale(mut self, scale: f64) -> Self {
        self.settings.time_scale = scale;
        self
    }

    /// The same for rate limits, when they shall not pass as quickly as states do.
    #[must_use]
    pub fn with_rate_scale(mut self, scale: f64) -> Self {
        self.settings.rate_scale = Some(scale);
        self
    }

    /// Without one rule, to show that it bites.
    #[must_use]
    pub fn without(mut self, rule: &str) -> Self {
        self.settings.without.insert(rule.to_owned());
        self
    }

    /// So many lists that should show a new thing don't, and so many by tag don't show new tags.
    #[must_use]
    pub fn with_lag(mut self, reads: u32) -> Self {
        self.settings.lag = reads;
        self
    }

    /// Lists don't show a new thing for this many seconds of AWS.
    #[must_use]
    pub fn with_lag_time(mut self, seconds: u32) -> Self {
        self.settings.lag_time = seconds;
        self
    }

    /// The cloud's clock is ahead by so much.
    #[must_use]
    pub fn with_clock_ahead(mut self, by: SignedDuration) -> Self {
        self.settings.skew = by;
        self
    }

    /// The only account whose access keys are known.
    #[must_use]
    pub fn with_account(mut self, account: &str) -> Self {
        self.settings.account = Some(account.to_owned());
        self
    }

    #[must_use]
    pub fn with_quota(mut self, quota: Quota, value: u32) -> Self {
        self.settings.quotas.insert(quota, value);
        self
    }

    /// Nobody may do this: `ec2:CreateNatGateway`, `rds:*`.
    #[must_use]
    pub fn deny(mut self, action: &str) -> Self {
        self.settings.denied.insert(action.to_owned());
        self
    }

    /// Listens on 127.0.0.1. Needs a tokio runtime that lives as long.
    pub async fn start(self) -> Result<Running, StartError> {
        // A test that takes out a rule which isn't there would show nothing.
        let unknown = self
            .settings
            .without
            .iter()
            .find(|name| !rules::all().any(|rule| rule.name == **name));
        if let Some(name) = unknown {
            return Err(StartError::UnknownRule(name.clone()));
        }
        let upstream = Upstream::new(&self.upstream)?;
        let port = self.port;
        let (listener, address) = listen(port)
            .await
            .map_err(|source| StartError::Listen { port, source })?;
        let proxy = Arc::new(Proxy::new(Cloud::new(upstream, self.settings)));
        let task = tokio::spawn(Arc::clone(&proxy).serve(listener));
        Ok(Running {
            url: format!("http://{address}"),
            proxy,
            task,
        })
    }
}

impl Running {
    /// `http://127.0.0.1:port`
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn recorder(&self) -> &Recorder {
        &self.proxy.recorder
    }

    pub fn faults(&self) -> &Faults {
        &self.proxy.faults
    }

    pub fn deny(&self, action: &str) {
        held(&self.proxy.cloud.settings).denied.insert(action.to_owned());
    }

    pub fn allow(&self, action: &str) {
        held(&self.proxy.cloud.settings).denied.remove(action);
    }

    /// From now on, or no longer.
    pub fn expire_credentials(&self, expired: bool) {
        held(&self.proxy.cloud.settings).credentials_expired = expired;
    }

    pub fn set_quota(&self, quota: Quota, value: u32) {
        held(&self.proxy.cloud.settings).quotas.insert(quota, value);
    }

    pub fn set_lag(&self, reads: u32) {
        held(&self.proxy.cloud.settings).lag = reads;
    }

    /// What the emulator refused although AWS had accepted it: a test's cloud is not AWS's any
    /// more if there is any.
    pub fn complaints(&self) -> Vec<String> {
        self.proxy.cloud.complaints()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
