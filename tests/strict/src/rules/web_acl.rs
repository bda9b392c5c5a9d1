//! WAFv2.

use std::collections::BTreeSet;
use tokio::time::Instant;

use serde_json::Value;

use super::{Case, Rule, refuses};
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::request::{at, number};

const CREATE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html";
const UPDATE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html";
const DELETE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_DeleteWebACL.html";
const ASSOCIATE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html";
const RATE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html";
const RULE: &str = "https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html";

const BOTH: &[&str] = &["wafv2:CreateWebACL", "wafv2:UpdateWebACL"];

pub(super) const RULES: &[Rule] = &[
    refuses("web-acl-name-form", &["wafv2:CreateWebACL"], CREATE, name_form),
    refuses("web-acl-unique", &["wafv2:CreateWebACL"], CREATE, unique),
    refuses("web-acl-priorities-differ", BOTH, RULE, priorities_differ),
    refuses("web-acl-rate-limit", BOTH, RATE, rate_limit),
    refuses("web-acl-action-or-override", BOTH, RULE, action_or_override),
    refuses(
        "web-acl-lock-token",
        &["wafv2:UpdateWebACL", "wafv2:DeleteWebACL"],
        UPDATE,
        lock_token,
    ),
    refuses("web-acl-free-before-deletion", &["wafv2:DeleteWebACL"], DELETE, free),
    refuses(
        "web-acl-propagated-to-associate",
        &["wafv2:AssociateWebACL"],
        ASSOCIATE,
        propagated,
    ),
];

/// Seconds until an ACL that was just made can be used.
const PROPAGATION: u32 = 10;

fn name_form(case: &Case<'_>) -> Verdict {
    let name = case.request.named("Name");
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let message = "Error reason: Your request contains fields that are not valid, field: NAME";
    Refusal::unless(
        (1..=128).contains(&name.len()) && is_plain,
        "WAFInvalidParameterException",
        message,
    )
}

fn unique(case: &Case<'_>) -> Verdict {
    let same = |acl: &Thing| {
        ["Name", "Scope"]
            .iter()
            .all(|fact| acl.at(fact) == case.request.at(fact))
    };
    let holds = !case.model.all(Kind::WebAcl).any(same);
    let message = "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.";
    Refusal::unless(holds, "WAFDuplicateItemException", message)
}

fn priorities_differ(case: &Case<'_>) -> Verdict {
    let rules = case.request.items("Rules");
    let priorities: BTreeSet<_> = rules.iter().filter_map(|rule| number(at(rule, "Priority")?)).collect();
    let message = "Error reason: Rules must have unique priorities, field: RULE";
    Refusal::unless(priorities.len() == rules.len(), "WAFInvalidParameterException", message)
}

fn rate_limit(case: &Case<'_>) -> Verdict {
    let limits = case.request.items("Rules").iter();
    let mut limits = limits.filter_map(|rule| number(at(rule, "Statement.RateBasedStatement.Limit")?));
    let bad = limits.find(|limit| !(10..=2_000_000_000).contains(limit));
    let message = format!(
        "Error reason: You have used an invalid rate limit {}, field: RATE_BASED_STATEMENT",
        bad.unwrap_or_default()
    );
    Refusal::unless(bad.is_none(), "WAFInvalidParameterException", message)
}

/// A rule that refers to a group overrides its action, every other has one of its own.
fn action_or_override(case: &Case<'_>) -> Verdict {
    for rule in case.request.items("Rules") {
        let has = |path: &str| at(rule, path).is_some_and(|value| *value != Value::Null);
        let is_group = has("Statement.ManagedRuleGroupStatement") || has("Statement.RuleGroupReferenceStatement");
        let holds = has("OverrideAction") == is_group && has("Action") != is_group;
        let message = "Error reason: A reference in your rule statement is not valid., field: RULE_ACTION";
        Refusal::unless(holds, "WAFInvalidParameterException", message)?;
    }
    Ok(())
}

fn lock_token(case: &Case<'_>) -> Verdict {
    let acl = case.model.get(Kind::WebAcl, case.request.named("Id"));
    let current = acl.and_then(|acl| acl.text("lock token"));
    let holds = current.is_none() || current == case.request.text("LockToken");
    let message =
        "AWS WAF couldn't save your changes because someone changed the resource after you started to edit it.";
    Refusal::unless(holds, "WAFOptimisticLockException", message)
}

fn free(case: &Case<'_>) -> Verdict {
    let acl = case.model.get(Kind::WebAcl, case.request.named("Id"));
    let resources = acl.and_then(|acl| acl.at("resources")?.as_object());
    let holds = resources.is_none_or(serde_json::Map::is_empty);
    let message = "AWS WAF couldn't perform the operation because your resource is being used by another resource.";
    Refusal::unless(holds, "WAFAssociatedItemException", message)
}

fn propagated(case: &Case<'_>) -> Verdict {
    let arn = case.request.text("WebACLArn");
    let acl = case.model.all(Kind::WebAcl).find(|acl| acl.text("ARN") == arn);
    let holds = acl.is_none_or(|acl| acl.born + case.clock.span(PROPAGATION) <= Instant::now());
    let message = "AWS WAF couldn't retrieve a resource that you specified in your request. Retry your request.";
    Refusal::unless(holds, "WAFUnavailableEntityException", message)
}
