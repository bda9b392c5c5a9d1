//! Security groups, their rules, and interfaces.

use super::{Case, Rule, refuses};
use crate::model::group_rules::asked;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};
use crate::settings::Quota;

const ERRORS: &str = "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-errors.html";
const CREATE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html";
const DELETE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const INTERFACE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html";

const AUTHORIZE: &[&str] = &["ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress"];
const REVOKE: &[&str] = &["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"];

pub(super) const RULES: &[Rule] = &[
    refuses("group-name-form", &["ec2:CreateSecurityGroup"], CREATE, name_form),
    refuses("group-in-known-vpc", &["ec2:CreateSecurityGroup"], ERRORS, in_known_vpc),
    refuses(
        "group-name-unique-in-vpc",
        &["ec2:CreateSecurityGroup"],
        CREATE,
        name_unique,
    ),
    refuses("group-quota", &["ec2:CreateSecurityGroup"], QUOTAS, quota),
    refuses("group-rules-differ", AUTHORIZE, ERRORS, rules_differ),
    refuses("group-rule-about-known-group", AUTHORIZE, ERRORS, about_known_group),
    refuses("group-rules-not-too-many", AUTHORIZE, QUOTAS, not_too_many),
    refuses("group-rule-to-revoke-exists", REVOKE, ERRORS, rule_exists),
    refuses(
        "group-unused-before-deletion",
        &["ec2:DeleteSecurityGroup"],
        DELETE,
        unused,
    ),
    refuses(
        "interface-free-before-deletion",
        &["ec2:DeleteNetworkInterface"],
        INTERFACE,
        interface_free,
    ),
];

/// What a name and a description may contain beside letters and digits.
const PUNCTUATION: &str = " ._-:/()#,@[]+=&;{}!$*";
const MOST_RULES: usize = 60;

fn name_form(case: &Case<'_>) -> Verdict {
    let (name, description) = (case.request.named("GroupName"), case.request.named("GroupDescription"));
    let is_plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || PUNCTUATION.contains(c))
    };
    let message =
        format!("Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.");
    Refusal::unless(!name.starts_with("sg-"), "InvalidParameterValue", message)?;
    let holds = [name, description]
        .iter()
        .all(|text| (1..=255).contains(&text.len()) && is_plain(text));
    let message = "Invalid security group name or description. Valid are up to 255 of a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*";
    Refusal::unless(holds, "InvalidParameterValue", message)
}

fn in_known_vpc(case: &Case<'_>) -> Verdict {
    let Some(id) = case.request.text("VpcId") else {
        return Ok(());
    };
    let message = format!("The vpc ID '{id}' does not exist");
    Refusal::unless(case.model.has(Kind::Vpc, id), "InvalidVpcID.NotFound", message)
}

fn name_unique(case: &Case<'_>) -> Verdict {
    let (name, vpc) = (case.request.text("GroupName"), case.request.text("VpcId"));
    let same = |group: &Thing| group.text("GroupName") == name && group.text("VpcId") == vpc;
    let holds = !case.model.all(Kind::SecurityGroup).any(same);
    let message = format!(
        "The security group '{}' already exists for VPC '{}'",
        name.unwrap_or_default(),
        vpc.unwrap_or_default()
    );
    Refusal::unless(holds, "InvalidGroup.Duplicate", message)
}

fn quota(case: &Case<'_>) -> Verdict {
    let most = case.settings.quota(Quota::SecurityGroups) as usize;
    let message = "The maximum number of security groups has been reached.";
    Refusal::unless(
        case.model.count(Kind::SecurityGroup) < most,
        "SecurityGroupLimitExceeded",
        message,
    )
}

fn rules_differ(case: &Case<'_>) -> Verdict {
    let Some(group) = case.model.get(Kind::SecurityGroup, case.request.named("GroupId")) else {
        return Ok(());
    };
    let new = asked(case.request);
    let clash = new.iter().find(|new| group.group_rules().any(|(_, old)| old == *new));
    let message = format!(
        "the specified rule \"{}\" already exists",
        clash.map_or("", String::as_str)
    );
    Refusal::unless(clash.is_none(), "InvalidPermission.Duplicate", message)
}

fn about_known_group(case: &Case<'_>) -> Verdict {
    let new = asked(case.request);
    let sources = new.iter().filter_map(|rule| rule.rsplit(' ').next());
    for id in sources.filter(|source| source.starts_with("sg-")) {
        let message = format!("The security group '{id}' does not exist");
        Refusal::unless(
            case.model.has(Kind::SecurityGroup, id),
            "InvalidGroup.NotFound",
            message,
        )?;
    }
    Ok(())
}

fn not_too_many(case: &Case<'_>) -> Verdict {
    let Some(group) = case.model.get(Kind::SecurityGroup, case.request.named("GroupId")) else {
        return Ok(());
    };
    let direction = if case.request.operation.ends_with("Egress") {
        "egress"
    } else {
        "ingress"
    };
    let have = group
        .group_rules()
        .filter(|(_, rule)| rule.starts_with(direction))
        .count();
    let holds = have + asked(case.request).len() <= MOST_RULES;
    let message = "The maximum number of rules per security group has been reached.";
    Refusal::unless(holds, "RulesPerSecurityGroupLimitExceeded", message)
}

fn rule_exists(case: &Case<'_>) -> Verdict {
    let Some(group) = case.model.get(Kind::SecurityGroup, case.request.named("GroupId")) else {
        return Ok(());
    };
    let missing = asked(case.request)
        .into_iter()
        .any(|rule| !group.group_rules().any(|(_, old)| old == rule));
    let message = "The specified rule does not exist in this security group.";
    Refusal::unless(!missing, "InvalidPermission.NotFound", message)?;
    let unknown = case
        .request
        .texts("SecurityGroupRuleId")
        .find(|id| !group.group_rules().any(|(old, _)| old == *id));
    let message = format!(
        "The security group rule ID '{}' does not exist",
        unknown.unwrap_or_default()
    );
    Refusal::unless(unknown.is_none(), "InvalidSecurityGroupRuleId.NotFound", message)
}

/// In use: by a rule of another group, or by anything with an interface.
fn unused(case: &Case<'_>) -> Verdict {
    let id = case.request.named("GroupId");
    let user = case.model.users(Kind::SecurityGroup, id).find(|user| user.id != id);
    let message = format!("resource {id} has a dependent object");
    Refusal::unless(user.is_none(), "DependencyViolation", message)
}

fn interface_free(case: &Case<'_>) -> Verdict {
    let id = case.request.named("NetworkInterfaceId");
    let holds = !case
        .model
        .get(Kind::Interface, id)
        .is_some_and(|interface| interface.is("in-use"));
    let message = format!("Network interface '{id}' is currently in use.");
    Refusal::unless(holds, "InvalidParameterValue", message)
}
