//! `logline token inspect`

use std::io::{self, IsTerminal as _, Read as _};

use jiff::Timestamp;
use ledger::token::{Claims, KeySet, read_claims};
use serde::Serialize;

use crate::cli::{Exit, Failure};
use crate::local::LocalContext;
use crate::local::TokenKey;
use crate::ui::{Page, Render, Table};

/// No token is longer; what follows isn't read.
const LONGEST_INPUT: u64 = 64 * 1024;

/// Tell what a token on standard input says, and whether the environment accepts it
///
/// Tokens are read from standard input only, because arguments can be seen by other users. Exits with 9 if the token
/// isn't accepted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline token mint --user ana --tenant acme | logline token inspect")]
pub struct Args {}

#[derive(Debug, Serialize)]
pub(super) struct Inspected {
    environment: String,
    claims: Claims,
    is_accepted: bool,
    /// Why it isn't accepted.
    reason: Option<String>,
}

pub(super) fn run(_args: &Args, context: &LocalContext) -> Result<Inspected, Failure> {
    let text = read_token()?;
    let token = text.trim();
    let claims = read_claims(token).map_err(|error| Failure::unverified("this isn't a token").caused_by(&error))?;
    let environment = context.settings.environment.name.clone();
    let reason = refusal(token, &environment, context)?;
    Ok(Inspected {
        environment,
        claims,
        is_accepted: reason.is_none(),
        reason,
    })
}

fn read_token() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        return Err(Failure::usage("no token to inspect")
            .because("a token is read from standard input, and that is a terminal")
            .hint("logline token mint --user ana --tenant acme | logline token inspect"));
    }
    let mut text = String::new();
    io::stdin()
        .take(LONGEST_INPUT)
        .read_to_string(&mut text)
        .map_err(|error| Failure::failed("can't read the token from standard input").caused_by(&error))?;
    Ok(text)
}

fn refusal(token: &str, environment: &str, context: &LocalContext) -> Result<Option<String>, Failure> {
    let Some(key) = TokenKey::load(&context.files)? else {
        return Ok(Some("the environment has no token key yet".to_owned()));
    };
    let keys = KeySet::new(key.published(), environment)
        .map_err(|error| Failure::failed("the token key can't be used").caused_by(&error))?;
    Ok(keys
        .verify(token, Timestamp::now())
        .err()
        .map(|error| error.to_string()))
}

impl Render for Inspected {
    fn render(&self, page: &mut Page) {
        let Claims {
            iss,
            aud,
            sub,
            tenant,
            scope,
            iat,
            exp,
            jti,
        } = &self.claims;
        let time =
            |seconds: i64| Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |t| t.to_string());
        let mut table = Table::new(["claim", "value"]);
        table.row(["user (sub)", sub]);
        table.row(["tenant", tenant]);
        table.row(["scope", if scope.is_empty() { "-" } else { scope }]);
        table.row(["issued (iat)", &time(*iat)]);
        table.row(["expires (exp)", &time(*exp)]);
        table.row(["audience (aud)", aud]);
        table.row(["issuer (iss)", iss]);
        table.row(["id (jti)", jti]);
        page.table(table);
        match &self.reason {
            None => page.heading(format_args!("accepted by {}", self.environment)),
            Some(reason) => page.heading(format_args!("not accepted by {}: {reason}", self.environment)),
        }
    }

    fn exit(&self) -> Exit {
        if self.is_accepted { Exit::Done } else { Exit::Unverified }
    }
}
