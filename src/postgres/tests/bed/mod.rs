//! A directory, a server's programs and a port for one test; gone afterwards, server and all.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use logline_postgres::{Account, Cluster, Installation, Search, Server, Settings, Wheel};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio_postgres::{Config, Error, NoTls};

pub(crate) struct Bed {
    pub(crate) root: PathBuf,
    pub(crate) installation: Installation,
    account: Account,
    settings: Settings,
}

impl Bed {
    /// One bed for the newest server of each major on this machine, the wheel's among them.
    pub(crate) async fn on_each_server(test: &str) -> Vec<Self> {
        let account = Account::for_server().unwrap();
        let (path, cache) = (search_path(), cache());
        let search = Search {
            account: &account,
            path: Some(&path),
            cache: &cache,
            major: Some(Wheel::VERSION.major),
        };
        search.find(&|_| ()).await.unwrap();
        let search = Search { major: None, ..search };
        let mut installations: Vec<_> = search.installed().await.into_iter().flatten().collect();
        installations.dedup_by_key(|installation| installation.version.major);
        installations
            .into_iter()
            .map(|installation| Self::new(test, installation, account.clone()))
            .collect()
    }

    fn new(test: &str, installation: Installation, account: Account) -> Self {
        let name = format!(
            "logline-pg-{}-{test}-{}",
            installation.version.major,
            std::process::id()
        );
        let root = std::env::temp_dir().join(name);
        fs::create_dir(&root).unwrap();
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
        let settings = Settings {
            durable: false,
            ..Settings::durable(free_port(), root.join("postgres.log"))
        };
        Self {
            root,
            installation,
            account,
            settings,
        }
    }

    pub(crate) fn cluster(&self, name: &str) -> Cluster {
        Cluster::new(&self.root.join(name), self.installation.clone(), self.account.clone()).unwrap()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.clone()
    }

    pub(crate) async fn sql(&self, server: &Server, statement: &str) -> Result<(), Error> {
        self.client(server).await?.batch_execute(statement).await
    }

    pub(crate) async fn number(&self, server: &Server, query: &str) -> i32 {
        self.client(server)
            .await
            .unwrap()
            .query_one(query, &[])
            .await
            .unwrap()
            .get(0)
    }

    /// A process of the account that runs the servers.
    pub(crate) fn stranger(&self) -> Child {
        let mut command = Command::new("/bin/cat");
        command.stdin(std::process::Stdio::piped());
        let owner = self.owner();
        if owner != (0, 0) {
            command.uid(owner.0).gid(owner.1);
        }
        command.spawn().unwrap()
    }

    pub(crate) fn write_as_account(&self, path: &Path, text: &str) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        let (uid, gid) = self.owner();
        chown(path, Some(uid), Some(gid)).unwrap();
    }

    /// Whoever owns the cluster's files.
    fn owner(&self) -> (u32, u32) {
        let meta = fs::metadata(self.root.join("data")).unwrap();
        (meta.uid(), meta.gid())
    }

    async fn client(&self, server: &Server) -> Result<tokio_postgres::Client, Error> {
        let mut config = Config::new();
        config
            .host("127.0.0.1")
            .port(server.port())
            .user("postgres")
            .password("secret")
            .dbname("postgres");
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

impl Drop for Bed {
    /// A test that failed has left its server running.
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.root.join("data/postmaster.pid")).ok();
        if let Some(pid) = pid.and_then(|text| text.lines().next()?.parse::<u32>().ok())
            && std::thread::panicking()
        {
            signal(pid, Signal::SIGQUIT);
        }
        fs::remove_dir_all(&self.root).unwrap();
    }
}

pub(crate) fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(pid).unwrap()), signal).unwrap();
}

pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

pub(crate) fn search_path() -> OsString {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests of a library find python3 as their caller would"
    )]
    let path = std::env::var("PATH").unwrap();
    path.into()
}

/// The product's own cache: one download serves all.
fn cache() -> PathBuf {
    if nix::unistd::geteuid().is_root() {
        return PathBuf::from("/var/cache/logline");
    }
    std::env::home_dir().unwrap().join(".cache/logline")
}
