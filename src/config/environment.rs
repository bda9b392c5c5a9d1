//! An environment: its name, and whose defaults and guards it has.

use std::fmt;

use serde::Serialize;

use super::{LAYERS, Layer};

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

/// Why a name can't be the name of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    #[error("a name has 1 to {LONGEST_NAME} of a-z, 0-9 and -, and starts with a letter")]
    Form,
    /// `logline-dev-network-…` would be a resource of `dev` as well as one of `dev-network`.
    #[error("{0} is the name of a layer, and resources of another environment would have the same names")]
    Layer(&'static str),
    #[error("on AWS, names of databases and caches have no two dashes in a row, and a dash follows this one")]
    Dashes,
}

/// Names match `[a-z][a-z0-9-]{0,15}`, and no word after the first is a layer's.
pub(super) fn check_name(name: &str) -> Result<(), NameProblem> {
    let is_allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    if name.len() > LONGEST_NAME || !starts_well || !name.chars().all(is_allowed) {
        return Err(NameProblem::Form);
    }
    let is_word = |layer: &&Layer| name.split('-').skip(1).any(|word| word == layer.name);
    match LAYERS.iter().find(is_word) {
        Some(layer) => Err(NameProblem::Layer(layer.name)),
        None => Ok(()),
    }
}

impl Environment {
    /// What only AWS minds.
    pub(super) fn check_remote_name(&self) -> Result<(), NameProblem> {
        let has_dashes = format!("{}-", self.name).contains("--");
        if has_dashes && !self.like.is_local() {
            Err(NameProblem::Dashes)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_environments_have_a_fixed_form() {
        for good in ["a", "local", "qa-2", "abcdefghijklmnop"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in ["", "Local", "2nd", "-a", "a_b", "a/b", "..", "abcdefghijklmnopq", "ä"] {
            assert_eq!(check_name(bad), Err(NameProblem::Form), "{bad}");
        }
    }

    #[test]
    fn no_environment_has_names_that_another_one_could_have() {
        for (bad, layer) in [("dev-network", "network"), ("a-api-2", "api"), ("x-2-cache", "cache")] {
            assert_eq!(check_name(bad), Err(NameProblem::Layer(layer)), "{bad}");
        }
        for good in ["dev-networks", "api", "dev-2"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn on_aws_no_two_dashes_follow_each_other() {
        let check = |name: &str, like| {
            let name = name.to_owned();
            Environment { name, like }.check_remote_name()
        };
        for bad in ["a-", "a--b"] {
            assert_eq!(check(bad, Base::Dev), Err(NameProblem::Dashes), "{bad}");
            assert_eq!(check(bad, Base::Local), Ok(()), "{bad}");
        }
        assert_eq!(check("a-b", Base::Dev), Ok(()));
    }
}
