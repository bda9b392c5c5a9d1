//! The project's file and the user's: which environments they make, and what they say about a key.

use std::collections::BTreeMap;
use std::path::Path;

use super::environment::check_name;
use super::file::{File, find_upwards};
use super::{Base, ENVIRONMENT_VARIABLE, Environment, Error, Key, KnownEnvironment, Origin, Setting, Sources, nearest};

/// The environment that is meant when nobody names one: nothing remote is ever the default.
const DEFAULT_ENVIRONMENT: &str = "local";

/// The two files, the more important one first.
pub(super) struct Files {
    pub(super) project: Option<File>,
    user: Option<File>,
}

impl Files {
    pub(super) fn read(sources: Sources<'_>) -> Result<Self, Error> {
        let path = match sources.file {
            Some(path) => Some(sources.directory.join(path)),
            None => find_upwards(sources.directory),
        };
        let project = path.map(|path| {
            let shown = path.strip_prefix(sources.directory).unwrap_or(&path);
            File::read(&path, shown)
        });
        let user = sources.user_file.map(File::read_if_present);
        let files = Self {
            project: project.transpose()?,
            user: user.transpose()?.flatten(),
        };
        files.check()?;
        Ok(files)
    }

    /// Keys must exist in the environment they were written for; only both files together say what that is like.
    fn check(&self) -> Result<(), Error> {
        let bases: BTreeMap<String, Base> = self
            .known()
            .into_iter()
            .map(|known| (known.environment.name, known.environment.like))
            .collect();
        for (name, found) in self.each().flat_map(|file| &file.environments) {
            for (key, (_, place)) in &found.entries {
                let base = bases[name];
                if Key::named(key).is_some_and(|key| !key.exists_in(base)) {
                    let place = place.clone();
                    return Err(if base.is_local() {
                        Error::OnlyRemote { place, key }
                    } else {
                        Error::OnlyLocal { place, key }
                    });
                }
            }
        }
        Ok(())
    }

    pub(super) fn known(&self) -> Vec<KnownEnvironment> {
        let builtin = |base: Base| KnownEnvironment {
            environment: Environment {
                name: base.name().to_owned(),
                like: base,
            },
            origin: Origin::BuiltIn,
        };
        let mut known: Vec<_> = Base::ALL.into_iter().map(builtin).collect();
        for (name, found) in self.each().flat_map(|file| &file.environments) {
            if known.iter().all(|other| other.environment.name != *name) {
                // What isn't said is taken for the remote environment that costs least.
                let like = self
                    .each()
                    .find_map(|file| file.environments.get(name)?.like)
                    .unwrap_or(Base::Dev);
                let environment = Environment {
                    name: name.clone(),
                    like,
                };
                known.push(KnownEnvironment {
                    environment,
                    origin: Origin::File(found.place.clone()),
                });
            }
        }
        known
    }

    pub(super) fn choose(&self, sources: Sources<'_>) -> Result<Environment, Error> {
        let (name, origin) = if let Some(name) = sources.environment {
            (name, Origin::Flag { flag: "--env" })
        } else if let Some(name) = sources.variables.get(ENVIRONMENT_VARIABLE)? {
            (
                name,
                Origin::Variable {
                    variable: ENVIRONMENT_VARIABLE.to_owned(),
                },
            )
        } else {
            (DEFAULT_ENVIRONMENT, Origin::BuiltIn)
        };
        let name = name.to_owned();
        if let Err(problem) = check_name(&name) {
            return Err(Error::EnvironmentName { origin, name, problem });
        }
        let known: Vec<Environment> = self.known().into_iter().map(|known| known.environment).collect();
        if let Some(found) = known.iter().find(|environment| environment.name == name) {
            return match found.check_remote_name() {
                Ok(()) => Ok(found.clone()),
                Err(problem) => Err(Error::EnvironmentName { origin, name, problem }),
            };
        }
        let known: Vec<String> = known.into_iter().map(|environment| environment.name).collect();
        let suggestion = nearest(&name, known.iter().map(String::as_str));
        Err(Error::UnknownEnvironment {
            origin,
            name,
            known,
            suggestion,
        })
    }

    pub(super) fn resolve(
        &self,
        key: &'static Key,
        environment: &Environment,
        sources: Sources<'_>,
        project: &Path,
    ) -> Result<Setting, Error> {
        let given = sources.flags.0.iter().find(|(name, _, _)| *name == key.name);
        if let Some((_, flag, text)) = given {
            return read(key, text, sources.directory, Origin::Flag { flag });
        }
        let variable = key.variable();
        if let Some(text) = sources.variables.get(&variable)? {
            return read(key, text, sources.directory, Origin::Variable { variable });
        }
        self.written(key, environment, project)
    }

    /// What the files say, or what is built in.
    pub(super) fn written(
        &self,
        key: &'static Key,
        environment: &Environment,
        project: &Path,
    ) -> Result<Setting, Error> {
        let entry = self
            .each()
            .find_map(|file| file.environments.get(&environment.name)?.entries.get(key.name));
        if let Some((value, place)) = entry {
            return Ok(Setting {
                key,
                value: Some(value.clone()),
                origin: Origin::File(place.clone()),
            });
        }
        match key.builtin(environment.like) {
            Some(text) => read(key, text, project, Origin::BuiltIn),
            None => Ok(Setting {
                key,
                value: None,
                origin: Origin::BuiltIn,
            }),
        }
    }

    fn each(&self) -> impl Iterator<Item = &File> {
        self.project.iter().chain(&self.user)
    }
}

fn read(key: &'static Key, text: &str, directory: &Path, origin: Origin) -> Result<Setting, Error> {
    match key.kind.read(text, directory) {
        Some(value) => Ok(Setting {
            key,
            value: Some(value),
            origin,
        }),
        None => Err(Error::WrongValue {
            origin,
            key: key.name,
            expected: key.kind.to_string(),
            found: key.kind.may_be_shown().then(|| format!("\"{text}\"")),
        }),
    }
}
