//! A PostgreSQL server with an empty database of the owner's.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use postgres::{Account, Cluster, Search, Settings};
use serde_json::{Value, json};
use tokio_postgres::{Client, Config, NoTls};

use crate::Trouble;

/// Stopped and removed when it is dropped.
pub struct Server {
    root: PathBuf,
    cluster: Cluster,
    settings: Settings,
    running: postgres::Server,
}

/// Logs in as the owner of the schema.
pub const OWNER: &str = "logline_owner";
pub const APP: &str = "logline_app";
const DATABASE: &str = "logline";
/// What every role is first given.
pub const PASSWORD: &str = "the-first-password";

impl Server {
    /// On the newest server of this machine. `prepare` may change its data directory before it starts.
    pub async fn start(prepare: impl FnOnce(&Path) -> Result<(), Trouble>) -> Result<Self, Trouble> {
        let root = std::env::temp_dir().join(format!("logline-fn-{}-{}", std::process::id(), free_port()?));
        std::fs::create_dir(&root)?;
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o755))?;
        let account = Account::for_server()?;
        let search = Search {
            account: &account,
            path: Some(&search_path()),
            // Nothing is downloaded for these tests: a server without vectors will do.
            cache: &root,
            major: None,
        };
        let installed = search.installed().await.into_iter().flatten();
        let newest = installed.max_by_key(|installation| installation.version.major);
        let cluster = Cluster::new(&root.join("data"), newest.ok_or("no PostgreSQL here")?, account)?;
        cluster.initialise(PASSWORD).await?;
        prepare(cluster.directory())?;
        let settings = Settings {
            durable: false,
            ..Settings::durable(free_port()?, root.join("postgres.log"))
        };
        let running = cluster.start(&settings).await?;
        postgres::bootstrap(running.port(), PASSWORD, OWNER, PASSWORD, DATABASE).await?;
        Ok(Self {
            root,
            cluster,
            settings,
            running,
        })
    }

    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.settings.port).into()
    }

    /// How a role logs in, with its first password.
    pub fn login(&self, user: &str) -> Config {
        let mut login = Config::new();
        login
            .host("127.0.0.1")
            .port(self.settings.port)
            .user(user)
            .password(PASSWORD)
            .dbname(DATABASE);
        login
    }

    /// A login as a secret, through whatever listens at `port`.
    pub fn secret(user: &str, password: &str, port: u16) -> Value {
        json!({"username": user, "password": password, "database": DATABASE, "host": "127.0.0.1", "port": port})
    }

    /// Somebody who may do everything, in the same database.
    pub async fn superuser(&self) -> Result<Client, Trouble> {
        let (client, connection) = self.login(postgres::SUPERUSER).connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Stops it and starts it again, on the same port.
    pub async fn restart(&mut self) -> Result<(), Trouble> {
        self.running.stop(Duration::from_secs(20)).await?;
        self.running = self.cluster.start(&self.settings).await?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.running.pid();
        if let Ok(pid) = pid.try_into() {
            // At once: what it holds is of no use to anybody any more.
            let _gone = kill(Pid::from_raw(pid), Signal::SIGQUIT);
        }
        let _removed = std::fs::remove_dir_all(&self.root);
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}
