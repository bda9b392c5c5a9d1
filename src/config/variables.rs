//! The environment variables of this process, read once.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::{Error, KEYS, nearest};

const PREFIX: &str = "LOGLINE_";
/// Which environment is meant when `--env` isn't given.
pub const ENVIRONMENT_VARIABLE: &str = "LOGLINE_ENV";
/// Read by the project's own tests, never by the program.
const TEST_PREFIX: &str = "LOGLINE_TEST_";

/// A snapshot of the environment; an empty variable counts as not set.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<OsString, OsString>);

impl Variables {
    pub fn of_process() -> Self {
        Self::of(std::env::vars_os())
    }

    pub fn of<K: Into<OsString>, V: Into<OsString>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// With one more, or with another value for one.
    #[cfg(test)]
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    pub fn get(&self, name: &str) -> Result<Option<&str>, Error> {
        let Some(value) = self.os(name) else { return Ok(None) };
        value.to_str().map(Some).ok_or_else(|| Error::VariableNotUtf8 {
            variable: name.to_owned(),
        })
    }

    /// The search path for programs.
    pub fn path(&self) -> Option<&OsStr> {
        self.os("PATH")
    }

    /// Whether the locale promises that the terminal shows UTF-8.
    pub fn promise_utf8(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| self.os(name));
        let charset = locale.and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        charset.ends_with("utf-8") || charset.ends_with("utf8")
    }

    /// Whether the terminal can move its cursor.
    pub fn promise_cursor(&self) -> bool {
        self.os("TERM").is_some_and(|terminal| terminal != "dumb")
    }

    /// Variables that look like ours and mean nothing, each with the name that was perhaps meant.
    pub fn unknown(&self) -> Vec<(String, Option<String>)> {
        let known: Vec<String> = KEYS
            .iter()
            .map(super::Key::variable)
            .chain([ENVIRONMENT_VARIABLE.to_owned()])
            .collect();
        let ours = self
            .0
            .keys()
            .filter_map(|name| name.to_str())
            .filter(|name| name.starts_with(PREFIX));
        ours.filter(|name| !name.starts_with(TEST_PREFIX) && !known.iter().any(|key| key == name))
            .map(|name| (name.to_owned(), nearest(name, known.iter().map(String::as_str))))
            .collect()
    }

    fn os(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_not_set() {
        let variables = Variables::of([("LOGLINE_ENV", "")]);
        assert_eq!(variables.get("LOGLINE_ENV").unwrap(), None);
    }

    #[test]
    fn utf8_is_believed_only_when_the_deciding_locale_says_so() {
        assert!(Variables::of([("LANG", "de_DE.UTF-8")]).promise_utf8());
        assert!(Variables::of([("LANG", "C.utf8")]).promise_utf8());
        assert!(!Variables::of([("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).promise_utf8());
        assert!(!Variables::default().promise_utf8());
    }

    #[test]
    fn a_misspelt_variable_is_found_and_a_test_variable_is_left_alone() {
        let variables = Variables::of([
            ("LOGLINE_DATABSE_PORT", "1"),
            ("LOGLINE_TEST_CACHE", "/tmp"),
            ("LOGLINE_ENV", "local"),
        ]);
        let meant = Some("LOGLINE_DATABASE_PORT".to_owned());
        assert_eq!(variables.unknown(), [("LOGLINE_DATABSE_PORT".to_owned(), meant)]);
    }
}
