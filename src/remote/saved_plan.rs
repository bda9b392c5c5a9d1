//! A plan in a file, for its owner only: what was shown is what is done later, or nothing is.

use std::path::Path;

use engine::{Plan, PlanError};
use serde_json::{Value, json};

use super::{Draft, trouble};
use crate::cli::{Failure, quoted};
use crate::os::private_file;

/// Grows when an older program could not read the new form.
const SCHEMA: u64 = 1;

impl Draft {
    pub fn save(&self, file: &Path) -> Result<(), Failure> {
        let saved = json!({
            "schema_version": SCHEMA,
            "logline": env!("CARGO_PKG_VERSION"),
            "foundation": self.foundation,
            "platform": self.platform,
        });
        private_file::write(file, format!("{saved:#}\n").as_bytes()).map_err(|error| {
            Failure::failed(format!("can't write the plan to {}", file.display()))
                .caused_by(&error)
                .hint(format!("ls -ld {}", quoted(&parent(file))))
        })
    }

    pub fn load(environment: &str, file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Failure::usage(format!("can't read the plan in {}", file.display()))
                .caused_by(&error)
                .hint(format!(
                    "logline plan --env {environment} --out {}",
                    quoted(&file.to_string_lossy())
                ))
        })?;
        read(&text).map_err(|error| trouble::plan_refused(environment, &error))
    }
}

fn read(text: &str) -> Result<Draft, PlanError> {
    let saved: Value = serde_json::from_str(text).map_err(PlanError::Unreadable)?;
    if let Some(found) = saved["schema_version"].as_u64().filter(|found| *found != SCHEMA) {
        return Err(PlanError::Schema {
            found: found.try_into().unwrap_or(u32::MAX),
        });
    }
    let part = |name: &str| Plan::from_json(&saved[name].to_string());
    Ok(Draft {
        foundation: part("foundation")?,
        platform: part("platform")?,
    })
}

fn parent(file: &Path) -> String {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_string_lossy().into_owned()
}
