//! One thing that can be configured, and what it holds when nobody says anything.

use super::{Base, KEYS, Kind};

/// One thing that can be configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// `layer.name`, as in `[env.<environment>.<layer>]`.
    pub name: &'static str,
    pub kind: Kind,
    /// One line for the file that `env init` writes.
    pub about: &'static str,
    pub(super) builtin: Builtin,
}

/// What a key holds when nobody says anything; no text: it has no value then.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    /// The key exists in local environments only.
    Local(Option<&'static str>),
    /// The key exists in remote environments only, with the same value in all of them.
    Remote(Option<&'static str>),
    /// The key exists in remote environments only.
    Each {
        dev: &'static str,
        staging: &'static str,
        production: &'static str,
    },
    /// It means the same here and there, and what is right differs.
    Both { local: &'static str, remote: &'static str },
    /// The same in every environment.
    Everywhere(&'static str),
}

impl Key {
    pub fn named(name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// `database.port` is `LOGLINE_DATABASE_PORT`.
    pub fn variable(&self) -> String {
        format!("LOGLINE_{}", self.name.replace(['.', '-'], "_").to_ascii_uppercase())
    }

    pub fn layer(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(layer, _)| layer)
    }

    /// The name within its layer's table.
    pub fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, short)| short)
    }

    pub fn exists_in(&self, base: Base) -> bool {
        match self.builtin {
            Builtin::Local(_) => base.is_local(),
            Builtin::Remote(_) | Builtin::Each { .. } => !base.is_local(),
            Builtin::Both { .. } | Builtin::Everywhere(_) => true,
        }
    }

    /// Of a key that exists in `base`.
    pub fn builtin(&self, base: Base) -> Option<&'static str> {
        match self.builtin {
            Builtin::Local(text) | Builtin::Remote(text) => text,
            Builtin::Everywhere(text) => Some(text),
            Builtin::Both { local, remote } => Some(if base.is_local() { local } else { remote }),
            Builtin::Each {
                dev,
                staging,
                production,
            } => Some(match base {
                Base::Local | Base::Dev => dev,
                Base::Staging => staging,
                Base::Production => production,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_builtin_value_has_the_form_that_its_key_asks_for() {
        for base in Base::ALL {
            for key in KEYS.iter().filter(|key| key.exists_in(base)) {
                if let Some(text) = key.builtin(base) {
                    assert!(key.kind.read(text, Path::new("/")).is_some(), "{} = {text}", key.name);
                }
            }
        }
    }

    #[test]
    fn every_key_has_a_layer_and_a_variable_of_its_own() {
        let variables: BTreeSet<_> = KEYS.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), KEYS.len());
        assert!(KEYS.iter().all(|key| key.name.split('.').count() == 2));
        assert_eq!(Key::named("database.port").unwrap().variable(), "LOGLINE_DATABASE_PORT");
    }
}
