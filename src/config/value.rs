//! What a key may hold, and how text becomes that.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::DatabaseUrl;

/// The form that a key's value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A TCP port; 0 stands for "choose one".
    Port,
    /// A whole number in these bounds, both included.
    Count { least: u32, most: u32 },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An IP address that only this machine can reach.
    LoopbackAddress,
    /// A directory; a relative one starts where it was written down.
    Directory,
    /// A directory with programs, or the word `auto`.
    ProgramDirectory,
    /// A connection string, which may hold a password.
    DatabaseUrl,
}

/// A value that has the form its key asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Number(u32),
    Text(String),
    Path(PathBuf),
    DatabaseUrl(Box<DatabaseUrl>),
}

impl Kind {
    /// Reads text that was written in (or relative to) `directory`.
    pub fn read(self, text: &str, directory: &Path) -> Option<Value> {
        match self {
            Self::Port => text.parse::<u16>().ok().map(|port| Value::Number(port.into())),
            Self::Count { least, most } => text
                .parse()
                .ok()
                .filter(|count| (least..=most).contains(count))
                .map(Value::Number),
            Self::Choice(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
            Self::LoopbackAddress => text
                .parse()
                .ok()
                .filter(std::net::IpAddr::is_loopback)
                .map(|address| Value::Text(address.to_string())),
            Self::ProgramDirectory if text == "auto" => Some(Value::Text(text.to_owned())),
            Self::Directory | Self::ProgramDirectory => {
                (!text.is_empty()).then(|| Value::Path(directory.join(text).components().collect()))
            }
            Self::DatabaseUrl => DatabaseUrl::parse(text).map(Box::new).map(Value::DatabaseUrl),
        }
    }

    /// Whether TOML writes it without quotes.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Port | Self::Count { .. })
    }

    /// Whether a wrong value may be quoted in a message.
    pub fn may_be_shown(self) -> bool {
        self != Self::DatabaseUrl
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port => formatter.write_str("a port from 0 to 65535"),
            Self::Count { least, most } => write!(formatter, "a whole number from {least} to {most}"),
            Self::Choice(words) => write!(formatter, "one of {}", words.join(", ")),
            Self::LoopbackAddress => formatter.write_str("a loopback address such as 127.0.0.1 or ::1"),
            Self::Directory => formatter.write_str("a directory"),
            Self::ProgramDirectory => formatter.write_str("auto, or a directory with PostgreSQL's programs"),
            Self::DatabaseUrl => {
                formatter.write_str("a connection string such as postgres://owner@127.0.0.1:5432/logline")
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
            Self::Path(path) => path.display().fmt(formatter),
            Self::DatabaseUrl(url) => url.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_refuses_what_is_not_of_its_form() {
        let here = Path::new("/here");
        let pool = Kind::Count { least: 1, most: 100 };
        for (kind, text) in [
            (Kind::Port, "65536"),
            (Kind::Port, "-1"),
            (Kind::Port, " 80"),
            (pool, "0"),
            (pool, "101"),
            (pool, "8.0"),
            (Kind::Choice(&["a", "b"]), "c"),
            (Kind::LoopbackAddress, "0.0.0.0"),
            (Kind::LoopbackAddress, "10.1.2.3"),
            (Kind::LoopbackAddress, "localhost"),
            (Kind::Directory, ""),
            (Kind::DatabaseUrl, "mysql://localhost/x"),
        ] {
            assert_eq!(kind.read(text, here), None, "{kind}: {text}");
        }
    }

    #[test]
    fn a_relative_directory_starts_where_it_was_written_down() {
        let here = Path::new("/here");
        assert_eq!(Kind::Directory.read("./x", here), Some(Value::Path("/here/x".into())));
        assert_eq!(Kind::Directory.read("/x", here), Some(Value::Path("/x".into())));
        assert_eq!(
            Kind::ProgramDirectory.read("auto", here),
            Some(Value::Text("auto".into()))
        );
    }
}
