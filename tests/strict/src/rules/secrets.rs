//! Secrets Manager.

use tokio::time::Instant;

use super::{Case, Rule, refuses};
use crate::model::security::secret_name;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};

const CREATE: &str = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html";
const DELETE: &str = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html";
const PUT: &str = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html";
const RESTORE: &str = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html";

const NEW: &[&str] = &["secretsmanager:CreateSecret"];
const GONE: &[&str] = &["secretsmanager:DeleteSecret"];
const WRITES: &[&str] = &[
    "secretsmanager:CreateSecret",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecret",
];
const USES: &[&str] = &[
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:RotateSecret",
];

pub(super) const RULES: &[Rule] = &[
    refuses("secret-name-form", NEW, CREATE, name_form),
    refuses("secret-size", WRITES, QUOTAS, size),
    refuses("secret-token-length", WRITES, PUT, token_length),
    refuses("secret-recovery-window", GONE, DELETE, recovery_window),
    refuses("secret-name-free-of-pending", NEW, RESTORE, name_not_pending),
    refuses(
        "secret-name-free-after-forced-deletion",
        NEW,
        DELETE,
        name_not_lingering,
    ),
    refuses("secret-unique", NEW, CREATE, unique),
    refuses("secret-not-pending-to-use", USES, RESTORE, not_pending),
];

fn name_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("Name");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c));
    let message =
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
    Refusal::unless(
        (1..=512).contains(&name.len()) && is_plain,
        "ValidationException",
        message,
    )
}

fn size(case: &Case<'_>) -> Verdict {
    let length = case.request.text("SecretString").map_or(0, str::len);
    let message = "The secret value can't exceed 65536 bytes.";
    Refusal::unless(length <= 65_536, "InvalidParameterException", message)
}

fn token_length(case: &Case<'_>) -> Verdict {
    let Some(token) = case.request.text("ClientRequestToken") else {
        return Ok(());
    };
    let message = "ClientRequestToken must be 32-64 characters long.";
    Refusal::unless((32..=64).contains(&token.len()), "InvalidParameterException", message)
}

fn recovery_window(case: &Case<'_>) -> Verdict {
    let days = case.request.number("RecoveryWindowInDays");
    let is_forced = case.request.flag("ForceDeleteWithoutRecovery") == Some(true);
    let message = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    Refusal::unless(!(is_forced && days.is_some()), "InvalidParameterException", message)?;
    let message = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).";
    let holds = days.is_none_or(|days| (7..=30).contains(&days));
    Refusal::unless(holds, "InvalidParameterException", message)
}

fn name_not_pending(case: &Case<'_>) -> Verdict {
    Refusal::unless(
        !is_pending(case, case.request.named("Name")),
        "InvalidRequestException",
        TAKEN,
    )
}

/// A forced deletion is done in the background.
fn name_not_lingering(case: &Case<'_>) -> Verdict {
    let name = (Kind::Secret, case.request.named("Name").to_owned());
    let until = case.model.lingering.get(&name);
    let holds = until.is_none_or(|until| *until <= Instant::now());
    Refusal::unless(holds, "InvalidRequestException", TAKEN)
}

const TAKEN: &str = "You can't create this secret because a secret with this name is already scheduled for deletion.";

fn unique(case: &Case<'_>) -> Verdict {
    let holds = !case.model.has(Kind::Secret, case.request.named("Name"));
    let message = "The operation failed because the secret already exists.";
    Refusal::unless(holds, "ResourceExistsException", message)
}

fn not_pending(case: &Case<'_>) -> Verdict {
    let name = secret_name(case.request.named("SecretId"));
    let message = "You can't perform this operation on the secret because it was marked for deletion.";
    Refusal::unless(!is_pending(case, &name), "InvalidRequestException", message)
}

fn is_pending(case: &Case<'_>, name: &str) -> bool {
    case.model.get(Kind::Secret, name).map(Thing::state) == Some("pending deletion")
}
