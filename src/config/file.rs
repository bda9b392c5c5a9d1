//! One configuration file: the tables `[env.<name>.<layer>]`, each value with its line.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::environment::check_name;
use super::{Base, Error, KEYS, Key, Kind, Origin, Place, Value, nearest};

/// Looked for in the current directory and upwards.
pub const FILE_NAME: &str = "logline.toml";

/// A file whose every key is known and every value has the right form.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    pub environments: BTreeMap<String, FileEnvironment>,
}

/// What a file says about one environment.
#[derive(Debug)]
pub(super) struct FileEnvironment {
    pub place: Place,
    pub like: Option<Base>,
    pub entries: BTreeMap<&'static str, (Value, Place)>,
}

type Entry<'a, 'i> = (&'a Spanned<std::borrow::Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

impl File {
    /// `shown` is how messages name the file.
    pub(super) fn read(path: &Path, shown: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: shown.to_owned(),
            source,
        })?;
        Self::parse(&text, path, shown)
    }

    /// Like [`File::read`], for a file that needs not exist.
    pub(super) fn read_if_present(path: &Path) -> Result<Option<Self>, Error> {
        match Self::read(path, path) {
            Err(Error::Unreadable { source, .. }) if is_absent(&source) => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    fn parse(text: &str, path: &Path, shown: &Path) -> Result<Self, Error> {
        let reader = Reader {
            text,
            shown,
            directory: path.parent().unwrap_or(Path::new("/")),
        };
        // The error's own Display quotes the line, and that may hold a password.
        let root = DeTable::parse(text).map_err(|error| Error::Syntax {
            place: reader.place(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })?;
        let mut environments = BTreeMap::new();
        for entry in root.get_ref() {
            if entry.0.get_ref() != "env" {
                return Err(reader.unknown(entry, "", entry.0.get_ref(), &["env"]));
            }
            for environment in reader.table(entry, "env")? {
                let (name, found) = reader.environment(environment)?;
                environments.insert(name, found);
            }
        }
        Ok(Self {
            path: path.to_owned(),
            environments,
        })
    }
}

/// The nearest `logline.toml`, from a directory upwards.
pub(super) fn find_upwards(from: &Path) -> Option<PathBuf> {
    from.ancestors()
        .map(|directory| directory.join(FILE_NAME))
        .find(|candidate| candidate.exists())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

struct Reader<'a> {
    text: &'a str,
    shown: &'a Path,
    directory: &'a Path,
}

impl Reader<'_> {
    fn environment(&self, entry: Entry<'_, '_>) -> Result<(String, FileEnvironment), Error> {
        let name = entry.0.get_ref().to_string();
        let place = self.line(entry.0);
        if let Err(problem) = check_name(&name) {
            return Err(Error::EnvironmentName {
                origin: Origin::File(place),
                name,
                problem,
            });
        }
        let mut found = FileEnvironment {
            place,
            like: None,
            entries: BTreeMap::new(),
        };
        for inner in self.table(entry, "env.<name>")? {
            if inner.0.get_ref() == "like" {
                found.like = Some(self.like(inner, &name)?);
            } else {
                self.layer(inner, &name, &mut found.entries)?;
            }
        }
        Ok((name, found))
    }

    fn like(&self, entry: Entry<'_, '_>, environment: &str) -> Result<Base, Error> {
        let like = entry.1.get_ref().as_str().and_then(Base::named);
        let fixed = Base::named(environment);
        like.filter(|like| fixed.is_none_or(|fixed| fixed == *like))
            .ok_or_else(|| Error::WrongValue {
                origin: Origin::File(self.line(entry.0)),
                key: "like",
                expected: fixed.map_or_else(
                    || format!("one of {}", Base::ALL.map(Base::name).join(", ")),
                    |base| base.to_string(),
                ),
                found: Some(describe(entry.1.get_ref())),
            })
    }

    fn layer(
        &self,
        layer: Entry<'_, '_>,
        environment: &str,
        entries: &mut BTreeMap<&'static str, (Value, Place)>,
    ) -> Result<(), Error> {
        let layers: Vec<&str> = KEYS.iter().map(Key::layer).chain(["like"]).collect();
        if !layers.contains(&layer.0.get_ref().as_ref()) {
            return Err(self.unknown(layer, &format!("env.{environment}."), layer.0.get_ref(), &layers));
        }
        for entry in self.table(layer, "env.<name>.<layer>")? {
            let name = format!("{}.{}", layer.0.get_ref(), entry.0.get_ref());
            let Some(key) = Key::named(&name) else {
                let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                return Err(self.unknown(entry, "", &name, &names));
            };
            let place = self.line(entry.0);
            let value = self.value(key, entry.1.get_ref()).ok_or_else(|| Error::WrongValue {
                origin: Origin::File(place.clone()),
                key: key.name,
                expected: key.kind.to_string(),
                found: key.kind.may_be_shown().then(|| describe(entry.1.get_ref())),
            })?;
            entries.insert(key.name, (value, place));
        }
        Ok(())
    }

    fn value(&self, key: &Key, value: &DeValue<'_>) -> Option<Value> {
        match value {
            DeValue::Integer(number) if key.kind.is_number() => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
                key.kind.read(&number.to_string(), self.directory)
            }
            DeValue::Boolean(is_on) if key.kind == Kind::Switch => key.kind.read(&is_on.to_string(), self.directory),
            DeValue::Array(items) if key.kind == Kind::Zones => {
                let items: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
                key.kind.read(&items?.join(","), self.directory)
            }
            DeValue::String(text) if !key.kind.is_number() && !matches!(key.kind, Kind::Switch | Kind::Zones) => {
                key.kind.read(text, self.directory)
            }
            _ => None,
        }
    }

    fn table<'a, 'i>(&self, entry: Entry<'a, 'i>, key: &'static str) -> Result<&'a DeTable<'i>, Error> {
        entry.1.get_ref().as_table().ok_or_else(|| Error::WrongValue {
            origin: Origin::File(self.line(entry.0)),
            key,
            expected: "a table".to_owned(),
            found: Some(entry.1.get_ref().type_str().to_owned()),
        })
    }

    fn unknown(&self, entry: Entry<'_, '_>, prefix: &str, name: &str, known: &[&str]) -> Error {
        Error::UnknownKey {
            place: self.line(entry.0),
            name: format!("{prefix}{name}"),
            suggestion: nearest(name, known.iter().copied()).map(|meant| format!("{prefix}{meant}")),
        }
    }

    fn line<T>(&self, spanned: &Spanned<T>) -> Place {
        self.place(spanned.span().start).without_column()
    }

    fn place(&self, byte: usize) -> Place {
        Place::of(self.shown, self.text, byte)
    }
}

fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the string \"{text}\""),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(is_on) => is_on.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| describe(item.get_ref())).collect();
            format!(
                "a list of {}",
                if items.is_empty() {
                    "nothing".to_owned()
                } else {
                    items.join(", ")
                }
            )
        }
        other => format!("a value of type {}", other.type_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<File, Error> {
        File::parse(text, Path::new("/p/logline.toml"), Path::new("logline.toml"))
    }

    fn refusal(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn values_are_read_with_their_lines() {
        let file = parse("[env.local.gateway]\nport = 7_500\n\n[env.local.local]\ndir = \"x\"\n").unwrap();
        let entries = &file.environments["local"].entries;
        assert_eq!(entries["gateway.port"].0, Value::Number(7500));
        assert_eq!(entries["gateway.port"].1.to_string(), "logline.toml:2");
        assert_eq!(entries["local.dir"].0, Value::Path("/p/x".into()));
    }

    #[test]
    fn yes_and_no_and_lists_are_written_as_toml_has_them() {
        let file = parse("[env.dev.network]\nflow_logs = true\nzones = [\"a\", \"b\"]\n").unwrap();
        let entries = &file.environments["dev"].entries;
        assert_eq!(entries["network.flow_logs"].0, Value::Switch(true));
        assert_eq!(
            entries["network.zones"].0,
            Value::List(vec!["a".to_owned(), "b".to_owned()])
        );
        for text in [
            "flow_logs = \"true\"",
            "zones = \"a,b\"",
            "zones = [1, 2]",
            "nat = true",
        ] {
            let message = refusal(&format!("[env.dev.network]\n{text}"));
            assert!(
                message.starts_with("logline.toml:2: wrong value for network."),
                "{message}"
            );
        }
    }

    #[test]
    fn mistakes_are_named_with_file_and_line() {
        assert_eq!(
            refusal("[env.local.gateway]\nprot = 1"),
            "logline.toml:2: unknown key gateway.prot"
        );
        assert_eq!(
            refusal("\n[env.local.gatway]\nport = 1"),
            "logline.toml:2: unknown key env.local.gatway"
        );
        assert_eq!(refusal("[environment]"), "logline.toml:1: unknown key environment");
        assert_eq!(
            refusal("[env.local.gateway]\nport = \"1\""),
            "logline.toml:2: wrong value for gateway.port"
        );
        assert_eq!(
            refusal("[env.local]\ngateway = 1"),
            "logline.toml:2: wrong value for env.<name>.<layer>"
        );
        assert_eq!(
            refusal("[env.Qa]"),
            "logline.toml:1: Qa can't be the name of an environment"
        );
        assert_eq!(
            refusal("[env.dev]\nlike = \"staging\""),
            "logline.toml:2: wrong value for like"
        );
        assert!(refusal("[env.local\n").starts_with("logline.toml:1:11: not valid TOML: "));
    }

    #[test]
    fn no_message_quotes_a_password() {
        for text in [
            "[env.local.database]\nurl = \"postgres://a:hunter2@",
            "[env.local.database]\nurl = \"mysql://a:hunter2@h/d\"",
            "[env.local.database]\nurl = [\"postgres://a:hunter2@h/d\"]",
        ] {
            let error = parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
