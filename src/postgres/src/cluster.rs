//! A data directory and the programs and account that serve it.

use std::fs;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::account::{Account, make_public_directories};
use crate::installation::Installation;
use crate::leftovers;

/// The superuser of every cluster made here.
pub const SUPERUSER: &str = "postgres";

#[derive(Clone, Debug)]
pub struct Cluster {
    pub(crate) directory: PathBuf,
    pub(crate) installation: Installation,
    pub(crate) account: Account,
}

#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("{directory} is neither empty nor a PostgreSQL data directory", directory = directory.display())]
    Foreign { directory: PathBuf },
    #[error("{account}, who runs the server, may not enter {at}", at = at.display())]
    Unreachable { account: String, at: PathBuf },
    #[error("{operation} {path}", path = path.display())]
    Disk {
        operation: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("initdb failed: {told}")]
    Initdb { told: String },
}

impl Cluster {
    /// `directory` is the data directory itself; it need not exist.
    pub fn new(directory: &Path, installation: Installation, account: Account) -> Result<Self, ClusterError> {
        let directory = std::path::absolute(directory).map_err(|e| disk("resolving", directory, e))?;
        Ok(Self {
            directory,
            installation,
            account,
        })
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The major that made the directory; None if there is no cluster in it.
    pub async fn major_of(directory: &Path) -> Result<Option<u16>, ClusterError> {
        let path = directory.join("PG_VERSION");
        match tokio::fs::read_to_string(&path).await {
            Ok(text) => match text.trim().parse() {
                Ok(major) => Ok(Some(major)),
                Err(_) => Err(ClusterError::Foreign {
                    directory: directory.into(),
                }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk("reading", &path, error)),
        }
    }

    /// Makes the cluster unless it is there; true if it was made.
    ///
    /// It is made beside its place and renamed when it is whole, so that one whose making was
    /// killed is not taken for a cluster: the next call removes it and makes another. The caller
    /// sees to it that one process at a time initialises a directory.
    pub async fn initialise(&self, superuser_password: &str) -> Result<bool, ClusterError> {
        if Self::major_of(&self.directory).await?.is_some() {
            return Ok(false);
        }
        if fs::read_dir(&self.directory).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(ClusterError::Foreign {
                directory: self.directory.clone(),
            });
        }
        let parent = self.directory.parent().unwrap_or(Path::new("/"));
        make_public_directories(parent).map_err(|e| disk("making", parent, e))?;
        self.check_reach(parent)?;

        let prefix = self.workplace_prefix();
        leftovers::remove(parent, &prefix)
            .await
            .map_err(|(path, e)| disk("removing", &path, e))?;
        let workplace = parent.join(format!("{prefix}{}", std::process::id()));
        self.account
            .make_private_directory(&workplace)
            .map_err(|e| disk("making", &workplace, e))?;
        let made = self.initialise_through(&workplace, superuser_password).await;
        fs::remove_dir_all(&workplace).map_err(|e| disk("removing", &workplace, e))?;
        made.map(|()| true)
    }

    async fn initialise_through(&self, workplace: &Path, superuser_password: &str) -> Result<(), ClusterError> {
        let data = workplace.join("data");
        let password = workplace.join("password");
        self.write_private(&password, superuser_password)
            .map_err(|e| disk("writing", &password, e))?;

        let initdb = self.installation.program("initdb");
        let output = self
            .account
            .command(&initdb)
            .args([
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--username",
                SUPERUSER,
            ])
            .arg("--pwfile")
            .arg(&password)
            .arg("--pgdata")
            .arg(&data)
            .current_dir(workplace)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|e| disk("running", &initdb, e))?;
        if !output.status.success() {
            return Err(ClusterError::Initdb {
                told: String::from_utf8_lossy(&output.stderr).trim().into(),
            });
        }
        fs::rename(&data, &self.directory).map_err(|e| disk("renaming the new cluster to", &self.directory, e))
    }

    /// A server that cannot enter its directory says so in words that help nobody.
    pub(crate) fn check_reach(&self, directory: &Path) -> Result<(), ClusterError> {
        match self.account.stopped_at(directory) {
            Ok(None) => Ok(()),
            Ok(Some(at)) => Err(ClusterError::Unreachable {
                account: self.account.name.clone(),
                at: at.into(),
            }),
            Err(source) => Err(disk("looking at", directory, source)),
        }
    }

    fn write_private(&self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = fs::File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        self.account.own(path)?;
        writeln!(file, "{text}")
    }

    fn workplace_prefix(&self) -> String {
        let name = self.directory.file_name().unwrap_or_default().to_string_lossy();
        format!(".{name}.initialising-")
    }
}

fn disk(operation: &'static str, path: &Path, source: io::Error) -> ClusterError {
    ClusterError::Disk {
        operation,
        path: path.into(),
        source,
    }
}
