//! S3.

use std::net::Ipv4Addr;
use tokio::time::Instant;

use http::StatusCode;

use super::{Case, Rule, refuses, shapes};
use crate::model::Kind;
use crate::refusal::{Refusal, Verdict};

const NAMES: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
const CREATE: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html";
const ERRORS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html";
const DELETE: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html";
const CONDITIONS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html";

pub(super) const RULES: &[Rule] = &[
    refuses("bucket-name-form", &["s3:CreateBucket"], NAMES, name_form),
    refuses("bucket-location", &["s3:CreateBucket"], CREATE, location),
    refuses(
        "bucket-name-free-after-deletion",
        &["s3:CreateBucket"],
        ERRORS,
        name_free,
    ),
    refuses("bucket-unique", &["s3:CreateBucket"], CREATE, unique),
    refuses("object-condition-form", &["s3:PutObject"], CONDITIONS, condition_form),
    // What is in a bucket, and what is being written to it, is asked when it matters.
    shapes("bucket-empty-before-deletion", DELETE),
    shapes("object-conditions-conflict", CONDITIONS),
];

fn name_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("Bucket");
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
    let ends_well = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let holds = (3..=63).contains(&name.len())
        && is_plain
        && ends_well(name.chars().next())
        && ends_well(name.chars().last())
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !["xn--", "sthree-", "amzn-s3-demo-"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        && !["-s3alias", "--ol-s3", "--x-s3"]
            .iter()
            .any(|suffix| name.ends_with(suffix));
    Refusal::unless(holds, "InvalidBucketName", "The specified bucket is not valid.")
}

/// The first region has none, every other must be named.
fn location(case: &Case<'_>) -> Verdict {
    let body = String::from_utf8_lossy(&case.request.body);
    let named = body
        .split("<LocationConstraint>")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    let region = case.request.region.as_str();
    match named {
        Some("us-east-1") => {
            let message = "The specified location-constraint is not valid";
            Err(Refusal::new("InvalidLocationConstraint", message))
        }
        named => {
            let expected = (region != "us-east-1").then_some(region);
            let message = "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.";
            Refusal::unless(named == expected, "IllegalLocationConstraintException", message)
        }
    }
}

fn name_free(case: &Case<'_>) -> Verdict {
    let name = (Kind::Bucket, case.request.named("Bucket").to_owned());
    let until = case.model.lingering.get(&name);
    if until.is_none_or(|until| *until <= Instant::now()) {
        return Ok(());
    }
    let message = "A conflicting conditional operation is currently in progress against this resource. Try again.";
    Err(Refusal::conflict("OperationAborted", message))
}

/// In us-east-1 one's own bucket can be created again, and stays what it is.
fn unique(case: &Case<'_>) -> Verdict {
    let exists = case.model.has(Kind::Bucket, case.request.named("Bucket"));
    if !exists || case.request.region == "us-east-1" {
        return Ok(());
    }
    let message = "Your previous request to create the named bucket succeeded and you already own it.";
    Err(Refusal::conflict("BucketAlreadyOwnedByYou", message))
}

fn condition_form(case: &Case<'_>) -> Verdict {
    let both = case.request.header("if-match").is_some() && case.request.header("if-none-match").is_some();
    let is_star = case.request.header("if-none-match").is_none_or(|value| value == "*");
    if is_star && !both {
        return Ok(());
    }
    let message = "A header you provided implies functionality that is not implemented.";
    Err(Refusal::with_status(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplemented",
        message,
    ))
}
