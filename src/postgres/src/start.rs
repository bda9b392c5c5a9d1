//! Starts a server and waits until it accepts connections, or tells why it does not.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::unistd::Pid;
use tokio::process::Child;
use tokio::time::Instant;

use crate::cluster::{Cluster, ClusterError};
use crate::postmaster::{Postmaster, Status};
use crate::server::Server;
use crate::wait;

/// How a server is started. It listens on 127.0.0.1 only.
#[derive(Clone, Debug)]
pub struct Settings {
    pub port: u16,
    /// Where the server's messages go: appended to, readable by the caller alone.
    pub log: PathBuf,
    pub max_connections: u16,
    /// False for tests: what is committed survives a killed server, and not a crash of the machine.
    pub durable: bool,
    /// How long a start may take; a crash recovery is part of it.
    pub patience: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("port {port} of 127.0.0.1 is taken")]
    PortTaken { port: u16 },
    #[error("another server is running on {directory}", directory = directory.display())]
    AlreadyRunning { directory: PathBuf },
    #[error("the processes of a dead server still use {directory}", directory = directory.display())]
    StillInUse { directory: PathBuf },
    #[error("{directory} was made by PostgreSQL {data}, and this is {server}", directory = directory.display())]
    OtherMajor { directory: PathBuf, data: u16, server: u16 },
    #[error("there is no cluster in {directory}", directory = directory.display())]
    NoCluster { directory: PathBuf },
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error("{operation} {path}", path = path.display())]
    Disk {
        operation: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("the server ended while it started ({status}): {told}")]
    Died { status: ExitStatus, told: String },
    #[error("the server was not ready after {} s: {told}", patience.as_secs())]
    TooSlow { patience: Duration, told: String },
}

/// How many of a server's last words an error repeats.
const LAST_LINES: usize = 12;

impl Settings {
    /// Settings for a server that keeps data, with room for the handlers' pool and an operator.
    pub fn durable(port: u16, log: PathBuf) -> Self {
        Self {
            port,
            log,
            max_connections: 60,
            durable: true,
            patience: Duration::from_mins(1),
        }
    }

    fn values(&self) -> Vec<String> {
        let mut values: Vec<String> = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=128MB",
            "timezone=UTC",
            "log_timezone=UTC",
            // Our queries are short: compiling them costs more than it saves.
            "jit=off",
            "password_encryption=scram-sha-256",
            "log_line_prefix=%m [%p] %q%u@%d %a ",
            // Statements and the details of their errors hold the tenants' data.
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
        ]
        .map(str::to_owned)
        .into();
        values.push(format!("port={}", self.port));
        values.push(format!("max_connections={}", self.max_connections));
        if !self.durable {
            values.extend(["fsync=off", "full_page_writes=off"].map(str::to_owned));
        }
        values
    }
}

impl Cluster {
    /// Starts a server and waits until it accepts connections.
    ///
    /// It is a process group of its own: Ctrl-C in a terminal is for the caller, who then stops it
    /// in order.
    pub async fn start(&self, settings: &Settings) -> Result<Server, StartError> {
        let deadline = Instant::now() + settings.patience;
        match Self::major_of(&self.directory).await? {
            None => {
                return Err(StartError::NoCluster {
                    directory: self.directory.clone(),
                });
            }
            Some(data) if data != self.installation.version.major => {
                let server = self.installation.version.major;
                return Err(StartError::OtherMajor {
                    directory: self.directory.clone(),
                    data,
                    server,
                });
            }
            Some(_) => self.check_reach(&self.directory)?,
        }
        loop {
            match self.start_once(settings, deadline).await {
                // Of a server that was killed, the sessions find out by themselves and end.
                Err(StartError::StillInUse { .. }) if Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(StartError::AlreadyRunning { .. }) if self.disown_stranger()? => {}
                outcome => return outcome,
            }
        }
    }

    /// True if what the server took for its running predecessor is something else.
    fn disown_stranger(&self) -> Result<bool, StartError> {
        let failed = |e| disk("correcting postmaster.pid in", &self.directory, e);
        let directory = self.directory.canonicalize().map_err(failed)?;
        let stranger = Postmaster::read(&directory)
            .map_err(failed)?
            .is_some_and(|it| it.is_another(&directory));
        if stranger {
            Postmaster::disown(&directory).map_err(failed)?;
        }
        Ok(stranger)
    }

    async fn start_once(&self, settings: &Settings, deadline: Instant) -> Result<Server, StartError> {
        let mut log = open_log(&settings.log).map_err(|e| disk("opening", &settings.log, e))?;
        let from = log
            .seek(SeekFrom::End(0))
            .map_err(|e| disk("reading", &settings.log, e))?;
        let mut child = self.spawn(settings, &log)?;
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let gone = || {
            disk(
                "watching",
                &settings.log,
                io::Error::other("a new process has no number"),
            )
        };
        let pid = Pid::from_raw(id.ok_or_else(gone)?);

        let look = || match child.try_wait() {
            Ok(Some(status)) => Some(Ok(Some(status))),
            Ok(None) => match Postmaster::read(&self.directory) {
                // The file may still be that of the server before.
                Ok(Some(it)) if it.pid == pid && it.status == Status::Ready => Some(Ok(None)),
                Ok(_) => None,
                Err(source) => Some(Err(source)),
            },
            Err(source) => Some(Err(source)),
        };
        let seen = wait::until(deadline, look).await;
        let told = || last_words(&settings.log, from);
        let mut server = Server::started(self.directory.clone(), pid, settings.port, child);
        match seen {
            Some(Ok(None)) => Ok(server),
            Some(Ok(Some(status))) => Err(self.why_it_died(status, settings, told())),
            Some(Err(source)) => {
                server.cut_off().await;
                Err(disk("watching the start of the server on", &self.directory, source))
            }
            None => {
                server.cut_off().await;
                Err(StartError::TooSlow {
                    patience: settings.patience,
                    told: told(),
                })
            }
        }
    }

    fn spawn(&self, settings: &Settings, log: &File) -> Result<Child, StartError> {
        let program = self.installation.program("postgres");
        let copy = || log.try_clone().map_err(|e| disk("opening", &settings.log, e));
        let mut command = self.account.command(&program);
        command
            .arg("-D")
            .arg(&self.directory)
            .current_dir(&self.directory)
            .process_group(0);
        for value in settings.values() {
            command.arg("-c").arg(value);
        }
        command.stdin(Stdio::null()).stdout(copy()?).stderr(copy()?);
        command.spawn().map_err(|e| disk("running", &program, e))
    }

    /// The server is started with English messages, so that these words are what it says.
    fn why_it_died(&self, status: ExitStatus, settings: &Settings, told: String) -> StartError {
        let directory = self.directory.clone();
        if told.contains("Address already in use") {
            StartError::PortTaken { port: settings.port }
        } else if told.contains("lock file \"postmaster.pid\" already exists") {
            StartError::AlreadyRunning { directory }
        } else if told.contains("pre-existing shared memory block") {
            StartError::StillInUse { directory }
        } else {
            StartError::Died { status, told }
        }
    }
}

fn open_log(path: &Path) -> io::Result<File> {
    let file = File::options()
        .create(true)
        .append(true)
        .read(true)
        .mode(0o600)
        .open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

/// What the server has written to its log since it was started.
fn last_words(log: &Path, from: u64) -> String {
    let read = || -> io::Result<String> {
        let mut file = File::open(log)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    match read() {
        Ok(text) => {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
        }
        Err(error) => format!("(its log cannot be read: {error})"),
    }
}

pub(crate) fn disk(operation: &'static str, path: &Path, source: io::Error) -> StartError {
    StartError::Disk {
        operation,
        path: path.into(),
        source,
    }
}
