//! Where a value came from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// The one of the five sources that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Origin {
    Flag { flag: &'static str },
    Variable { variable: String },
    File(Place),
    BuiltIn,
}

impl Origin {
    /// Whether somebody asked for this value. What nobody asked for may be replaced by something that works.
    pub fn is_explicit(&self) -> bool {
        *self != Self::BuiltIn
    }
}

/// A line of a configuration file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    pub path: PathBuf,
    pub line: usize,
    #[serde(skip)]
    pub column: Option<usize>,
}

impl Place {
    /// The place of a byte in a file's text.
    pub(super) fn of(path: &Path, text: &str, byte: usize) -> Self {
        let before = String::from_utf8_lossy(&text.as_bytes()[..byte.min(text.len())]);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: Some(line.chars().count() + 1),
        }
    }

    pub(super) fn without_column(self) -> Self {
        Self { column: None, ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.path.display(), self.line)?;
        self.column.map_or(Ok(()), |column| write!(formatter, ":{column}"))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { flag } => formatter.write_str(flag),
            Self::Variable { variable } => formatter.write_str(variable),
            Self::File(place) => place.fmt(formatter),
            Self::BuiltIn => formatter.write_str("built-in"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let place = |byte| Place::of(Path::new("f"), "äb\ncd\n", byte).to_string();
        assert_eq!(place(0), "f:1:1");
        assert_eq!(place(2), "f:1:2");
        assert_eq!(place(4), "f:2:1");
        assert_eq!(place(99), "f:3:1");
    }
}
