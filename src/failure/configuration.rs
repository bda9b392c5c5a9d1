//! What is wrong with the configuration, in words and with a command that helps.

use super::{Failure, quoted};
use crate::config::{Error, KEYS, Key, Origin, Place};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unreadable { path, source } => Self::usage(format!("can't read {}", path.display()))
                .caused_by(&source)
                .hint(format!("ls -l {}", quoted(&path.to_string_lossy()))),
            Error::Syntax { place, message } => Self::usage(format!("{} isn't valid TOML", place.path.display()))
                .because(format!("{place}: {message}"))
                .hint(edit(&place)),
            Error::UnknownKey {
                place,
                name,
                suggestion,
            } => {
                let meant = suggestion.map(|meant| format!("; did you mean {meant}?"));
                Self::usage(format!("{} has the unknown key {name}", place.path.display()))
                    .because(format!(
                        "{place}: no setting has that name{}",
                        meant.unwrap_or_default()
                    ))
                    .hint(edit(&place))
            }
            Error::OnlyLocal { place, key } => {
                Self::usage(format!("{} sets {key} for a remote environment", place.path.display()))
                    .because(format!("{place}: {key} exists in local environments only"))
                    .hint(edit(&place))
            }
            Error::OnlyRemote { place, key } => {
                Self::usage(format!("{} sets {key} for a local environment", place.path.display()))
                    .because(format!("{place}: {key} exists in remote environments only"))
                    .hint(edit(&place))
            }
            Error::WrongValue {
                origin,
                key,
                expected,
                found,
            } => {
                let found = found.map(|found| format!(", not {found}"));
                Self::usage(format!("the value of {key} can't be used"))
                    .because(format!(
                        "{origin}: {key} must be {expected}{}",
                        found.unwrap_or_default()
                    ))
                    .hint(mend(&origin, key))
            }
            Error::NotSet { key } => Self::usage(format!("{key} has no value")).hint(Key::named(key).map_or_else(
                || "logline env show".to_owned(),
                |key| format!("export {}=…", key.variable()),
            )),
            Error::EnvironmentName { origin, name, problem } => {
                Self::usage(format!("{} can't be the name of an environment", quoted(&name)))
                    .because(format!("{origin}: {problem}"))
                    .hint(if let Origin::File(place) = &origin {
                        edit(place)
                    } else {
                        "logline env list".to_owned()
                    })
            }
            Error::UnknownEnvironment {
                origin,
                name,
                known,
                suggestion,
            } => {
                let meant = suggestion.map(|meant| format!("; did you mean {meant}?"));
                Self::usage(format!("there is no environment {name}"))
                    .because(format!(
                        "{origin}: known are {}{}",
                        known.join(", "),
                        meant.unwrap_or_default()
                    ))
                    .hint("logline env list")
            }
            Error::PlainTextDatabase { ref origin } => {
                Self::usage("the connection to the database would not be encrypted")
                    .because(error.to_string())
                    .hint(mend(origin, "database.tls"))
            }
            Error::Contradiction { ref origin, key, .. } => Self::usage(format!("the value of {key} can't be used"))
                .because(error.to_string())
                .hint(mend(origin, key)),
            Error::VariableNotUtf8 { ref variable } => {
                Self::usage(error.to_string()).hint(format!("unset {}", quoted(variable)))
            }
        }
    }
}

/// The command that opens a file where the mistake is.
fn edit(place: &Place) -> String {
    format!("vi +{} {}", place.line, quoted(&place.path.to_string_lossy()))
}

/// The command that takes a wrong value away.
fn mend(origin: &Origin, key: &str) -> String {
    match origin {
        Origin::File(place) => edit(place),
        Origin::Variable { variable } => format!("unset {variable}"),
        Origin::Flag { .. } | Origin::BuiltIn => {
            let variable = KEYS.iter().find(|known| known.name == key).map(Key::variable);
            format!("export {}=…", variable.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::cli::Exit;

    #[test]
    fn a_wrong_value_is_blamed_on_its_source_and_mended_there() {
        let wrong = |origin| {
            let error = Error::WrongValue {
                origin,
                key: "gateway.port",
                expected: "a port".to_owned(),
                found: Some("\"x\"".to_owned()),
            };
            Failure::from(error)
        };
        let place = Place {
            path: PathBuf::from("my files/logline.toml"),
            line: 3,
            column: None,
        };
        let failure = wrong(Origin::File(place));
        assert_eq!(
            failure.because.unwrap(),
            "my files/logline.toml:3: gateway.port must be a port, not \"x\""
        );
        assert_eq!(failure.hint.unwrap(), "vi +3 'my files/logline.toml'");
        assert_eq!(failure.exit, Exit::Usage);

        let failure = wrong(Origin::Variable {
            variable: "LOGLINE_GATEWAY_PORT".to_owned(),
        });
        assert_eq!(failure.hint.unwrap(), "unset LOGLINE_GATEWAY_PORT");
    }
}
