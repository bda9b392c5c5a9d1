//! KMS.

use super::{Case, Rule, refuses};
use crate::model::Kind;
use crate::refusal::{Refusal, Verdict};

const SCHEDULE: &str = "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html";
const STATES: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html";
const ALIAS: &str = "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html";

const CRYPTOGRAPHY: &[&str] = &[
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncrypt",
];
const CHANGES: &[&str] = &[
    "kms:ScheduleKeyDeletion",
    "kms:EnableKey",
    "kms:DisableKey",
    "kms:EnableKeyRotation",
    "kms:UpdateKeyDescription",
    "kms:TagResource",
    "kms:PutKeyPolicy",
];

pub(super) const RULES: &[Rule] = &[
    refuses(
        "key-pending-window",
        &["kms:ScheduleKeyDeletion"],
        SCHEDULE,
        pending_window,
    ),
    refuses("key-not-pending-to-change", CHANGES, STATES, not_pending),
    refuses("key-usable-to-encrypt", CRYPTOGRAPHY, STATES, usable),
    refuses("key-alias-form", &["kms:CreateAlias"], ALIAS, alias_form),
    refuses("key-alias-unique", &["kms:CreateAlias"], ALIAS, alias_unique),
];

fn pending_window(case: &Case<'_>) -> Verdict {
    let days = case.request.number("PendingWindowInDays").unwrap_or(30);
    let message = format!("PendingWindowInDays must be between 7 and 30 days (inclusive), not {days}");
    Refusal::unless((7..=30).contains(&days), "ValidationException", message)
}

fn not_pending(case: &Case<'_>) -> Verdict {
    let key = case.model.key(case.request.named("KeyId"));
    let holds = !key.is_some_and(|key| key.is("pending deletion"));
    let message = format!("{} is pending deletion.", case.request.named("KeyId"));
    Refusal::unless(holds, "KMSInvalidStateException", message)
}

fn usable(case: &Case<'_>) -> Verdict {
    let id = case.request.named("KeyId");
    match case.model.key(id).map(crate::model::Thing::state) {
        Some("pending deletion") => Err(Refusal::new(
            "KMSInvalidStateException",
            format!("{id} is pending deletion."),
        )),
        Some("disabled") => Err(Refusal::new("DisabledException", format!("{id} is disabled."))),
        _ => Ok(()),
    }
}

fn alias_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("AliasName");
    let rest = name.strip_prefix("alias/").unwrap_or_default();
    let is_plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || "/_-".contains(c));
    let message = "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/";
    Refusal::unless(!rest.is_empty() && is_plain, "ValidationException", message)?;
    let message = "Alias must not start with the prefix \"alias/aws/\", which is reserved.";
    Refusal::unless(!rest.starts_with("aws/"), "NotAuthorizedException", message)
}

fn alias_unique(case: &Case<'_>) -> Verdict {
    let name = case.request.named("AliasName");
    let message = format!("An alias with the name {name} already exists");
    Refusal::unless(!case.model.has(Kind::KeyAlias, name), "AlreadyExistsException", message)
}
