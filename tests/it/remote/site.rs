//! An account with nothing in it, and a home whose credentials are for it.

use std::fs;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use strict::emulator::MiniStack;
use strict::recorder::Call;
use strict::{Running, Strict};
use tokio::process::Command;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::inventory::Inventory;
use super::raw::Raw;
use crate::bed::{Answer, Bed, Home, Outcome, Trouble};

pub(super) struct Site {
    pub(super) account: String,
    pub(super) home: Home,
    /// Stands between the program and the emulator: records, and does faults.
    pub(super) cloud: Running,
    /// Past the proxy.
    pub(super) raw: Raw,
}

static MINISTACK: OnceCell<MiniStack> = OnceCell::const_new();
static ACCOUNTS: AtomicU64 = AtomicU64::new(100_000_000_001);

/// Whatever a run has to wait for: the lease of the dead, lists that may lag, other runs on the same machine.
const PATIENCE: Duration = Duration::from_mins(5);

impl Site {
    /// As lax as the emulator, and as quick.
    pub(super) async fn new(bed: &Bed) -> Result<Self, Trouble> {
        Self::behind(bed, Strict::lax).await
    }

    /// With AWS's rules, or some of them.
    pub(super) async fn behind(bed: &Bed, rules: impl FnOnce(Strict) -> Strict) -> Result<Self, Trouble> {
        // It ends with this process, however that ends.
        let emulator = MINISTACK.get_or_try_init(start).await?;
        let cloud = rules(Strict::new(emulator.url())).start().await?;
        let account = ACCOUNTS.fetch_add(1, Ordering::Relaxed).to_string();
        Ok(Self {
            home: home(bed, &account, cloud.url())?,
            raw: Raw::new(emulator.url(), &account),
            account,
            cloud,
        })
    }

    /// With AWS's rules, and its minutes in hundredths of a second.
    pub(super) async fn hurried(bed: &Bed) -> Result<Self, Trouble> {
        Self::behind(bed, |strict| strict.with_time_scale(0.0005)).await
    }

    /// A second operator of the same account, on another machine.
    pub(super) fn another_home(&self, bed: &Bed) -> Result<Home, Trouble> {
        home(bed, &self.account, self.cloud.url())
    }

    /// Arguments in words, for the environment dev.
    pub(super) fn run(&self, line: &str) -> Result<Answer, Trouble> {
        self.home.run(&arguments(line))
    }

    /// [`Site::run`] with more variables, while other things go on here.
    pub(super) async fn beside(&self, line: &str, variables: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let mut command = Command::from(self.home.command(&arguments(line)));
        command.envs(variables.iter().copied()).kill_on_drop(true);
        let ended = timeout(PATIENCE, command.output()).await;
        Ok(ended
            .map_err(|_| Trouble::new(format!("logline {line} does not end")))??
            .into())
    }

    pub(super) async fn up(&self) -> Result<Answer, Trouble> {
        self.beside("up --yes", &[]).await?.succeeded()
    }

    pub(super) async fn down(&self) -> Result<Answer, Trouble> {
        self.beside("down --yes", &[]).await?.succeeded()
    }

    pub(super) async fn inventory(&self) -> Result<Inventory, Trouble> {
        Inventory::of(&self.raw).await
    }

    /// A run that ends with this code, and its one JSON value.
    pub(super) fn json(&self, line: &str, code: i32) -> Result<Value, Trouble> {
        let answer = self.run(&format!("{line} --output json"))?;
        if answer.code == Some(code) {
            answer.json()
        } else {
            Err(Trouble::new(format!("{line}: {answer:?}")))
        }
    }

    /// As if it had never been used from here.
    pub(super) fn forget(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.home.path().join(".logline")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    /// Calls that changed the platform since the last time this was asked. The lease and the records of runs are no
    /// part of it.
    pub(super) fn changes(&self) -> Vec<Call> {
        let recorder = self.cloud.recorder();
        let mut calls = recorder.mutating();
        recorder.clear();
        let is_bookkeeping =
            |call: &Call| call.service == "s3" && ["PutObject", "DeleteObject"].contains(&&*call.operation);
        calls.retain(|call| !is_bookkeeping(call));
        calls
    }
}

/// Its services load when they are first asked, which may take longer than the program gives AWS for its first answer.
async fn start() -> Result<MiniStack, Trouble> {
    let emulator = MiniStack::start().await?;
    let scope =
        "AWS4-HMAC-SHA256 Credential=100000000000/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0";
    let request = reqwest::Client::new()
        .post(emulator.url())
        .header("authorization", scope);
    let form = request.header("content-type", "application/x-www-form-urlencoded");
    let asked = form.body("Action=GetCallerIdentity&Version=2011-06-15").send().await?;
    asked.error_for_status()?;
    Ok(emulator)
}

/// `up --yes`, for the environment dev unless another one is named.
pub(super) fn arguments(line: &str) -> Vec<&str> {
    let mut arguments: Vec<&str> = line.split(' ').collect();
    if !arguments.contains(&"--env") {
        arguments.extend(["--env", "dev"]);
    }
    arguments
}

fn home(bed: &Bed, account: &str, url: &str) -> Result<Home, Trouble> {
    Ok(Home::new(bed)?
        .with("AWS_ENDPOINT_URL", url)
        .with("AWS_ACCESS_KEY_ID", account)
        .with("AWS_SECRET_ACCESS_KEY", "test"))
}

/// Calls by name, for messages.
pub(super) fn named(calls: &[Call]) -> String {
    calls.iter().map(Call::action).collect::<Vec<_>>().join(", ")
}

/// As an assertion, for stories that are told together: the others are heard to their end.
pub(super) fn holds(claim: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if claim { Ok(()) } else { Err(Trouble::new(otherwise())) }
}

pub(super) fn same(found: &Inventory, expected: &Inventory) -> Outcome {
    found
        .difference(expected)
        .map_or(Ok(()), |difference| Err(Trouble::new(difference)))
}
