//! IAM: roles, their policies, and that neither is known everywhere at once.

use serde_json::Value;
use tokio::time::Instant;

use super::{Case, Rule, refuses};
use crate::model::Kind;
use crate::refusal::{Refusal, Verdict};

const CREATE: &str = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";
const DELETE: &str = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html";
const PUT: &str = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html";
const DELETE_POLICY: &str = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

pub(super) const RULES: &[Rule] = &[
    refuses("role-name-form", &["iam:CreateRole"], CREATE, name_form),
    refuses(
        "role-policy-is-json",
        &["iam:CreateRole", "iam:PutRolePolicy", "iam:CreatePolicy"],
        CREATE,
        policy_is_json,
    ),
    refuses("role-policy-size", &["iam:PutRolePolicy"], QUOTAS, policy_size),
    refuses("role-unique", &["iam:CreateRole"], CREATE, unique),
    refuses(
        "role-known-for-policy",
        &["iam:PutRolePolicy", "iam:AttachRolePolicy"],
        PUT,
        known,
    ),
    refuses(
        "role-without-policies-before-deletion",
        &["iam:DeleteRole"],
        DELETE,
        without_policies,
    ),
    refuses(
        "policy-detached-before-deletion",
        &["iam:DeletePolicy"],
        DELETE_POLICY,
        detached,
    ),
];

/// Seconds until every service has heard of a new role.
const PROPAGATION: u32 = 10;

/// Whether a service can assume this role now.
pub(super) fn is_propagated(case: &Case<'_>, arn: &str) -> bool {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let role = case.model.get(Kind::Role, name);
    role.is_some_and(|role| role.born + case.clock.span(PROPAGATION) <= Instant::now())
}

fn name_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("RoleName");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c));
    let message = "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-";
    Refusal::unless((1..=64).contains(&name.len()) && is_plain, "ValidationError", message)
}

fn policy_is_json(case: &Case<'_>) -> Verdict {
    for field in ["AssumeRolePolicyDocument", "PolicyDocument"] {
        if let Some(text) = case.request.text(field) {
            let policy = serde_json::from_str::<Value>(text);
            let holds = policy.is_ok_and(|policy| policy.get("Statement").is_some());
            Refusal::unless(holds, "MalformedPolicyDocument", "Syntax errors in policy.")?;
        }
    }
    Ok(())
}

fn policy_size(case: &Case<'_>) -> Verdict {
    let policy = case.request.named("PolicyDocument");
    // AWS doesn't count white space.
    let holds = policy.chars().filter(|c| !c.is_whitespace()).count() <= 10_240;
    let message = "Maximum policy size of 10240 bytes exceeded for role";
    if holds {
        Ok(())
    } else {
        Err(Refusal::conflict("LimitExceeded", message))
    }
}

fn unique(case: &Case<'_>) -> Verdict {
    let name = case.request.named("RoleName");
    if !case.model.has(Kind::Role, name) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "EntityAlreadyExists",
        format!("Role with name {name} already exists."),
    ))
}

fn known(case: &Case<'_>) -> Verdict {
    let name = case.request.named("RoleName");
    if case.model.has(Kind::Role, name) {
        return Ok(());
    }
    Err(Refusal::not_found(
        "NoSuchEntity",
        format!("The role with name {name} cannot be found."),
    ))
}

fn without_policies(case: &Case<'_>) -> Verdict {
    let role = case.model.get(Kind::Role, case.request.named("RoleName"));
    if role.is_none_or(|role| role.refers_to.is_empty()) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "DeleteConflict",
        "Cannot delete entity, must detach all policies first.",
    ))
}

fn detached(case: &Case<'_>) -> Verdict {
    let mut users = case.model.users(Kind::Policy, case.request.named("PolicyArn"));
    if users.next().is_none() {
        return Ok(());
    }
    Err(Refusal::conflict(
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
    ))
}
