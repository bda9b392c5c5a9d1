//! What would stop `up` on AWS: who asks, what is there, what AWS has room for, who else is at work.

use aws::s3::LeaseObject;
use aws::{Farewell, Verdict};
use engine::LeaseStore as _;
use jiff::Timestamp;
use serde_json::Value;

use super::finding::Finding;
use crate::cli::{Failure, Invocation};
use crate::failure::redact;
use crate::remote::{Draft, Interrupts, RemoteContext, Sight, drive, findings};

/// Credentials that end before a first `up` does end in the middle of it.
const UP_TAKES: i64 = 30 * 60;
/// Within this, signatures are accepted everywhere; beyond five minutes they are refused.
const LITTLE_SKEW: i64 = 60;

pub(super) fn look(invocation: &Invocation) -> Result<Vec<Finding>, Failure> {
    drive(async {
        let mut interrupts = Interrupts::listen(&invocation.ui)?;
        let looking = async {
            Ok(match RemoteContext::connect(invocation, Farewell::AsConfigured).await {
                Ok(cx) => examine(&cx).await,
                Err(failure) => vec![Finding::of_failure("credentials", failure)],
            })
        };
        interrupts.or_leave(looking).await
    })
}

async fn examine(cx: &RemoteContext) -> Vec<Finding> {
    let mut findings = vec![caller(cx), expiry(cx), clock(cx), journal(cx)];
    match Sight::of(cx).await {
        Ok(sight) => {
            if !sight.foundation.found.is_empty() {
                findings.push(lease(cx).await);
            }
            findings.extend(plan(cx, &sight).await);
        }
        Err(failure) => findings.push(Finding::of_failure("permissions", failure)),
    }
    findings
}

fn caller(cx: &RemoteContext) -> Finding {
    let pinned = if cx.config.account.is_some() { ", as pinned" } else { "" };
    let account = &cx.account;
    Finding::ok(
        "credentials",
        format!(
            "{} in account {}{pinned}, {}",
            account.caller, account.id, account.region
        ),
    )
}

fn expiry(cx: &RemoteContext) -> Finding {
    const SUBJECT: &str = "session";
    let Some(expiry) = cx.account.credentials_expire else {
        return Finding::ok(SUBJECT, "the credentials don't expire");
    };
    let left = expiry.as_second() - Timestamp::now().as_second();
    let told = format!("the credentials expire in {} minutes", left / 60);
    if left < UP_TAKES {
        Finding::warn(SUBJECT, format!("{told}, and a first `up` may take longer")).hint("aws sso login")
    } else {
        Finding::ok(SUBJECT, told)
    }
}

fn clock(cx: &RemoteContext) -> Finding {
    const SUBJECT: &str = "AWS's clock";
    match cx.account.clock_skew {
        0 => Finding::ok(SUBJECT, "the same as here"),
        skew if skew.abs() <= LITTLE_SKEW => Finding::ok(SUBJECT, format!("{} s from the one here", skew.abs())),
        skew => Finding::warn(
            SUBJECT,
            format!("{} s from the one here; AWS refuses 300 s", skew.abs()),
        )
        .hint("timedatectl set-ntp true"),
    }
}

fn journal(cx: &RemoteContext) -> Finding {
    const SUBJECT: &str = "journal";
    let path = cx.files.journal();
    match cx.files.damage() {
        Ok(None) => Finding::ok(SUBJECT, path.display().to_string()),
        Ok(Some(line)) => Finding::warn(
            SUBJECT,
            format!("line {line} is damaged; the next `up` puts it away and looks at AWS instead"),
        )
        .hint(cx.command("up")),
        Err(error) => {
            Finding::fail(SUBJECT, format!("{error}")).hint(format!("ls -la {}", cx.files.directory().display()))
        }
    }
}

async fn lease(cx: &RemoteContext) -> Finding {
    const SUBJECT: &str = "lease";
    match LeaseObject::new(&cx.aws, &cx.scope).read().await {
        Ok(None) => Finding::ok(SUBJECT, "nobody holds it"),
        Ok(Some(stored)) => {
            let record: Option<Value> = serde_json::from_slice(&stored.body).ok();
            let who = record.and_then(|record| record["holder"]["who"].as_str().map(str::to_owned));
            let who = who.unwrap_or_else(|| "somebody".to_owned());
            Finding::warn(
                SUBJECT,
                redact(&format!(
                    "{who} holds it; if that one is gone, `up` takes it over in half a minute"
                )),
            )
            .hint(cx.command("status"))
        }
        Err(fault) => Finding::fail(SUBJECT, redact(&fault.to_string())).hint(cx.command("doctor")),
    }
}

/// What the next `up` would do, and whether AWS would let it.
async fn plan(cx: &RemoteContext, sight: &Sight) -> Vec<Finding> {
    let draft = match Draft::up(cx, sight, None) {
        Ok(draft) => draft,
        Err(failure) => return vec![Finding::of_failure("plan", failure)],
    };
    let steps = draft.steps().count();
    let told = if steps == 0 {
        "nothing to do".to_owned()
    } else {
        format!("`up` has {steps} steps to do")
    };
    let mut all = vec![Finding::ok("plan", told)];
    all.extend(findings(cx, &draft.platform).await.into_iter().map(|finding| {
        let subject = finding.subject;
        match finding.verdict {
            Verdict::Fine => Finding::ok("AWS", subject),
            Verdict::Unknown(why) => Finding::warn("AWS", format!("{subject}: can't be known: {}", redact(&why))),
            Verdict::Wrong { what, remedy } => {
                Finding::fail("AWS", format!("{subject}: {}; {}", redact(&what), redact(&remedy)))
            }
        }
    }));
    all
}
