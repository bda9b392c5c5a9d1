//! PostgreSQL programs in a directory: which version they are, and whether they bring `vector`.

use std::io;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::version::{VectorVersion, Version};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The directory that holds `postgres` and `initdb`.
    pub bin: PathBuf,
    pub version: Version,
    /// The `vector` extension that this server can create.
    pub vector: Option<VectorVersion>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Found on this machine.
    Machine,
    /// Unpacked into the cache directory by us.
    Wheel,
}

#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error("{bin} holds no PostgreSQL server: {program} is missing", bin = bin.display())]
    Missing { bin: PathBuf, program: &'static str },
    #[error("{account} may not enter {at}, where the PostgreSQL of {bin} lies", at = at.display(), bin = bin.display())]
    Unreachable { account: String, at: PathBuf, bin: PathBuf },
    #[error("running {program}", program = program.display())]
    Run { program: PathBuf, source: io::Error },
    #[error("{program} does not tell its version: {told}", program = program.display())]
    Unreadable { program: PathBuf, told: String },
}

impl Installation {
    /// Asks the programs in `bin` what they are.
    pub async fn probe(bin: &Path, origin: Origin, account: &Account) -> Result<Self, ProbeError> {
        for program in ["postgres", "initdb"] {
            if !bin.join(program).is_file() {
                return Err(ProbeError::Missing {
                    bin: bin.into(),
                    program,
                });
            }
        }
        let unreachable = |at: &Path| ProbeError::Unreachable {
            account: account.name.clone(),
            at: at.to_path_buf(),
            bin: bin.to_path_buf(),
        };
        match account.stopped_at(bin) {
            Ok(None) => {}
            Ok(Some(at)) => return Err(unreachable(at)),
            Err(source) => {
                return Err(ProbeError::Run {
                    program: bin.into(),
                    source,
                });
            }
        }

        let told = ask(account, &bin.join("postgres"), "--version").await?;
        let version = Version::parse(&told).ok_or_else(|| ProbeError::Unreadable {
            program: bin.join("postgres"),
            told: told.trim().into(),
        })?;
        let vector = share_directories(bin, version, account)
            .await
            .iter()
            .find_map(|share| vector_in(share));
        Ok(Self {
            bin: bin.into(),
            version,
            vector,
            origin,
        })
    }

    pub fn has_vector(&self) -> bool {
        self.vector.is_some()
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }
}

async fn ask(account: &Account, program: &Path, question: &str) -> Result<String, ProbeError> {
    let output = account.command(program).arg(question).current_dir("/").output().await;
    let output = output.map_err(|source| ProbeError::Run {
        program: program.into(),
        source,
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ProbeError::Unreadable {
        program: program.into(),
        told,
    })
}

/// Where the server looks for extensions. `pg_config` knows; packagers that leave it out of the
/// server's package keep to one of the layouts after it.
async fn share_directories(bin: &Path, version: Version, account: &Account) -> Vec<PathBuf> {
    let program = bin.join("pg_config");
    if program.is_file()
        && let Ok(told) = ask(account, &program, "--sharedir").await
    {
        return vec![PathBuf::from(told.trim())];
    }
    let mut places = vec![PathBuf::from(format!("/usr/share/postgresql/{}", version.major))];
    places.extend(
        bin.parent()
            .into_iter()
            .flat_map(|up| [up.join("share/postgresql"), up.join("share")]),
    );
    places
}

fn vector_in(share: &Path) -> Option<VectorVersion> {
    let control = std::fs::read_to_string(share.join("extension/vector.control")).ok()?;
    let line = control
        .lines()
        .find(|line| line.trim_start().starts_with("default_version"))?;
    VectorVersion::parse(line.split_once('=')?.1.trim().trim_matches('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_directory_without_a_server_is_named_with_what_it_lacks() {
        let account = Account::for_server().unwrap();
        let error = Installation::probe(Path::new("/usr/share"), Origin::Machine, &account)
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                ProbeError::Missing {
                    program: "postgres",
                    ..
                }
            ),
            "{error}"
        );
    }
}
