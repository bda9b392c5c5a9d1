//! A failed migration, in words and with a command that helps.

use db_migration::Error;

use super::Failure;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let what = error.to_string();
        let status = "logline migrate status";
        let failure = match &error {
            _ if error.is_half_way() => Self::half_way(what).hint(status),
            Error::Connect(_) => Self::failed(what).hint("logline status"),
            Error::LockHeld { .. } => Self::lease_held(what).hint(status),
            Error::Edited { .. }
            | Error::Late { .. }
            | Error::OlderThanDatabase { .. }
            | Error::HistoryTampered { .. } => Self::refused(what).hint(status),
            Error::Source(_) | Error::NoSuchTarget { .. } | Error::Backwards { .. } => Self::usage(what).hint(status),
            Error::Blocked { .. } | Error::TimedOut { .. } | Error::OutOfTime { .. } => {
                Self::timed_out(what).hint("logline migrate")
            }
            _ => Self::failed(what).hint(status),
        };
        match std::error::Error::source(&error) {
            Some(cause) => failure.caused_by(cause),
            None => failure,
        }
    }
}
