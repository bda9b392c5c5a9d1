//! What a key may hold, and how text becomes that.

use std::fmt;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use ipnet::Ipv4Net;
use serde::Serialize;

use super::DatabaseUrl;

/// The form that a key's value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A TCP port; 0 stands for "choose one".
    Port,
    /// A whole number in these bounds, both included.
    Count { least: u32, most: u32 },
    /// 0, or a whole number in these bounds.
    ZeroOr { least: u32, most: u32 },
    /// One of these numbers.
    OneOf(&'static [u32]),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Switch,
    /// An IP address that only this machine can reach.
    LoopbackAddress,
    /// A directory; a relative one starts where it was written down.
    Directory,
    /// A file; a relative path starts where it was written down.
    File,
    /// A directory with programs, or the word `auto`.
    ProgramDirectory,
    /// A connection string, which may hold a password.
    DatabaseUrl,
    /// A region of AWS.
    Region,
    /// An account of AWS: twelve digits, which may begin with a zero.
    Account,
    /// A range of private IPv4 addresses that AWS takes and that has room for two zones.
    Network,
    /// At least two different letters; as text with commas between them.
    Zones,
    /// What AWS calls a class, with this word before the first dot. Which ones there are is known to AWS alone.
    Class(&'static str),
}

/// A value that has the form its key asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Number(u32),
    Switch(bool),
    Text(String),
    List(Vec<String>),
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
            Self::ZeroOr { least, most } => text
                .parse()
                .ok()
                .filter(|count| *count == 0 || (least..=most).contains(count))
                .map(Value::Number),
            Self::OneOf(numbers) => text
                .parse()
                .ok()
                .filter(|number| numbers.contains(number))
                .map(Value::Number),
            Self::Choice(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
            Self::Switch => text.parse().ok().map(Value::Switch),
            Self::LoopbackAddress => text
                .parse()
                .ok()
                .filter(std::net::IpAddr::is_loopback)
                .map(|address| Value::Text(address.to_string())),
            Self::ProgramDirectory if text == "auto" => Some(Value::Text(text.to_owned())),
            Self::Directory | Self::File | Self::ProgramDirectory => {
                (!text.is_empty()).then(|| Value::Path(directory.join(text).components().collect()))
            }
            Self::DatabaseUrl => DatabaseUrl::parse(text).map(Box::new).map(Value::DatabaseUrl),
            Self::Region => is_region(text).then(|| Value::Text(text.to_owned())),
            Self::Account => is_account(text).then(|| Value::Text(text.to_owned())),
            Self::Network => text
                .parse()
                .ok()
                .filter(|network| is_network(*network))
                .map(|network| Value::Text(network.to_string())),
            Self::Zones => zones(text).map(Value::List),
            Self::Class(service) => is_class(service, text).then(|| Value::Text(text.to_owned())),
        }
    }

    /// Whether TOML writes it as a number.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Port | Self::Count { .. } | Self::ZeroOr { .. } | Self::OneOf(_)
        )
    }

    /// How TOML writes a value whose text this is.
    pub fn literal(self, text: &str) -> String {
        match self {
            _ if self.is_number() || self == Self::Switch => text.to_owned(),
            Self::Zones => format!("[\"{}\"]", text.replace(',', "\", \"")),
            _ => format!("\"{text}\""),
        }
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
            Self::ZeroOr { least, most } => write!(formatter, "0, or a whole number from {least} to {most}"),
            Self::OneOf(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                write!(formatter, "one of {}", numbers.join(", "))
            }
            Self::Choice(words) => write!(formatter, "one of {}", words.join(", ")),
            Self::Switch => formatter.write_str("true or false"),
            Self::LoopbackAddress => formatter.write_str("a loopback address such as 127.0.0.1 or ::1"),
            Self::Directory => formatter.write_str("a directory"),
            Self::File => formatter.write_str("a file"),
            Self::ProgramDirectory => formatter.write_str("auto, or a directory with PostgreSQL's programs"),
            Self::DatabaseUrl => {
                formatter.write_str("a connection string such as postgres://owner@127.0.0.1:5432/logline")
            }
            Self::Region => formatter.write_str("a region such as us-east-1"),
            Self::Account => formatter.write_str("an account's twelve digits, in quotes"),
            Self::Network => formatter.write_str("a range of private IPv4 addresses, /16 to /18, such as 10.0.0.0/16"),
            Self::Zones => formatter.write_str("at least two different letters such as [\"a\", \"b\"]"),
            Self::Class(service) => write!(formatter, "a class such as {service}.r6g.large"),
        }
    }
}

/// As in `us-east-1` and `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split('-').collect();
    let number = parts.pop().unwrap_or_default();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    parts.len() >= 2 && parts.iter().all(is_word) && matches!(number.as_bytes(), [b'1'..=b'9'])
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A VPC takes nothing larger than /16; four subnets of 4096 addresses need /18.
fn is_network(network: Ipv4Net) -> bool {
    let shared = Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10);
    let is_private = network.network().is_private() || shared.contains(&network);
    (16..=18).contains(&network.prefix_len()) && network.trunc() == network && is_private
}

fn zones(text: &str) -> Option<Vec<String>> {
    let mut zones: Vec<String> = text.split(',').map(|zone| zone.trim().to_owned()).collect();
    zones.sort();
    zones.dedup();
    let is_zone = |zone: &String| matches!(zone.as_bytes(), [b'a'..=b'z']);
    (zones.len() >= 2 && zones.len() == text.split(',').count() && zones.iter().all(is_zone)).then_some(zones)
}

/// As in `db.r6g.large` and `cache.m7g.12xlarge`.
fn is_class(service: &str, text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let [first, family, size] = parts[..] else { return false };
    let is_family = family.starts_with(|letter: char| letter.is_ascii_lowercase())
        && family.bytes().any(|byte| byte.is_ascii_digit())
        && family
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_size = ["micro", "small", "medium", "large"].contains(&size)
        || size
            .strip_suffix("xlarge")
            .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
    first == service && is_family && is_size
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Switch(is_on) => is_on.fmt(formatter),
            Self::List(items) => formatter.write_str(&items.join(",")),
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
            (Kind::ZeroOr { least: 7, most: 30 }, "6"),
            (Kind::OneOf(&[7, 14]), "8"),
            (Kind::Switch, "yes"),
            (Kind::Region, "us-east"),
            (Kind::Region, "us-east-1a"),
            (Kind::Account, "1234567890"),
            (Kind::Network, "10.0.0.0"),
            (Kind::Network, "10.0.0.0/15"),
            (Kind::Network, "10.0.0.0/19"),
            (Kind::Network, "10.0.0.1/16"),
            (Kind::Network, "52.0.0.0/16"),
            (Kind::Zones, "a"),
            (Kind::Zones, "a,a"),
            (Kind::Zones, "a,us-east-1b"),
            (Kind::Class("db"), "huge"),
            (Kind::Class("db"), "cache.r6g.large"),
            (Kind::Class("db"), "db.r6g.huge"),
        ] {
            assert_eq!(kind.read(text, here), None, "{kind}: {text}");
        }
    }

    #[test]
    fn each_kind_takes_what_aws_has() {
        let here = Path::new("/here");
        for (kind, texts) in [
            (Kind::Region, &["us-east-1", "ap-southeast-2", "us-gov-west-1"][..]),
            (Kind::Account, &["012345678901"]),
            (
                Kind::Network,
                &["10.0.0.0/16", "172.31.128.0/17", "192.168.64.0/18", "100.64.0.0/16"],
            ),
            (
                Kind::Class("db"),
                &["db.t3.micro", "db.r6g.xlarge", "db.x2iedn.32xlarge"],
            ),
            (Kind::Class("cache"), &["cache.m7g.large"]),
            (Kind::ZeroOr { least: 7, most: 30 }, &["0", "7", "30"]),
        ] {
            for text in texts {
                let read = kind.read(text, here).map(|value| value.to_string());
                assert_eq!(read.as_deref(), Some(*text), "{kind}");
            }
        }
        let zones = Value::List(vec!["a".to_owned(), "c".to_owned()]);
        assert_eq!(
            Kind::Zones.read("c, a", here),
            Some(zones),
            "in the order of the alphabet"
        );
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
