//! An environment: its name, and whose defaults and guards it has.

use std::fmt;

use serde::Serialize;

/// Longest name that still fits into the names of all resources made from it.
const LONGEST_NAME: usize = 16;

/// One environment that commands can work on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    pub name: String,
    pub like: Base,
}

/// The four environments that exist without configuration. One that `logline.toml` adds is like one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Base {
    Local,
    Dev,
    Staging,
    Production,
}

impl Base {
    pub const ALL: [Self; 4] = [Self::Local, Self::Dev, Self::Staging, Self::Production];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }

    /// Local environments run on this machine, all others on AWS.
    pub fn is_local(self) -> bool {
        self == Self::Local
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Whether a name matches `[a-z][a-z0-9-]{0,15}`.
pub(super) fn is_environment_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_environments_have_a_fixed_form() {
        for good in ["a", "local", "qa-2", "abcdefghijklmnop"] {
            assert!(is_environment_name(good), "{good}");
        }
        for bad in ["", "Local", "2nd", "-a", "a_b", "a/b", "..", "abcdefghijklmnopq", "ä"] {
            assert!(!is_environment_name(bad), "{bad}");
        }
    }
}
