//! The function `db_migration`: one request, answered from afar with everything that whoever asked
//! would have seen happen beside it.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::app_password::set_app_password;
use crate::error::Error;
use crate::event::Event;
use crate::migrations::Migrations;
use crate::request::{Request, Response, handle};
use crate::session::Target;

/// What the function answers to any request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub carried: Carried,
    /// In their order; they happened before the outcome.
    pub events: Vec<Event>,
    pub outcome: Outcome,
}

/// Which migrations a program carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The highest version.
    pub newest: u32,
    /// Of all their texts: equal if and only if they are the same migrations.
    pub digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered(Response),
    Failed(Failed),
}

/// An error of this crate, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    pub message: String,
    /// The errors behind it, outermost first.
    pub causes: Vec<String>,
    pub remedy: Remedy,
}

/// What kind of thing would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// A part is done and kept; running again continues.
    RunAgain,
    /// The database can't be reached, or lets nobody in.
    Connect,
    /// Another runner is at work.
    Wait,
    /// Somebody held a lock for too long, or a statement took too long.
    Patience,
    /// Files and history contradict each other.
    Look,
    /// What was asked for does not exist.
    Ask,
    /// None that is known.
    Unknown,
}

impl Carried {
    pub fn of(migrations: &Migrations) -> Self {
        let mut hasher = blake3::Hasher::new();
        for migration in migrations.iter() {
            hasher.update(&migration.version.to_be_bytes());
            hasher.update(migration.checksum.as_bytes());
        }
        Self {
            newest: migrations.newest(),
            digest: hasher.finalize().to_hex().to_string(),
        }
    }
}

impl Failed {
    pub fn of(error: &Error) -> Self {
        let causes = std::iter::successors(error.source(), |&error| error.source());
        Self {
            message: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
            remedy: Remedy::of(error),
        }
    }
}

impl Remedy {
    fn of(error: &Error) -> Self {
        match error {
            _ if error.is_half_way() => Self::RunAgain,
            Error::Connect(_) => Self::Connect,
            Error::LockHeld { .. } => Self::Wait,
            Error::Blocked { .. } | Error::TimedOut { .. } | Error::OutOfTime { .. } => Self::Patience,
            Error::Edited { .. }
            | Error::Late { .. }
            | Error::OlderThanDatabase { .. }
            | Error::HistoryTampered { .. } => Self::Look,
            Error::Source(_) | Error::NoSuchTarget { .. } | Error::Backwards { .. } => Self::Ask,
            _ => Self::Unknown,
        }
    }
}

/// Answers a request, with at most one migration: an invocation has 900 s, and each migration may
/// need them. When nothing remains, the handlers' role gets the password that `app_password` reads.
pub async fn answer(
    target: &Target,
    migrations: &Migrations,
    request: Request,
    app_password: impl AsyncFnOnce() -> Result<String, database::LoginError>,
) -> Answer {
    let events = Mutex::new(Vec::new());
    let told = |event: Event| {
        match serde_json::to_string(&event) {
            Ok(event) => tracing::info!(event, "migrating"),
            Err(error) => tracing::error!(%error, "an event could not be written as JSON"),
        }
        events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    };
    let answered = handle(target, migrations, one_at_most(request), &told).await;
    let answered = match answered {
        Ok(Response::Up(up)) if up.remaining.is_empty() => {
            let set = set_password(target, app_password).await;
            set.map(|()| Response::Up(up))
        }
        other => other,
    };
    let outcome = match answered {
        Ok(response) => {
            tracing::info!("answered");
            Outcome::Answered(response)
        }
        Err(error) => {
            let failed = Failed::of(&error);
            tracing::error!(remedy = ?failed.remedy, causes = ?failed.causes, "failed: {}", failed.message);
            Outcome::Failed(failed)
        }
    };
    Answer {
        carried: Carried::of(migrations),
        events: events.into_inner().unwrap_or_else(PoisonError::into_inner),
        outcome,
    }
}

fn one_at_most(request: Request) -> Request {
    match request {
        Request::Up { to, at_most } => Request::Up {
            to,
            at_most: Some(at_most.map_or(1, |most| most.min(1))),
        },
        other => other,
    }
}

async fn set_password(
    target: &Target,
    app_password: impl AsyncFnOnce() -> Result<String, database::LoginError>,
) -> Result<(), Error> {
    let password = app_password().await.map_err(Error::AppPassword)?;
    set_app_password(target, &password).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_with_the_same_migrations_carry_the_same() {
        let of = |files: &[(&str, &str)]| Carried::of(&Migrations::from_files(files.iter().copied()).unwrap());
        let one = ("0001_a.sql", "SELECT 1;");
        assert_eq!(of(&[one]), of(&[one]));
        assert_eq!(of(&[one]).newest, 1);
        assert_ne!(of(&[one]).digest, of(&[("0001_a.sql", "SELECT 2;")]).digest);
        assert_ne!(of(&[one]).digest, of(&[one, ("0002_b.sql", "SELECT 1;")]).digest);
    }

    #[test]
    fn an_invocation_applies_one_migration_at_most() {
        let most = |at_most| match one_at_most(Request::Up { to: Some(7), at_most }) {
            Request::Up { to: Some(7), at_most } => at_most,
            other => panic!("{other:?}"),
        };
        assert_eq!((most(None), most(Some(5)), most(Some(0))), (Some(1), Some(1), Some(0)));
    }

    #[test]
    fn an_answer_survives_the_way() {
        let failed = Failed::of(&Error::NoSuchTarget { to: 9, newest: 8 });
        let answer = Answer {
            carried: Carried {
                newest: 8,
                digest: "d".into(),
            },
            events: vec![Event::LockTaken { waited_ms: 1 }],
            outcome: Outcome::Failed(failed),
        };
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        assert!(json.contains(r#""remedy":"ask""#), "{json}");
    }
}
