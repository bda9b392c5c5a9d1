//! What went wrong with a cloud, in words and with a command that helps.

use std::error::Error;

use aws::ConnectError;
use engine::{Class, DownError, Ending, JournalError, LeaseError, Live, ObserveError, Outcome, PlanError, Problem};

use super::RunFiles;
use crate::cli::{Exit, Failure, quoted};
use crate::failure::redact;

/// More causes than these help nobody; all are in the journal.
const SHOWN: usize = 5;

/// `endpoint` is where AWS is looked for, if that was said.
pub fn not_connected(environment: &str, endpoint: Option<&str>, error: &ConnectError) -> Failure {
    // What the error itself says is said better below.
    let cause: &dyn Error = error.source().unwrap_or(error);
    let because = redact(&causes(cause)).into_owned();
    let failure = match error {
        ConnectError::Unreachable(_) => Failure::timed_out(match endpoint {
            Some(url) => format!("AWS doesn't answer at {}", redact(url)),
            None => "AWS doesn't answer".to_owned(),
        })
        .hint("env | grep ^AWS_"),
        ConnectError::NoRegion { .. } => Failure::usage(format!("the region of {environment} doesn't exist"))
            .hint(format!("logline env show --env {environment}")),
        ConnectError::Clock(_) => {
            Failure::denied("AWS refuses what this machine signs").hint("timedatectl set-ntp true")
        }
        ConnectError::NoCredentials(_) => Failure::denied("there are no credentials for AWS").hint("aws configure"),
        ConnectError::Expired(_) => Failure::denied("the credentials for AWS have expired").hint("aws sso login"),
        ConnectError::Unknown(_) | ConnectError::NoAccount(_) => {
            Failure::denied("AWS doesn't accept the credentials").hint("aws sts get-caller-identity")
        }
    };
    failure.because(because)
}

pub fn not_seen(environment: &str, error: &ObserveError) -> Failure {
    let failure = &error.failure;
    let seen = format!("can't see what is there of {environment}");
    of_class(failure.class, seen)
        .because(reason(failure, format!("{error}: {failure}")))
        .hint(format!("logline doctor --env {environment}"))
}

/// Found before anything was written.
pub fn not_plannable(environment: &str, problems: &[Problem]) -> Failure {
    let what = match problems {
        [one] => one.to_string(),
        many => format!("{} things stand in the way of a plan", many.len()),
    };
    let is_taken = problems.iter().any(|problem| matches!(problem, Problem::Taken { .. }));
    let failure = if is_taken {
        Failure::refused(what)
    } else {
        Failure::failed(what)
    };
    let failure = match problems {
        [_] => failure.because("nothing was changed"),
        many => failure.because(listed(many.iter().map(ToString::to_string))),
    };
    failure.hint(match problems {
        [Problem::Taken { .. }, ..] => format!("logline status --env {environment}"),
        [Problem::OtherLayer { needs, .. }, ..] => {
            format!("logline up --env {environment} --only {}", needs.layer())
        }
        _ => format!("logline env show --env {environment}"),
    })
}

pub fn no_lease(environment: &str, error: &LeaseError) -> Failure {
    match error {
        LeaseError::Held(holder) => Failure::lease_held(format!("somebody else is changing {environment}"))
            .because(redact(&format!("the lease is held by {}", holder.who)))
            .hint(format!("logline status --env {environment}")),
        LeaseError::Away { .. } => Failure::timed_out(format!("can't get the lease of {environment}"))
            .because(redact(&causes(error)))
            .hint(format!("logline doctor --env {environment}")),
    }
}

pub fn journal(files: &RunFiles, error: &JournalError) -> Failure {
    let directory = files.directory().display().to_string();
    Failure::failed(format!("can't keep the journal in {directory}"))
        .caused_by(error)
        .hint(format!("ls -la {}", quoted(&directory)))
}

pub fn plan_refused(environment: &str, error: &PlanError) -> Failure {
    let failure = match error {
        PlanError::Moved | PlanError::OtherScope { .. } => Failure::refused("the saved plan isn't carried out"),
        PlanError::Unreadable(_) | PlanError::Schema { .. } | PlanError::Unsound => {
            Failure::usage("the saved plan can't be used")
        }
    };
    let because = match error {
        PlanError::OtherScope { planned, here } => format!("it was made for {planned}, and this is {here}"),
        _ => causes(error),
    };
    failure
        .because(format!("{because}; nothing was changed"))
        .hint(format!("logline plan --env {environment} --out FILE"))
}

/// `verb` is the command, and the one that goes on from here.
pub fn not_done(environment: &str, verb: &str, outcome: &Outcome) -> Failure {
    let again = format!("logline {verb} --env {environment}");
    let told = match outcome.ending {
        Ending::Interrupted => {
            let left = outcome.not_started.len();
            return Failure::interrupted()
                .because(format!(
                    "{} steps are done, {left} were not started",
                    outcome.done.len()
                ))
                .hint(again);
        }
        Ending::LeaseLost => Failure::half_way("another operator has taken over the lease"),
        Ending::Done | Ending::Failed => {
            let classes: Vec<Class> = outcome.failed.iter().map(|(_, failure)| failure.class).collect();
            let told = format!("{} of {} steps failed", outcome.failed.len(), steps(outcome));
            let is_denied = classes.iter().all(|class| *class == Class::Denied);
            match classes.first() {
                Some(class) if outcome.done.is_empty() || is_denied => of_class(*class, told),
                _ => Failure::half_way(told),
            }
        }
    };
    let causes = outcome
        .failed
        .iter()
        .map(|(address, failure)| reason(failure, format!("{address}: {failure}")));
    told.because(listed(causes)).hint(match outcome.failed.first() {
        Some((_, failure)) if failure.class == Class::Denied => format!("logline doctor --env {environment}"),
        _ => again,
    })
}

pub fn not_proven(environment: &str, error: &DownError) -> Failure {
    let again = format!("logline down --env {environment}");
    match error {
        DownError::Observe(error) => Failure {
            exit: Exit::HalfWay,
            ..not_seen(environment, error)
        },
        DownError::Left(left) => Failure::half_way(error.to_string()).because(lives(left)).hint(again),
        DownError::Interrupted(left) => Failure::interrupted()
            .because(format!("{} resources are left: {}", left.len(), lives(left)))
            .hint(again),
        DownError::Problems(problems) => Failure::half_way(error.to_string())
            .because(listed(problems.iter().map(ToString::to_string)))
            .hint(again),
        DownError::Ended(outcome) => not_done(environment, "down", outcome),
    }
}

pub fn no_records(environment: &str, failure: &engine::Failure) -> Failure {
    Failure::half_way("can't read the records of earlier runs, which go with the bucket")
        .because(reason(failure, redact(&failure.to_string()).into_owned()))
        .hint(format!("logline down --env {environment}"))
}

fn steps(outcome: &Outcome) -> usize {
    outcome.done.len() + outcome.failed.len() + outcome.not_started.len()
}

fn lives(left: &[Live]) -> String {
    listed(
        left.iter()
            .map(|live| format!("{} ({} {})", live.address, live.kind, live.found.id)),
    )
}

fn of_class(class: Class, what: impl Into<String>) -> Failure {
    match class {
        Class::Denied => Failure::denied(what),
        Class::Throttled | Class::Lost | Class::TimedOut => Failure::timed_out(what),
        Class::FenceLost => Failure::half_way(what),
        Class::Interrupted => Failure::interrupted(),
        _ => Failure::failed(what),
    }
}

/// With what would allow it, where it was not allowed.
fn reason(failure: &engine::Failure, told: String) -> String {
    match action(failure).filter(|_| failure.class == Class::Denied) {
        Some(action) => {
            let statement = serde_json::json!({"Effect": "Allow", "Action": action, "Resource": "*"});
            format!("{told}\na policy with this statement allows it: {statement}")
        }
        None => told,
    }
}

/// `ec2:CreateVpc` of `call ec2:CreateVpc`.
fn action(failure: &engine::Failure) -> Option<&str> {
    failure
        .operation
        .strip_prefix("call ")
        .filter(|action| action.contains(':'))
}

fn listed(causes: impl ExactSizeIterator<Item = String>) -> String {
    let rest = causes.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = causes.take(SHOWN).collect();
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    redact(&shown.join("\n")).into_owned()
}

fn causes(error: &dyn Error) -> String {
    let mut words: Vec<String> = vec![error.to_string()];
    let mut next = error.source();
    while let Some(error) = next {
        words.push(error.to_string());
        next = error.source();
    }
    words.join(": ")
}
