//! The table of all keys. Adding one is adding a row here, and reading it in a typed configuration.

use super::{Base, Kind};

/// One thing that can be configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// `layer.name`, as in `[env.<environment>.<layer>]`.
    pub name: &'static str,
    pub kind: Kind,
    /// One line for the file that `env init` writes.
    pub about: &'static str,
    builtin: Builtin,
}

/// What a key holds when nobody says anything.
#[derive(Debug, PartialEq, Eq)]
enum Builtin {
    /// The key exists in local environments only; no text: it has no value then.
    Local(Option<&'static str>),
    /// The same in every environment.
    Everywhere(&'static str),
}

/// Every key, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    Key {
        name: "gateway.host",
        kind: Kind::LoopbackAddress,
        about: "Address the HTTP gateway listens on; only this machine may reach it.",
        builtin: Builtin::Local(Some("127.0.0.1")),
    },
    Key {
        name: "gateway.port",
        kind: Kind::Port,
        about: "Port of the HTTP gateway. When set and taken, `up` fails; the built-in one gives way to a free port.",
        builtin: Builtin::Local(Some("7400")),
    },
    Key {
        name: "database.url",
        kind: Kind::DatabaseUrl,
        about: "Use this PostgreSQL server, as the ledger's owner, instead of a private one. \
                A password is better kept out of this file: set LOGLINE_DATABASE_URL.",
        builtin: Builtin::Local(None),
    },
    Key {
        name: "database.port",
        kind: Kind::Port,
        about: "Port of the private PostgreSQL server; 0 chooses a free one.",
        builtin: Builtin::Local(Some("0")),
    },
    Key {
        name: "database.tls",
        kind: Kind::Choice(&["auto", "disable", "verify-full"]),
        about: "Encryption to the database: auto is disable on loopback addresses and verify-full elsewhere; \
                disable is accepted for loopback addresses only.",
        builtin: Builtin::Local(Some("auto")),
    },
    Key {
        name: "database.pool",
        // One connection serves one request at a time; PostgreSQL's own limit, 100 by default, is shared with others.
        kind: Kind::Count { least: 1, most: 100 },
        about: "Most connections the handlers hold to the database.",
        builtin: Builtin::Local(Some("8")),
    },
    Key {
        name: "database.postgres",
        kind: Kind::ProgramDirectory,
        about: "Directory of PostgreSQL's programs; auto finds or installs them.",
        builtin: Builtin::Local(Some("auto")),
    },
    Key {
        name: "local.dir",
        kind: Kind::Directory,
        about: "Where local files are kept, a directory for each environment; \
                built-in: beside logline.toml, or in the current directory without one.",
        builtin: Builtin::Local(Some(".logline")),
    },
    Key {
        name: "logs.level",
        kind: Kind::Choice(&["error", "warn", "info", "debug", "trace"]),
        about: "Least important lines that are logged.",
        builtin: Builtin::Everywhere("info"),
    },
];

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
            Builtin::Everywhere(_) => true,
        }
    }

    pub fn builtin(&self) -> Option<&'static str> {
        match self.builtin {
            Builtin::Local(text) => text,
            Builtin::Everywhere(text) => Some(text),
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
        for key in KEYS {
            if let Some(text) = key.builtin() {
                assert!(key.kind.read(text, Path::new("/")).is_some(), "{} = {text}", key.name);
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
