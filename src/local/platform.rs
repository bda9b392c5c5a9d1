//! The local platform, running in this process: database, schema, functions and gateway, and the
//! eye that is kept on them.

use std::time::Duration;

use db_migration::{Migrations, Target, UpOptions};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::database::{self, Logins, PrivateServer};
use super::record::{DatabaseRecord, GIVEN, PRIVATE, Record};
use super::{DatabaseSecrets, EnvironmentFiles, Functions, Gateway, LocalContext, gateway, logs};
use crate::cli::Failure;
use crate::os::{Lock, StopSignals};
use crate::ui::Ui;

/// Requests in flight get this long to end when the platform stops.
const DRAIN: Duration = Duration::from_secs(5);
/// Between two tries to start a server that ended.
const RESTART_PAUSE: Duration = Duration::from_secs(1);

/// Whoever only looks whether the lock is held lets go of it within this time.
const PEEK: Duration = Duration::from_millis(300);
const LOOK: Duration = Duration::from_millis(15);

/// Everything that runs. Ends with [`Platform::stop`].
pub struct Platform {
    private: Option<PrivateServer>,
    gateway: JoinHandle<std::io::Result<()>>,
    stopping: watch::Sender<bool>,
    pub record: Record,
    files: EnvironmentFiles,
    _lock: Lock,
}

impl Platform {
    /// Starts everything, in order. What was started is stopped again if a later part fails.
    pub async fn start(cx: &LocalContext, fingerprint: String) -> Result<Self, Failure> {
        let (files, ui) = (&cx.files, &cx.ui);
        let lock = take_lock(cx).await?;
        logs::put_full_aside(&files.logs())?;
        logs::start(&files.logs(), &cx.config.log_level, None)?;
        let secrets = DatabaseSecrets::open(files)?;
        let (mut private, logins) = if let Some(logins) = database::given(&cx.config.database, &secrets)? {
            (None, logins)
        } else {
            let server = PrivateServer::open(files, &cx.config.database, &cx.machine, &secrets, ui).await?;
            let logins = server.logins.clone();
            (Some(server), logins)
        };
        match Self::start_on(cx, &logins, &secrets, private.as_ref(), fingerprint).await {
            Ok((gateway, stopping, record)) => Ok(Self {
                private,
                gateway,
                stopping,
                record,
                files: files.clone(),
                _lock: lock,
            }),
            Err(failure) => {
                if let Some(server) = &mut private {
                    server.stop().await?;
                }
                Err(failure)
            }
        }
    }

    async fn start_on(
        cx: &LocalContext,
        logins: &Logins,
        secrets: &DatabaseSecrets,
        private: Option<&PrivateServer>,
        fingerprint: String,
    ) -> Result<(JoinHandle<std::io::Result<()>>, watch::Sender<bool>, Record), Failure> {
        let waiting = migrate(logins, secrets, &cx.ui).await?;
        if !waiting.is_empty() {
            let why = private
                .and_then(|server| server.no_vector_because.as_deref())
                .unwrap_or("the server has no extension vector");
            cx.ui
                .warn(&format!("without vectors: memory_embeddings is missing ({why})"));
        }
        let functions = Functions::open(cx, logins.app.clone())?;
        let listener = listen(cx).await?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure::failed("can't tell the gateway's port").caused_by(&error))?;
        let (stopping, stopped) = watch::channel(false);
        let gateway = Gateway {
            functions,
            appends: watch::Sender::new(0),
            stopping: stopped,
        };
        let record = Record {
            pid: std::process::id(),
            started_at: Timestamp::now(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            fingerprint,
            api_url: format!("http://{address}"),
            database: DatabaseRecord {
                kind: if private.is_some() { PRIVATE } else { GIVEN }.to_owned(),
                version: private.map(PrivateServer::version),
                port: private
                    .map(PrivateServer::port)
                    .or_else(|| cx.config.database.url.as_ref()?.config().get_ports().first().copied()),
                vectors: waiting.is_empty(),
            },
        };
        let serving = tokio::spawn(gateway.serve(listener));
        record
            .write(&cx.files)
            .map_err(|error| Failure::failed("can't write the platform's record").caused_by(&error))?;
        tracing::info!(
            api_url = record.api_url,
            database = record.database.kind,
            "the platform serves"
        );
        Ok((serving, stopping, record))
    }

    /// Keeps everything running until a signal asks it to stop.
    pub async fn watch(&mut self, signals: &mut StopSignals) -> Result<(), Failure> {
        loop {
            tokio::select! {
                () = signals.recv() => return Ok(()),
                ended = &mut self.gateway => {
                    let cause = match ended {
                        Ok(Ok(())) => "it stopped by itself".to_owned(),
                        Ok(Err(error)) => error.to_string(),
                        Err(error) => error.to_string(),
                    };
                    return Err(Failure::half_way("the gateway ended").because(cause).hint("logline up"));
                }
                () = database_ended(&mut self.private) => self.restart_database().await,
            }
        }
    }

    /// Requests wait a little for a server that comes back, and get 503 after that.
    async fn restart_database(&mut self) {
        let Some(server) = &mut self.private else { return };
        tracing::error!("PostgreSQL ended; starting it again");
        match server.restart().await {
            Ok(()) => tracing::info!(port = server.port(), "PostgreSQL runs again"),
            Err(error) => {
                tracing::error!(%error, "PostgreSQL does not start; trying again");
                tokio::time::sleep(RESTART_PAUSE).await;
            }
        }
    }

    /// Ends everything: first what asks, then what answers.
    pub async fn stop(mut self, ui: &Ui) -> Result<(), Failure> {
        let step = ui.step("stop the platform");
        self.stopping.send_replace(true);
        if tokio::time::timeout(DRAIN, &mut self.gateway).await.is_err() {
            tracing::warn!("requests were still in flight after {DRAIN:?}");
            self.gateway.abort();
        }
        if let Some(server) = &mut self.private {
            server.stop().await?;
        }
        Record::remove(&self.files)
            .map_err(|error| Failure::half_way("can't remove the platform's record").caused_by(&error))?;
        tracing::info!("the platform has stopped");
        step.finish("");
        Ok(())
    }
}

async fn take_lock(cx: &LocalContext) -> Result<Lock, Failure> {
    let files = &cx.files;
    let failed = |error: std::io::Error| {
        Failure::failed(format!("can't write to {}", files.directory().display()))
            .caused_by(&error)
            .hint("logline env show local.dir")
    };
    files.create().map_err(failed)?;
    let deadline = Instant::now() + PEEK;
    let mut lock = loop {
        match Lock::try_take(&files.supervisor_lock()).map_err(failed)? {
            Some(lock) => break lock,
            None if Instant::now() >= deadline => {
                return Err(Failure::lease_held("the local platform runs already").hint("logline status"));
            }
            None => tokio::time::sleep(LOOK).await,
        }
    };
    lock.sign().map_err(failed)?;
    Record::remove(files).map_err(failed)?;
    Ok(lock)
}

/// Brings the schema up to date and sets the password of the handlers' role. Gives the migrations
/// that wait for an extension.
async fn migrate(logins: &Logins, secrets: &DatabaseSecrets, ui: &Ui) -> Result<Vec<u32>, Failure> {
    let step = ui.step("bring the schema up to date");
    let migrations = Migrations::embedded()
        .map_err(|error| Failure::failed("the migrations of this program are not in order").caused_by(&error))?;
    let target = Target::new(logins.owner.clone());
    let done = db_migration::up(&target, &migrations, &UpOptions::default(), &|_| {})
        .await
        .map_err(Failure::from)?;
    db_migration::set_app_password(&target, secrets.app.reveal())
        .await
        .map_err(Failure::from)?;
    step.finish(match done.applied.len() {
        0 => format!("at migration {}", done.current),
        count => format!("{count} migrations applied, now at {}", done.current),
    });
    Ok(done.waiting)
}

async fn listen(cx: &LocalContext) -> Result<TcpListener, Failure> {
    let config = &cx.config.gateway;
    gateway::listen(config.address(), config.port_is_explicit)
        .await
        .map_err(|error| {
            Failure::failed(format!("the gateway can't listen on {}", config.address()))
                .caused_by(&error)
                .hint("LOGLINE_GATEWAY_PORT=0 logline up")
        })
}

async fn database_ended(private: &mut Option<PrivateServer>) {
    match private {
        Some(server) => server.ended().await,
        None => std::future::pending().await,
    }
}
