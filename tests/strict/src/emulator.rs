//! Emulators of AWS as processes of this test run: installed once, started clean, never left behind.
//!
//! `LOGLINE_TEST_MINISTACK` and `LOGLINE_TEST_MOTO` name programs to use, `LOGLINE_TEST_PYTHON` a
//! Python with boto3; without them a fixed version is installed into the user's cache, once for all
//! runs.

mod install;
mod process;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use http::{Method, StatusCode};

use crate::upstream::{Unreachable, Upstream};
use install::Package;
use process::Process;

/// The main emulator: runs functions, holds state for each account (a 12-digit access key id).
#[derive(Debug)]
pub struct MiniStack {
    process: Process,
}

/// The second opinion, with other gaps.
#[derive(Debug)]
pub struct Moto {
    process: Process,
}

#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    #[error("no home directory to install {0} below")]
    NoCache(&'static str),
    #[error("installing {package}: {why}")]
    Install { package: &'static str, why: String },
    #[error("starting {}: {source}", program.display())]
    Start { program: PathBuf, source: io::Error },
    #[error("{} was not ready after {seconds} s; its last words:\n{log}", program.display())]
    NotReady {
        program: PathBuf,
        seconds: u64,
        log: String,
    },
    #[error("resetting the emulator: {0}")]
    Reset(#[from] Unreachable),
    #[error("resetting the emulator: it answered {0}")]
    ResetRefused(StatusCode),
}

const MINISTACK: Package = Package {
    name: "ministack",
    version: "1.5.33",
    requirement: "ministack==1.5.33",
    program: "ministack",
    variable: "LOGLINE_TEST_MINISTACK",
};

const MOTO: Package = Package {
    name: "moto",
    version: "5.2.1",
    requirement: "moto[server]==5.2.1",
    program: "moto_server",
    variable: "LOGLINE_TEST_MOTO",
};

/// For scripts that use AWS's own library.
const BOTO3: Package = Package {
    name: "boto3",
    version: "1.43.106",
    requirement: "boto3==1.43.106",
    program: "python",
    variable: "LOGLINE_TEST_PYTHON",
};

/// A Python that has boto3.
pub async fn python() -> Result<PathBuf, EmulatorError> {
    BOTO3.program().await
}

impl MiniStack {
    /// On a free port of 127.0.0.1, empty, without authorization.
    pub async fn start() -> Result<Self, EmulatorError> {
        Self::start_with(&[]).await
    }

    /// With more in its environment, such as `AUTH=true` or `REDIS_PORT`; what is given here wins.
    /// Functions inherit all of it.
    pub async fn start_with(more: &[(&str, &str)]) -> Result<Self, EmulatorError> {
        let program = MINISTACK.program().await?;
        let launch = |port: u16| {
            let mut environment: Vec<(String, OsString)> = [
                ("BIND_HOST", "127.0.0.1"),
                ("MINISTACK_HOST", "127.0.0.1"),
                ("MINISTACK_REGION", "us-east-1"),
                ("LAMBDA_EXECUTOR", "local"),
                // Answered as the cache's address; nothing needs to listen there.
                ("REDIS_HOST", "127.0.0.1"),
                ("REDIS_PORT", "6379"),
                ("SFTP_ENABLED", "0"),
                ("IOT_MTLS_ENABLED", "0"),
                ("AUTH", "false"),
                // A database of its own in a container is nothing that a test asked for.
                ("DOCKER_HOST", "unix:///nonexistent/docker.sock"),
            ]
            .map(|(name, value)| (name.to_owned(), OsString::from(value)))
            .into();
            environment.push(("GATEWAY_PORT".to_owned(), port.to_string().into()));
            environment.push(("AWS_ENDPOINT_URL".to_owned(), url(port).into()));
            for (name, value) in more {
                environment.push(((*name).to_owned(), (*value).into()));
            }
            (Vec::new(), environment)
        };
        let process = Process::start(&program, "/_ministack/health", launch).await?;
        Ok(Self { process })
    }

    /// `http://127.0.0.1:port`
    pub fn url(&self) -> &str {
        self.process.url()
    }

    /// Forgets everything, in every account.
    pub async fn reset(&self) -> Result<(), EmulatorError> {
        reset(self.url(), "/_ministack/reset").await
    }
}

impl Moto {
    pub async fn start() -> Result<Self, EmulatorError> {
        let program = MOTO.program().await?;
        let launch = |port: u16| {
            let arguments = ["-H", "127.0.0.1", "-p", &port.to_string()]
                .map(OsString::from)
                .to_vec();
            let managed_policies = ("MOTO_IAM_LOAD_MANAGED_POLICIES".to_owned(), OsString::from("true"));
            (arguments, vec![managed_policies])
        };
        let process = Process::start(&program, "/moto-api/", launch).await?;
        Ok(Self { process })
    }

    /// `http://127.0.0.1:port`
    pub fn url(&self) -> &str {
        self.process.url()
    }

    pub async fn reset(&self) -> Result<(), EmulatorError> {
        reset(self.url(), "/moto-api/reset").await
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

async fn reset(url: &str, path: &str) -> Result<(), EmulatorError> {
    let answer = Upstream::new(url)?.ask(Method::POST, path).await?;
    match answer.status {
        status if status.is_success() => Ok(()),
        status => Err(EmulatorError::ResetRefused(status)),
    }
}
