//! `logline token mint`

use jiff::{SignedDuration, Timestamp};
use ledger::token::{Claims, LONGEST};
use ledger::{Tenant, User};
use serde::Serialize;

use crate::cli::{Failure, duration};
use crate::local::LocalContext;
use crate::ui::{Page, Render};

/// Make a token that says who a request comes from
///
/// It is printed alone, so that $(logline token mint …) can be used where a token is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  logline token mint --user ana --tenant acme --ttl 1h")]
pub struct Args {
    /// User the token is for
    #[arg(long)]
    user: String,

    /// Tenant the user belongs to
    #[arg(long)]
    tenant: String,

    /// What the token allows beyond reading and writing own spans, such as boot:publish; may be repeated
    #[arg(long)]
    scope: Vec<String>,

    /// How long the token is valid, at most 24h
    #[arg(long, default_value = "1h", value_name = "DURATION", value_parser = duration)]
    ttl: SignedDuration,
}

#[derive(Debug, Serialize)]
pub(super) struct Minted {
    token: String,
    expires: Timestamp,
    claims: Claims,
}

pub(super) fn run(args: Args, context: &LocalContext) -> Result<Minted, Failure> {
    let tenant = Tenant::new(args.tenant).map_err(|error| wrong("--tenant").caused_by(&error))?;
    let user = User::new(args.user).map_err(|error| wrong("--user").caused_by(&error))?;
    let expires = expiry(Timestamp::now(), args.ttl)?;
    let (token, claims) = context.mint(&user, &tenant, args.scope.join(" "), expires)?;
    Ok(Minted { token, expires, claims })
}

fn expiry(issued: Timestamp, ttl: SignedDuration) -> Result<Timestamp, Failure> {
    let refuse = |reason: &str| Err(wrong("--ttl").because(reason));
    if ttl > LONGEST {
        return refuse("no token is valid for more than 24 hours");
    }
    if ttl < SignedDuration::from_secs(1) {
        return refuse("a token is valid for a second at least");
    }
    // Whole seconds, as in the token itself.
    match Timestamp::from_second(issued.as_second() + ttl.as_secs()) {
        Ok(expires) => Ok(expires),
        Err(_) => refuse("it ends after the last time that can be written"),
    }
}

fn wrong(flag: &str) -> Failure {
    Failure::usage(format!("the value of {flag} can't be used")).hint("logline token mint --help")
}

impl Render for Minted {
    fn render(&self, page: &mut Page) {
        page.line(&self.token);
    }
}
