//! How important a line is.

use serde::Serialize;

/// The most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }

    /// As our own programs write it.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace]
            .into_iter()
            .find(|level| level.name().eq_ignore_ascii_case(name))
    }

    /// As PostgreSQL writes it. What belongs to the line before (`DETAIL`, `STATEMENT`) has none.
    pub(super) fn of_postgres(severity: &str) -> Option<Self> {
        match severity {
            "PANIC" | "FATAL" | "ERROR" => Some(Self::Error),
            "WARNING" => Some(Self::Warn),
            "LOG" | "INFO" | "NOTICE" => Some(Self::Info),
            _ if severity.starts_with("DEBUG") => Some(Self::Debug),
            _ => None,
        }
    }
}
