//! Versions of PostgreSQL and pgvector, and which of them are too old: floors as dated data.

use std::fmt;

/// A version as `postgres --version` tells it. A beta counts as the release with minor 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u16,
    pub minor: u16,
}

/// The version of the `vector` extension that a server can create.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VectorVersion {
    pub major: u16,
    pub minor: u16,
    pub patch: u16,
}

/// What is to be thought of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    /// It works, but a release with security fixes has come out since; `floor` is that release.
    Outdated {
        floor: String,
    },
    /// Not to be used.
    Refused {
        floor: String,
        why: &'static str,
    },
}

/// The day on which the floors below were looked up.
pub const FLOORS_AS_OF: &str = "2026-11-23";

/// The first major that has all we use: `security_invoker` views, `NULLS NOT DISTINCT`, and a
/// `public` schema in which not everybody may create.
const OLDEST_MAJOR: u16 = 15;

/// Below these, statistics tell one tenant of another's rows past Row-Level Security.
const STATISTICS_LEAK: &str = "statistics leak rows past Row-Level Security (CVE-2025-8713)";
const REFUSED_BELOW: [Version; 3] = [Version::new(15, 14), Version::new(16, 10), Version::new(17, 6)];

/// The current minor releases.
const OUTDATED_BELOW: [Version; 4] = [
    Version::new(15, 18),
    Version::new(16, 14),
    Version::new(17, 10),
    Version::new(18, 4),
];

const VECTOR_OUTDATED_BELOW: VectorVersion = VectorVersion {
    major: 0,
    minor: 8,
    patch: 4,
};

/// Judges a server by its version.
pub fn assess(version: Version) -> Verdict {
    let floor_in = |floors: &[Version]| {
        floors
            .iter()
            .copied()
            .find(|f| f.major == version.major && version < *f)
    };
    if version.major < OLDEST_MAJOR {
        return Verdict::Refused {
            floor: OLDEST_MAJOR.to_string(),
            why: "the schema needs PostgreSQL 15 or newer",
        };
    }
    if let Some(floor) = floor_in(&REFUSED_BELOW) {
        return Verdict::Refused {
            floor: floor.to_string(),
            why: STATISTICS_LEAK,
        };
    }
    match floor_in(&OUTDATED_BELOW) {
        Some(floor) => Verdict::Outdated {
            floor: floor.to_string(),
        },
        None => Verdict::Fine,
    }
}

/// Judges the `vector` extension by its version.
pub fn assess_vector(version: VectorVersion) -> Verdict {
    if version < VECTOR_OUTDATED_BELOW {
        return Verdict::Outdated {
            floor: VECTOR_OUTDATED_BELOW.to_string(),
        };
    }
    Verdict::Fine
}

impl Version {
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    pub fn parse(told: &str) -> Option<Self> {
        let number = told.split_once("(PostgreSQL)")?.1.split_whitespace().next()?;
        let mut parts = number.split('.');
        let (major, rest) = leading_number(parts.next()?)?;
        // "19beta1" has no minor, "9.6.24" is not a version scheme that we serve: both give what stands first.
        let minor = match parts.next() {
            Some(part) if rest.is_empty() => leading_number(part)?.0,
            _ => 0,
        };
        Some(Self { major, minor })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl VectorVersion {
    /// Reads `0.8.5`.
    pub fn parse(told: &str) -> Option<Self> {
        let mut parts = told
            .trim()
            .split('.')
            .map(|part| leading_number(part).map(|(number, _)| number));
        let major = parts.next()??;
        let minor = parts.next()??;
        let patch = parts.next().unwrap_or(Some(0))?;
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for VectorVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

fn leading_number(text: &str) -> Option<(u16, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_packagers_write_them() {
        for (told, version) in [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                Version::new(15, 18),
            ),
            ("postgres (PostgreSQL) 16.14\n", Version::new(16, 14)),
            ("postgres (PostgreSQL) 19beta1", Version::new(19, 0)),
            ("postgres (PostgreSQL) 18devel", Version::new(18, 0)),
        ] {
            assert_eq!(Version::parse(told), Some(version), "{told}");
        }
        assert_eq!(Version::parse("mysqld 8.0"), None);
        assert_eq!(
            VectorVersion::parse("0.8.5"),
            Some(VectorVersion {
                major: 0,
                minor: 8,
                patch: 5
            })
        );
        assert_eq!(
            VectorVersion::parse("0.9"),
            Some(VectorVersion {
                major: 0,
                minor: 9,
                patch: 0
            })
        );
        assert_eq!(VectorVersion::parse("new"), None);
    }

    #[test]
    fn old_servers_are_refused_and_ageing_ones_are_outdated() {
        let refused = |major, minor| matches!(assess(Version::new(major, minor)), Verdict::Refused { .. });
        assert!(refused(14, 99) && refused(15, 13) && refused(16, 9) && refused(17, 5));
        assert!(!refused(15, 14) && !refused(16, 10) && !refused(17, 6) && !refused(18, 0));
        assert_eq!(
            assess(Version::new(15, 17)),
            Verdict::Outdated { floor: "15.18".into() }
        );
        assert_eq!(assess(Version::new(18, 3)), Verdict::Outdated { floor: "18.4".into() });
        assert_eq!(assess(Version::new(16, 14)), Verdict::Fine);
        assert_eq!(assess(Version::new(19, 0)), Verdict::Fine);
        let vector = |patch| VectorVersion {
            major: 0,
            minor: 8,
            patch,
        };
        assert_eq!(assess_vector(vector(3)), Verdict::Outdated { floor: "0.8.4".into() });
        assert_eq!(assess_vector(vector(4)), Verdict::Fine);
    }
}
