//! The passwords of a local environment's database: made once, known to nobody, 0600.

use serde::{Deserialize, Serialize};

use super::EnvironmentFiles;
use crate::cli::Failure;
use crate::os::{create_private_directory, private_file};
use crate::secret::Secret;

/// One password for each role.
#[derive(Debug)]
pub struct DatabaseSecrets {
    pub superuser: Secret<String>,
    pub owner: Secret<String>,
    pub app: Secret<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    superuser: String,
    owner: String,
    app: String,
}

impl DatabaseSecrets {
    /// Those that are kept, or new ones.
    pub fn open(files: &EnvironmentFiles) -> Result<Self, Failure> {
        let path = files.database_secrets();
        let failed = |error: &(dyn std::error::Error + 'static)| {
            Failure::failed(format!("can't read the database's passwords in {}", path.display())).caused_by(error)
        };
        let made = Kept {
            superuser: password()?,
            owner: password()?,
            app: password()?,
        };
        for directory in [files.directory().to_owned(), files.keys()] {
            create_private_directory(&directory).map_err(|error| failed(&error))?;
        }
        let text = serde_json::to_string_pretty(&made).map_err(|error| failed(&error))?;
        files.create().map_err(|error| failed(&error))?;
        private_file::write_new(&path, text.as_bytes()).map_err(|error| failed(&error))?;
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&error))?;
        // Without the parser's own words, which may quote what is there.
        let kept: Kept = serde_json::from_str(&text).map_err(|_| {
            Failure::failed(format!("{} isn't as logline wrote it", path.display())).hint("logline down --purge")
        })?;
        Ok(Self {
            superuser: Secret::new(kept.superuser),
            owner: Secret::new(kept.owner),
            app: Secret::new(kept.app),
        })
    }
}

/// 256 bits, in letters that need no quoting anywhere.
fn password() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::failed("the system gives no random numbers").caused_by(&error))?;
    Ok(hex::encode(bytes))
}
