//! Every value of one environment, with its origin, by the one rule of precedence:
//! flag, variable, `logline.toml`, user file, built-in.

use std::path::{Path, PathBuf};

use ipnet::Ipv4Net;

use super::files::Files;
use super::{Environment, Error, KEYS, Key, Origin, Value, Variables};

/// What settings are made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// `--env`
    pub environment: Option<&'a str>,
    /// `--config`
    pub file: Option<&'a Path>,
    /// Read after the project's file, when it exists.
    pub user_file: Option<&'a Path>,
    pub flags: &'a Flags,
    pub variables: &'a Variables,
    /// The current directory, absolute.
    pub directory: &'a Path,
}

/// Values given by flags of one command.
#[derive(Debug, Clone, Default)]
pub struct Flags(pub(super) Vec<(&'static str, &'static str, String)>);

/// All that is configured for one environment.
#[derive(Debug)]
pub struct Settings {
    pub environment: Environment,
    /// The `logline.toml` that was read.
    pub file: Option<PathBuf>,
    /// Its directory, or the current one.
    pub project: PathBuf,
    pub values: Vec<Setting>,
}

/// One key with its value.
#[derive(Debug)]
pub struct Setting {
    pub key: &'static Key,
    pub value: Option<Value>,
    pub origin: Origin,
}

/// An environment that exists, and where it was named.
#[derive(Debug)]
pub struct KnownEnvironment {
    pub environment: Environment,
    pub origin: Origin,
}

impl Flags {
    /// Notes what a flag says about a key; a flag that wasn't given says nothing.
    #[must_use]
    pub fn with(mut self, key: &'static str, flag: &'static str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.0.push((key, flag, value.to_string()));
        }
        self
    }
}

impl Settings {
    pub fn load(sources: Sources<'_>) -> Result<Self, Error> {
        let files = Files::read(sources)?;
        let environment = files.choose(sources)?;
        let project = files
            .project
            .as_ref()
            .and_then(|file| file.path.parent())
            .unwrap_or(sources.directory)
            .to_owned();
        let keys = KEYS.iter().filter(|key| key.exists_in(environment.like));
        let values = keys
            .map(|key| files.resolve(key, &environment, sources, &project))
            .collect::<Result<_, _>>()?;
        let settings = Self {
            environment,
            file: files.project.as_ref().map(|file| file.path.clone()),
            project,
            values,
        };
        settings.refuse_a_neighbours_range(&files)?;
        Ok(settings)
    }

    /// Who asks for a range of addresses asks for one of their own: networks with the same one can never be joined.
    /// What nobody asked for may be the same, because an environment that is built in may never be made.
    fn refuse_a_neighbours_range(&self, files: &Files) -> Result<(), Error> {
        const KEY: &str = "network.cidr";
        let own = self.get(KEY).filter(|setting| setting.origin.is_explicit());
        let Some((setting, range)) = own.and_then(|setting| Some((setting, range_of(setting)?))) else {
            return Ok(());
        };
        for known in files.known() {
            let other = known.environment;
            if other == self.environment || other.like.is_local() {
                continue;
            }
            let written = files.written(setting.key, &other, &self.project)?;
            if range_of(&written).is_some_and(|theirs| theirs.contains(&range) || range.contains(&theirs)) {
                return Err(Error::Contradiction {
                    origin: setting.origin.clone(),
                    key: KEY,
                    why: format!("is {range}, which overlaps the network of {}", other.name),
                });
            }
        }
        Ok(())
    }

    /// The environments that `--env` accepts.
    pub fn environments(sources: Sources<'_>) -> Result<Vec<KnownEnvironment>, Error> {
        Ok(Files::read(sources)?.known())
    }

    /// A key with its value and origin; none if the key doesn't exist in this environment.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.values.iter().find(|setting| setting.key.name == name)
    }

    pub fn number(&self, name: &'static str) -> Result<u32, Error> {
        match self.value(name) {
            Some(Value::Number(number)) => Ok(*number),
            _ => Err(Error::NotSet { key: name }),
        }
    }

    pub fn switch(&self, name: &'static str) -> Result<bool, Error> {
        match self.value(name) {
            Some(Value::Switch(is_on)) => Ok(*is_on),
            _ => Err(Error::NotSet { key: name }),
        }
    }

    pub fn text(&self, name: &'static str) -> Result<&str, Error> {
        match self.value(name) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Error::NotSet { key: name }),
        }
    }

    pub fn path(&self, name: &'static str) -> Result<&Path, Error> {
        match self.value(name) {
            Some(Value::Path(path)) => Ok(path),
            _ => Err(Error::NotSet { key: name }),
        }
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.get(name)?.value.as_ref()
    }
}

fn range_of(setting: &Setting) -> Option<Ipv4Net> {
    match &setting.value {
        Some(Value::Text(text)) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Base;
    use super::*;

    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("logline-settings-{name}-{}", std::process::id()));
            fs::create_dir_all(path.join("project/below")).unwrap();
            Self(path)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.join(name), text).unwrap();
        }

        fn load(&self, flags: &Flags, variables: &Variables) -> Result<Settings, Error> {
            Settings::load(Sources {
                environment: None,
                file: None,
                user_file: Some(&self.0.join("user.toml")),
                flags,
                variables,
                directory: &self.0.join("project/below"),
            })
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn port(settings: &Settings) -> String {
        let setting = settings.get("gateway.port").unwrap();
        format!("{} {}", setting.value.as_ref().unwrap(), setting.origin)
    }

    #[test]
    fn flag_beats_variable_beats_project_file_beats_user_file_beats_builtin() {
        let directory = Directory::new("precedence");
        let (no_flags, no_variables) = (Flags::default(), Variables::default());
        assert_eq!(
            port(&directory.load(&no_flags, &no_variables).unwrap()),
            "7400 built-in"
        );

        directory.write("user.toml", "[env.local.gateway]\nport = 1");
        let origin = format!("1 {}:2", directory.0.join("user.toml").display());
        assert_eq!(port(&directory.load(&no_flags, &no_variables).unwrap()), origin);

        directory.write("project/logline.toml", "[env.local.gateway]\n\nport = 2");
        let origin = format!("2 {}:3", directory.0.join("project/logline.toml").display());
        assert_eq!(port(&directory.load(&no_flags, &no_variables).unwrap()), origin);

        let variables = Variables::of([("LOGLINE_GATEWAY_PORT", "3")]);
        assert_eq!(
            port(&directory.load(&no_flags, &variables).unwrap()),
            "3 LOGLINE_GATEWAY_PORT"
        );

        let flags = Flags::default().with("gateway.port", "--port", Some(4));
        assert_eq!(port(&directory.load(&flags, &variables).unwrap()), "4 --port");
    }

    #[test]
    fn local_files_lie_beside_the_file_that_was_found() {
        let directory = Directory::new("dir");
        let dir = |settings: Settings| settings.path("local.dir").unwrap().to_owned();
        let settings = directory.load(&Flags::default(), &Variables::default()).unwrap();
        assert_eq!(dir(settings), directory.0.join("project/below/.logline"));
        directory.write("project/logline.toml", "");
        let settings = directory.load(&Flags::default(), &Variables::default()).unwrap();
        assert_eq!(dir(settings), directory.0.join("project/.logline"));
    }

    #[test]
    fn a_file_adds_environments_and_says_what_they_are_like() {
        let directory = Directory::new("like");
        directory.write(
            "project/logline.toml",
            "[env.scratch]\nlike = \"local\"\n[env.scratch.gateway]\nport = 1\n",
        );
        let variables = Variables::of([("LOGLINE_ENV", "scratch")]);
        let settings = directory.load(&Flags::default(), &variables).unwrap();
        assert_eq!(
            settings.environment,
            Environment {
                name: "scratch".to_owned(),
                like: Base::Local
            }
        );

        directory.write("project/logline.toml", "[env.scratch.gateway]\nport = 1\n");
        let error = directory.load(&Flags::default(), &variables).unwrap_err();
        assert!(
            matches!(
                error,
                Error::OnlyLocal {
                    key: "gateway.port",
                    ..
                }
            ),
            "{error}"
        );
    }

    #[test]
    fn who_asks_for_a_range_of_addresses_gets_one_of_their_own() {
        let directory = Directory::new("range");
        let load = |environment: &str, variables: &Variables| {
            let variables = variables.clone().with("LOGLINE_ENV", environment);
            directory.load(&Flags::default(), &variables)
        };
        let refusal = |environment: &str| load(environment, &Variables::default()).unwrap_err().to_string();
        directory.write(
            "project/logline.toml",
            "[env.qa]\n[env.one.network]\ncidr = \"10.8.0.0/17\"\n[env.two.network]\ncidr = \"10.8.0.0/16\"\n",
        );
        assert_eq!(
            refusal("one"),
            "logline.toml:3: network.cidr is 10.8.0.0/17, which overlaps the network of two".replace(
                "logline.toml",
                &directory.0.join("project/logline.toml").display().to_string()
            )
        );
        assert!(refusal("two").ends_with("overlaps the network of one"));
        assert!(load("qa", &Variables::default()).is_ok(), "nobody asked for its range");
        assert!(load("dev", &Variables::default()).is_ok());
        let variables = Variables::of([("LOGLINE_NETWORK_CIDR", "10.2.0.0/18")]);
        let error = load("dev", &variables).unwrap_err().to_string();
        assert!(
            error.starts_with("LOGLINE_NETWORK_CIDR: ") && error.ends_with("of production"),
            "{error}"
        );
    }

    #[test]
    fn a_key_is_refused_where_it_means_nothing() {
        let directory = Directory::new("elsewhere");
        directory.write("project/logline.toml", "[env.local.network]\nnat = \"one\"\n");
        let error = directory.load(&Flags::default(), &Variables::default()).unwrap_err();
        assert!(matches!(error, Error::OnlyRemote { key: "network.nat", .. }), "{error}");
    }

    #[test]
    fn an_unknown_environment_is_refused_with_those_that_exist() {
        let directory = Directory::new("unknown");
        let variables = Variables::of([("LOGLINE_ENV", "prodution")]);
        let error = directory.load(&Flags::default(), &variables).unwrap_err();
        let Error::UnknownEnvironment { known, suggestion, .. } = error else {
            panic!("{error}")
        };
        assert_eq!(known, ["local", "dev", "staging", "production"]);
        assert_eq!(suggestion.as_deref(), Some("production"));
    }
}
