//! The directory of one run. A run that was killed leaves its servers running there: the next one
//! stops them.

use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgres::{Account, Cluster};

use super::Trouble;
use super::server::any_installation;

pub(crate) const PREFIX: &str = "logline-it-";

pub(super) struct Place {
    path: PathBuf,
    /// Held as long as the run lives; the kernel lets go of it when it is killed.
    _lock: File,
}

impl Place {
    pub(super) async fn take() -> Result<Self, Trouble> {
        for entry in fs::read_dir(std::env::temp_dir())? {
            let path = entry?.path();
            let named = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
            if named && lock(&path)?.is_some() {
                sweep(&path).await?;
            }
        }
        let path = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        make_open_directory(&path)?;
        File::create_new(path.join("lock"))?;
        match lock(&path)? {
            Some(lock) => Ok(Self { path, _lock: lock }),
            None => Err(Trouble::new(format!("{} is in use", path.display()))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn leave(&self) -> Result<(), Trouble> {
        sweep(&self.path).await
    }
}

pub(crate) fn make_open_directory(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o755))
}

/// Removes the places of runs that were killed.
pub(crate) async fn sweep_dead() -> Result<(), Trouble> {
    for entry in fs::read_dir(std::env::temp_dir())? {
        let path = entry?.path();
        let named = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        if named && let Some(_lock) = lock(&path)? {
            sweep(&path).await?;
        }
    }
    Ok(())
}

/// None if it is somebody else's, or no place of a run (any more).
fn lock(place: &Path) -> io::Result<Option<File>> {
    let file = match File::options().append(true).open(place.join("lock")) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Cuts off every server below and removes everything: nobody will read this data again.
async fn sweep(place: &Path) -> Result<(), Trouble> {
    let (account, installation) = (Account::for_server()?, any_installation().await?);
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        super::home::sweep(&entry.path())?;
        let cluster = Cluster::new(&entry.path().join("data"), installation.clone(), account.clone())?;
        if let Some(mut server) = cluster.adopt(Duration::from_secs(10)).await? {
            server.stop(Duration::ZERO).await?;
        }
    }
    Ok(fs::remove_dir_all(place)?)
}
