//! A running server: started as a child, or taken over from a supervisor that died.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::Instant;

use crate::cluster::Cluster;
use crate::postmaster::{Postmaster, Status, is_running, signal};
use crate::start::{StartError, disk};
use crate::wait;

/// A server that runs. Dropping it leaves the server running, so that a supervisor that fails
/// takes no data down with it; [`Cluster::adopt`] finds it again, [`Server::stop`] ends it.
#[derive(Debug)]
pub struct Server {
    directory: PathBuf,
    pid: Pid,
    port: u16,
    /// None for one that was taken over: only its parent may wait for a process.
    child: Option<Child>,
}

/// What it took to stop a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It had ended before.
    Already,
    /// Sessions were ended and everything was written.
    Fast,
    /// It was cut off; the next start recovers from the log.
    Immediate,
}

#[derive(Debug, thiserror::Error)]
pub enum StopError {
    #[error("sending a signal to server {pid}")]
    Signal { pid: Pid, source: io::Error },
    #[error("server {pid} still runs after it was told to end at once")]
    StillRunning { pid: Pid },
}

/// How often a server that is nobody's child is looked at: its end comes unannounced.
const WATCH: Duration = Duration::from_millis(200);

/// How long a server that was told to end at once may take.
const IMMEDIATE: Duration = Duration::from_secs(5);

impl Cluster {
    /// Takes over the server that runs on this directory; None if there is none.
    ///
    /// One that is starting is waited for until it is ready, one that is stopping until it is gone.
    pub async fn adopt(&self, patience: Duration) -> Result<Option<Server>, StartError> {
        let directory = &self.directory;
        let look = || match Postmaster::read(directory) {
            Ok(Some(postmaster)) if postmaster.serves(directory) => {
                (postmaster.status == Status::Ready).then_some(Ok(Some(postmaster)))
            }
            Ok(_) => Some(Ok(None)),
            Err(source) => Some(Err(disk("reading postmaster.pid in", directory, source))),
        };
        let found = wait::until(Instant::now() + patience, look).await;
        let told = || "it is running, and neither ready nor gone".to_owned();
        let postmaster = found.unwrap_or_else(|| Err(StartError::TooSlow { patience, told: told() }))?;
        Ok(postmaster.map(|Postmaster { pid, port, .. }| Server {
            directory: directory.clone(),
            pid,
            port,
            child: None,
        }))
    }
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.pid.as_raw().unsigned_abs()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// True for a server that was taken over and not started.
    pub fn is_adopted(&self) -> bool {
        self.child.is_none()
    }

    pub fn is_alive(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => Postmaster {
                pid: self.pid,
                port: self.port,
                status: Status::Ready,
            }
            .serves(&self.directory),
        }
    }

    /// Returns when the server has ended, whoever ended it.
    pub async fn ended(&mut self) {
        match &mut self.child {
            // An error means that there is no such child any more.
            Some(child) => drop(child.wait().await),
            None => {
                while is_running(self.pid) {
                    tokio::time::sleep(WATCH).await;
                }
            }
        }
    }

    /// Ends sessions and writes everything; if that takes longer than `patience`, cuts it off.
    pub async fn stop(&mut self, patience: Duration) -> Result<Stopped, StopError> {
        if !self.is_alive() {
            return Ok(Stopped::Already);
        }
        let pid = self.pid;
        signal(pid, Signal::SIGINT).map_err(|source| StopError::Signal { pid, source })?;
        if self.has_ended_within(patience).await {
            return Ok(Stopped::Fast);
        }
        signal(pid, Signal::SIGQUIT).map_err(|source| StopError::Signal { pid, source })?;
        if self.has_ended_within(IMMEDIATE).await {
            return Ok(Stopped::Immediate);
        }
        Err(StopError::StillRunning { pid })
    }

    pub(crate) fn started(directory: PathBuf, pid: Pid, port: u16, child: Child) -> Self {
        Self {
            directory,
            pid,
            port,
            child: Some(child),
        }
    }

    async fn has_ended_within(&mut self, patience: Duration) -> bool {
        if let Some(child) = &mut self.child {
            return tokio::time::timeout(patience, child.wait()).await.is_ok();
        }
        let pid = self.pid;
        wait::until(Instant::now() + patience, || (!is_running(pid)).then_some(()))
            .await
            .is_some()
    }

    /// For a start that failed: the error that is being reported already is the one that matters.
    pub(crate) async fn cut_off(&mut self) {
        if signal(self.pid, Signal::SIGQUIT).is_ok() {
            self.has_ended_within(IMMEDIATE).await;
        }
    }
}
