//! Who may ask at all, and how often.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{Case, Rule, refuses, shapes};
use crate::refusal::{Refusal, Verdict};
use crate::request::{Protocol, Request};

pub(super) const RULES: &[Rule] = &[
    refuses(
        "access-key-known",
        &["*"],
        "https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html",
        access_key_known,
    ),
    refuses(
        "credentials-not-expired",
        &["*"],
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
        credentials_not_expired,
    ),
    refuses(
        "clock-not-skewed",
        &["*"],
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html",
        clock_not_skewed,
    ),
    refuses(
        "action-permitted",
        &["*"],
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
        action_permitted,
    ),
    shapes(
        "request-rates",
        "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html",
    ),
    shapes(
        "client-tokens",
        "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html",
    ),
    shapes(
        "dry-run-does-nothing",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html",
    ),
    shapes(
        "lists-lag",
        "https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html",
    ),
];

fn access_key_known(case: &Case<'_>) -> Verdict {
    let Some(account) = &case.settings.account else {
        return Ok(());
    };
    if case.request.access_key == *account {
        return Ok(());
    }
    let message = "The security token included in the request is invalid.";
    Err(match (case.request.protocol, is_s3(case.request)) {
        (Protocol::Ec2, _) => Refusal::with_status(
            StatusCode::UNAUTHORIZED,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
        ),
        (_, true) => Refusal::forbidden("InvalidAccessKeyId", "The access key ID you provided does not exist."),
        (Protocol::Query, _) => Refusal::forbidden("InvalidClientTokenId", message),
        (Protocol::RestJson, _) => Refusal::forbidden("UnrecognizedClientException", message),
        (Protocol::Json | Protocol::RestXml, _) => Refusal::new("UnrecognizedClientException", message),
    })
}

fn credentials_not_expired(case: &Case<'_>) -> Verdict {
    if !case.settings.credentials_expired {
        return Ok(());
    }
    let message = "The security token included in the request is expired";
    Err(match case.request.protocol {
        Protocol::Ec2 => Refusal::new("RequestExpired", "Request has expired."),
        Protocol::RestXml => Refusal::new("ExpiredToken", "The provided token has expired."),
        Protocol::Query => Refusal::forbidden("ExpiredToken", message),
        Protocol::RestJson => Refusal::forbidden("ExpiredTokenException", message),
        Protocol::Json => Refusal::new("ExpiredTokenException", message),
    })
}

/// Five minutes either way; S3 takes fifteen.
fn clock_not_skewed(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let Some(signed) = request.header("x-amz-date").and_then(signed_at) else {
        return Ok(());
    };
    let now = case.clock.date();
    let distance = now.duration_since(signed).abs();
    let tolerance = if is_s3(request) { 15 } else { 5 };
    if distance <= SignedDuration::from_mins(tolerance) {
        return Ok(());
    }
    let message = format!("Signature not current: {signed} is more than {tolerance} min. from {now}");
    Err(match request.protocol {
        Protocol::RestXml => Refusal::forbidden(
            "RequestTimeTooSkewed",
            "The difference between the request time and the server's time is too large.",
        ),
        Protocol::Ec2 => Refusal::new("RequestExpired", "Request has expired."),
        Protocol::Query => Refusal::forbidden("SignatureDoesNotMatch", message),
        Protocol::Json => Refusal::new("InvalidSignatureException", message),
        Protocol::RestJson => Refusal::forbidden("InvalidSignatureException", message),
    })
}

fn action_permitted(case: &Case<'_>) -> Verdict {
    let request = case.request;
    let action = request.action();
    if !case.settings.denies(&action) {
        return Ok(());
    }
    let who = format!("arn:aws:iam::{}:user/operator", request.account);
    let message =
        format!("User: {who} is not authorized to perform: {action} because no identity-based policy allows it");
    Err(match request.protocol {
        Protocol::Ec2 => Refusal::forbidden(
            "UnauthorizedOperation",
            format!("You are not authorized to perform this operation. {message}"),
        ),
        Protocol::Query | Protocol::RestXml => Refusal::forbidden("AccessDenied", message),
        Protocol::RestJson => Refusal::forbidden("AccessDeniedException", message),
        Protocol::Json => Refusal::new("AccessDeniedException", message),
    })
}

fn is_s3(request: &Request) -> bool {
    request.service == "s3"
}

/// `20260101T120000Z`
fn signed_at(text: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| text.get(from..to);
    let rfc3339 = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(9, 11)?,
        part(11, 13)?,
        part(13, 15)?
    );
    rfc3339.parse().ok()
}
