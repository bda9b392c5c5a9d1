//! Looks for a PostgreSQL to run: one on this machine that has `vector`, else the wheel, else
//! one on this machine without vectors.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::installation::{Installation, Origin, ProbeError};
use crate::version::{Verdict, assess};
use crate::wheel::{Wheel, WheelError, WheelEvent};

/// Where packagers put servers: Debian, Red Hat, Alpine, from source, Homebrew (two), Postgres.app.
const PLACES: [&str; 7] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// Who will run the server: what this account cannot reach is no use.
    pub account: &'a Account,
    /// The search path for programs (`PATH`): servers are looked for there too, and Python.
    pub path: Option<&'a OsStr>,
    /// Where the wheel is unpacked. The account must be able to go there.
    pub cache: &'a Path,
    /// Only this major: a data directory is served by the major that made it.
    pub major: Option<u16>,
}

#[derive(Debug)]
pub struct Found {
    pub installation: Installation,
    /// Set when the server has no vectors: why the wheel, which has them, could not be used.
    pub no_vector_because: Option<WheelError>,
}

#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error("no usable PostgreSQL{} on this machine, and none could be installed", wanted(*.major))]
    Nothing {
        major: Option<u16>,
        /// Servers that are there and too old to be used.
        refused: Vec<Installation>,
        #[source]
        wheel: WheelError,
    },
}

impl Search<'_> {
    /// Every server on this machine, the unpacked wheel among them, newest first; those that are
    /// there and cannot be used as errors. Downloads nothing.
    pub async fn installed(&self) -> Vec<Result<Installation, ProbeError>> {
        let mut found = Vec::new();
        for bin in self.directories() {
            found.push(Installation::probe(&bin, Origin::Machine, self.account).await);
        }
        if let Some(wheel) = self.wheel().installed().await.transpose() {
            found.push(wheel);
        }
        found.sort_by_key(|probed| Reverse(probed.as_ref().ok().map(|server| server.version)));
        found
    }

    /// The server to run. `told` hears of the download, which takes a while.
    pub async fn find(&self, told: &(dyn Fn(WheelEvent) + Send + Sync)) -> Result<Found, SearchError> {
        let (refused, mut usable): (Vec<_>, Vec<_>) = self
            .installed()
            .await
            .into_iter()
            .flatten()
            .filter(|server| server.origin == Origin::Machine && self.major.is_none_or(|m| m == server.version.major))
            .partition(|server| matches!(assess(server.version), Verdict::Refused { .. }));
        if let Some(at) = usable.iter().position(Installation::has_vector) {
            return Ok(Found {
                installation: usable.swap_remove(at),
                no_vector_because: None,
            });
        }

        let wheel = match self.major {
            Some(major) if major != Wheel::VERSION.major => Err(WheelError::OtherMajor { wanted: major }),
            _ => self.wheel().install(told).await,
        };
        match wheel {
            Ok(installation) => Ok(Found {
                installation,
                no_vector_because: None,
            }),
            Err(wheel) => match usable.into_iter().next() {
                Some(installation) => Ok(Found {
                    installation,
                    no_vector_because: Some(wheel),
                }),
                None => Err(SearchError::Nothing {
                    major: self.major,
                    refused,
                    wheel,
                }),
            },
        }
    }

    fn wheel(&self) -> Wheel<'_> {
        Wheel {
            account: self.account,
            path: self.path,
            cache: self.cache,
        }
    }

    /// The directories that hold a `postgres`, each once, links followed.
    fn directories(&self) -> Vec<PathBuf> {
        let on_path = self
            .path
            .map(|path| std::env::split_paths(path).collect())
            .unwrap_or_default();
        let places: Vec<PathBuf> = PLACES
            .iter()
            .flat_map(|place| expand(place))
            .chain::<Vec<_>>(on_path)
            .collect();
        let mut directories = Vec::new();
        for place in places {
            let program = place.join("postgres").canonicalize().ok();
            if let Some(bin) = program.as_deref().and_then(Path::parent)
                && bin.join("initdb").is_file()
                && !directories.iter().any(|known| known == bin)
            {
                directories.push(bin.to_path_buf());
            }
        }
        directories
    }
}

/// The paths that a pattern with one star stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    // A place that is not there, or not ours to read, holds no server for us.
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let names = entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter(|name| name.starts_with(prefix))
        .map(|name| PathBuf::from(format!("{parent}/{name}{after}")))
        .collect()
}

fn wanted(major: Option<u16>) -> String {
    major.map(|major| format!(" {major}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_the_rest_of_one_name() {
        let root = std::env::temp_dir().join(format!("logline-search-{}", std::process::id()));
        for name in ["pgsql-15/bin", "pgsql-16/bin", "mysql/bin"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        let mut found = expand(&format!("{}/pgsql-*/bin", root.display()));
        found.sort();
        assert_eq!(found, [root.join("pgsql-15/bin"), root.join("pgsql-16/bin")]);
        assert!(expand("/nowhere/at-all-*/bin").is_empty());
        std::fs::remove_dir_all(root).unwrap();
    }
}
