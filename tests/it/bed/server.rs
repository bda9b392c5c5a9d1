//! A PostgreSQL server for trials, with a template: the schema migrated once, copied per trial.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use db_migration::{Migrations, Target, UpOptions, set_app_password, up};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use postgres::{Account, Cluster, Installation, SUPERUSER, Search, Settings, StartError, Wheel, bootstrap};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;

use super::database::{Database, Login, Role, way};
use super::{Outcome, Trouble};
use crate::patience::until;

pub(crate) struct Pg {
    cluster: Cluster,
    password: String,
    running: OnceCell<Result<Running, String>>,
    databases: AtomicU32,
}

struct Running {
    port: u16,
    has_vector: bool,
    /// Holds the schema; nobody may be connected to it while it is copied.
    template: OnceCell<Result<(), String>>,
}

/// The role that owns every database here, with the rights that a managed server gives.
const OWNER: &str = "logline_owner";
const APP: &str = "logline_app";
const TEMPLATE: &str = "logline_template";
/// Like the template, without the schema.
const EMPTY: &str = "logline_empty";

impl Pg {
    /// A server that starts in `directory` when it is first asked for something.
    pub(super) fn new(installation: Installation, directory: &Path) -> Result<Self, Trouble> {
        let cluster = Cluster::new(&directory.join("data"), installation, Account::for_server()?)?;
        Ok(Self {
            cluster,
            password: random()?,
            running: OnceCell::new(),
            databases: AtomicU32::new(0),
        })
    }

    pub(crate) fn major(&self) -> u16 {
        self.installation().version.major
    }

    pub(crate) fn installation(&self) -> &Installation {
        self.cluster.installation()
    }

    pub(crate) async fn port(&self) -> Result<u16, Trouble> {
        Ok(self.running().await?.port)
    }

    pub(crate) async fn has_vector(&self) -> Result<bool, Trouble> {
        Ok(self.running().await?.has_vector)
    }

    /// A database with the whole schema.
    pub(crate) async fn database(&self) -> Result<Database, Trouble> {
        let running = self.running().await?;
        let made = running
            .template
            .get_or_init(|| async { self.migrate().await.map_err(|e| e.to_string()) });
        made.await.clone().map_err(Trouble::new)?;
        let database = self.copy(TEMPLATE).await?;
        // A copy has everything but the rights to the database itself.
        let name = database.name();
        let rights = format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {APP}");
        database.as_owner().await?.batch_execute(&rights).await?;
        Ok(database)
    }

    /// A database with nothing in it (but `vector`, which only a superuser can make).
    pub(crate) async fn empty_database(&self) -> Result<Database, Trouble> {
        self.copy(EMPTY).await
    }

    /// As `kill -9` does it; of a server of one's own.
    pub(crate) async fn kill(&self) -> Outcome {
        let server = self.cluster.adopt(Duration::from_secs(10)).await?;
        let server = server.ok_or_else(|| Trouble::new("there is no server to kill"))?;
        let pid = Pid::from_raw(i32::try_from(server.pid())?);
        kill(pid, Signal::SIGKILL)?;
        // Not even a zombie: the next server would take it for a living one.
        until("the killed server is gone", async || {
            Ok::<_, Trouble>(kill(pid, None).is_err().then_some(()))
        })
        .await
    }

    /// After a kill, on the port that it had.
    pub(crate) async fn start_again(&self) -> Outcome {
        let port = self.port().await?;
        self.cluster.start(&self.settings(port)).await?;
        Ok(())
    }

    fn settings(&self, port: u16) -> Settings {
        Settings {
            durable: false,
            max_connections: 200,
            ..Settings::durable(port, self.cluster.directory().with_file_name("postgres.log"))
        }
    }

    async fn copy(&self, template: &str) -> Result<Database, Trouble> {
        let name = format!("it_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let server = self.login(Role::Superuser, "postgres").await?;
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}");
        server.connect().await?.batch_execute(&statement).await?;
        let logins = [
            self.login(Role::Owner, &name).await?,
            self.login(Role::App, &name).await?,
            self.login(Role::Superuser, &name).await?,
        ];
        Ok(Database::new(name, logins, server, Handle::current()))
    }

    async fn migrate(&self) -> Result<(), Trouble> {
        let server = self.login(Role::Superuser, "postgres").await?.connect().await?;
        server
            .batch_execute(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE {EMPTY} OWNER {OWNER}"))
            .await?;
        let owner = Target::new(way(self.login(Role::Owner, TEMPLATE).await?.into_config()));
        up(&owner, &Migrations::embedded()?, &UpOptions::default(), &|_| ()).await?;
        set_app_password(&owner, &self.password).await?;
        Ok(())
    }

    async fn login(&self, role: Role, database: &str) -> Result<Login, Trouble> {
        let user = match role {
            Role::Owner => OWNER,
            Role::App => APP,
            Role::Superuser => SUPERUSER,
        };
        Ok(Login::new(self.port().await?, user, &self.password, database))
    }

    async fn running(&self) -> Result<&Running, Trouble> {
        let start = || async { self.start().await.map_err(|trouble| trouble.to_string()) };
        self.running.get_or_init(start).await.as_ref().map_err(Trouble::new)
    }

    async fn start(&self) -> Result<Running, Trouble> {
        self.cluster.initialise(&self.password).await?;
        let port = self.start_on_a_free_port().await?;
        let made = bootstrap(port, &self.password, OWNER, &self.password, EMPTY).await?;
        Ok(Running {
            port,
            has_vector: made.vector.is_some(),
            template: OnceCell::new(),
        })
    }

    /// A port that is free now may be somebody's a moment later.
    async fn start_on_a_free_port(&self) -> Result<u16, Trouble> {
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            match self.cluster.start(&self.settings(port)).await {
                Ok(server) => return Ok(server.port()),
                Err(StartError::PortTaken { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Trouble::new("ten free ports were taken before the server had them"))
    }
}

/// The servers to test on.
pub(super) async fn installations() -> Result<Vec<Installation>, Trouble> {
    let wanted = environment("LOGLINE_TEST_POSTGRES");
    let majors: Vec<u16> = match &wanted {
        Some(list) => list
            .to_string_lossy()
            .split(',')
            .map(|major| major.trim().parse())
            .collect::<Result<_, _>>()?,
        None => vec![15, Wheel::VERSION.major],
    };
    let mut found = Vec::new();
    for major in majors {
        match find(Some(major)).await {
            Ok(installation) => found.push(installation),
            Err(_) if wanted.is_none() && major != Wheel::VERSION.major => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(found)
}

pub(super) async fn any_installation() -> Result<Installation, Trouble> {
    find(Some(Wheel::VERSION.major)).await
}

async fn find(major: Option<u16>) -> Result<Installation, Trouble> {
    let (account, path, cache) = (Account::for_server()?, environment("PATH"), cache()?);
    let search = Search {
        account: &account,
        path: path.as_deref(),
        cache: &cache,
        major,
    };
    let found = search.find(&|_| ()).await?;
    match found.no_vector_because {
        // The wheel is what brings vectors into the tests: without it they would pass by saying less.
        Some(why) if major == Some(Wheel::VERSION.major) => Err(why.into()),
        _ => Ok(found.installation),
    }
}

/// The product's own cache, unless told otherwise: one download serves all.
fn cache() -> Result<PathBuf, Trouble> {
    if let Some(cache) = environment("LOGLINE_TEST_CACHE") {
        return Ok(cache.into());
    }
    if nix::unistd::geteuid().is_root() {
        return Ok("/var/cache/logline".into());
    }
    let home = std::env::home_dir().ok_or_else(|| Trouble::new("no home directory for the cache"))?;
    Ok(home.join(".cache/logline"))
}

fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn random() -> Result<String, Trouble> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}
