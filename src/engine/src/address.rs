//! Where a resource stands in the platform: `layer/name`, the same in every run.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What `--only` selects by: the part before the first slash.
    pub fn layer(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    pub(crate) fn is_well_formed(&self) -> bool {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '/');
        self.0.chars().all(allowed) && self.0.split('/').count() >= 2 && self.0.split('/').all(|part| !part.is_empty())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
