//! The one entry for whoever migrates from afar: a request in, a response out.

use serde::{Deserialize, Serialize};

use crate::dry_run::{DryRun, dry_run};
use crate::error::Error;
use crate::event::Events;
use crate::lint::{Verification, verify};
use crate::migrations::Migrations;
use crate::session::Target;
use crate::status::{Status, status};
use crate::up::{Up, UpOptions, up};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    Up {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<u32>,
        /// One, where an invocation has a time limit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<usize>,
    },
    Status,
    DryRun {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<u32>,
    },
    Verify,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Response {
    Up(Up),
    Status(Status),
    DryRun(DryRun),
    Verify(Verification),
}

pub async fn handle(
    target: &Target,
    migrations: &Migrations,
    request: Request,
    events: Events<'_>,
) -> Result<Response, Error> {
    match request {
        Request::Up { to, at_most } => {
            let options = UpOptions {
                to,
                at_most,
                ..UpOptions::default()
            };
            up(target, migrations, &options, events).await.map(Response::Up)
        }
        Request::Status => status(target, migrations).await.map(Response::Status),
        Request::DryRun { to } => dry_run(target, migrations, to).await.map(Response::DryRun),
        Request::Verify => verify(target, migrations).await.map(Response::Verify),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_plain_json() {
        let parse = |json: &str| serde_json::from_str::<Request>(json);
        assert_eq!(
            parse(r#"{"action":"up","to":3}"#).unwrap(),
            Request::Up {
                to: Some(3),
                at_most: None
            }
        );
        assert_eq!(parse(r#"{"action":"dry_run"}"#).unwrap(), Request::DryRun { to: None });
        assert_eq!(parse(r#"{"action":"verify"}"#).unwrap(), Request::Verify);
        assert!(parse(r#"{"action":"down"}"#).is_err());
        assert!(parse(r#"{"action":"up","too":3}"#).is_err());
    }
}
