//! The account that a server runs as: PostgreSQL refuses root, so root's server is somebody else's.

use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::Path;

use nix::errno::Errno;
use nix::unistd::{Gid, Uid, User};
use tokio::process::Command;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    uid: u32,
    gid: u32,
    /// The program is root and has to become this account; otherwise it is this account.
    switches: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("looking up the account {name}")]
    Lookup { name: String, source: Errno },
    #[error("PostgreSQL does not run as root, and there is neither an account postgres nor nobody")]
    NoneForRoot,
}

impl Account {
    /// Oneself; for root `postgres` if there is such an account, else `nobody`.
    pub fn for_server() -> Result<Self, AccountError> {
        let (uid, gid) = (Uid::effective(), Gid::effective());
        if !uid.is_root() {
            // A container may run under a number that has no name; nothing here depends on one.
            let user = User::from_uid(uid).map_err(|source| AccountError::Lookup {
                name: uid.to_string(),
                source,
            })?;
            let name = user.map_or_else(|| uid.to_string(), |user| user.name);
            return Ok(Self {
                name,
                uid: uid.as_raw(),
                gid: gid.as_raw(),
                switches: false,
            });
        }
        for name in ["postgres", "nobody"] {
            let user = User::from_name(name).map_err(|source| AccountError::Lookup {
                name: name.into(),
                source,
            })?;
            if let Some(user) = user {
                return Ok(Self {
                    name: user.name,
                    uid: user.uid.as_raw(),
                    gid: user.gid.as_raw(),
                    switches: true,
                });
            }
        }
        Err(AccountError::NoneForRoot)
    }

    /// The first directory on the way to `path` that this account may not pass; what does not
    /// exist yet stops nobody. Root keeps its files where others cannot go (`/root`), a server
    /// does not start there.
    pub fn stopped_at<'a>(&self, path: &'a Path) -> io::Result<Option<&'a Path>> {
        let mut way: Vec<&Path> = path.ancestors().filter(|dir| !dir.as_os_str().is_empty()).collect();
        way.reverse();
        for dir in way {
            match dir.metadata() {
                Ok(meta) if !meta.is_dir() || self.passes(meta.mode(), meta.uid(), meta.gid()) => {}
                Ok(_) => return Ok(Some(dir)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(Some(dir)),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// A command that runs as this account, with an environment of its own: a PGOPTIONS or a
    /// language of the caller's must not reach the server or what we read from its messages.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin");
        if self.switches {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// A new directory that only this account may enter.
    pub(crate) fn make_private_directory(&self, path: &Path) -> io::Result<()> {
        std::fs::DirBuilder::new().mode(0o700).create(path)?;
        self.own(path)
    }

    pub(crate) fn own(&self, path: &Path) -> io::Result<()> {
        if self.switches {
            chown(path, Some(self.uid), Some(self.gid))
        } else {
            Ok(())
        }
    }

    fn passes(&self, mode: u32, uid: u32, gid: u32) -> bool {
        let executes = |bit: u32| mode & bit != 0;
        match (self.uid == uid, self.gid == gid) {
            (true, _) => executes(0o100),
            (_, true) => executes(0o010),
            _ => executes(0o001),
        }
    }
}

/// Directories that every account may read, whatever the umask is.
pub(crate) fn make_public_directories(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_public_directories(parent)?;
    }
    match std::fs::create_dir(path) {
        Ok(()) => std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_somebody_else_stops_the_account_and_a_missing_one_does_not() {
        let account = Account {
            name: "stranger".into(),
            uid: 54321,
            gid: 54321,
            switches: true,
        };
        let dir = std::env::temp_dir().join(format!("logline-account-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("closed/inner")).unwrap();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(dir.join("closed"), std::fs::Permissions::from_mode(0o700)).unwrap();

        let closed = dir.join("closed");
        assert_eq!(
            account.stopped_at(&closed.join("inner")).unwrap(),
            Some(closed.as_path())
        );
        assert_eq!(account.stopped_at(&dir.join("not/there/yet")).unwrap(), None);
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_program_that_is_root_serves_as_somebody_else() {
        let account = Account::for_server().unwrap();
        assert_ne!(account.uid, 0);
    }
}
