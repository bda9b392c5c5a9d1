//! CloudWatch Logs.

use super::{Case, Rule, refuses};
use crate::model::Kind;
use crate::refusal::{Refusal, Verdict};

const CREATE: &str = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html";
const RETENTION: &str =
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html";

pub(super) const RULES: &[Rule] = &[
    refuses("log-group-name-form", &["logs:CreateLogGroup"], CREATE, name_form),
    refuses("log-group-unique", &["logs:CreateLogGroup"], CREATE, unique),
    refuses(
        "log-retention-of-the-list",
        &["logs:PutRetentionPolicy"],
        RETENTION,
        retention,
    ),
    refuses(
        "log-group-known",
        &["logs:PutRetentionPolicy", "logs:DeleteLogGroup"],
        RETENTION,
        known,
    ),
];

const DAYS: [i64; 23] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0,
];

fn name_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("logGroupName");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/#".contains(c));
    let holds = (1..=512).contains(&name.len()) && is_plain && !name.starts_with("aws/");
    let message = format!("1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint");
    Refusal::unless(holds, "InvalidParameterException", message)
}

fn unique(case: &Case<'_>) -> Verdict {
    let holds = !case.model.has(Kind::LogGroup, case.request.named("logGroupName"));
    Refusal::unless(
        holds,
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
    )
}

fn retention(case: &Case<'_>) -> Verdict {
    let days = case.request.number("retentionInDays").unwrap_or_default();
    let message =
        format!("Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must be in {DAYS:?}");
    // 0 stands in the list for a group that expires nothing: there is another operation for that.
    Refusal::unless(days > 0 && DAYS.contains(&days), "InvalidParameterException", message)
}

fn known(case: &Case<'_>) -> Verdict {
    let holds = case.model.has(Kind::LogGroup, case.request.named("logGroupName"));
    Refusal::unless(
        holds,
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}
