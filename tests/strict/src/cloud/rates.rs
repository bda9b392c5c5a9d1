//! How many requests AWS takes, as token buckets.

use crate::clock::Clock;
use crate::model::Model;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::settings::Settings;

/// How many at once, and how many more each second.
type Rate = (f64, f64);

/// Those of single operations, in requests a second, from the quota pages of each service.
const OPERATIONS: [(&str, Rate); 16] = [
    ("apigateway:CreateDeployment", (1.0, 0.2)),
    ("apigateway:CreateResource", (5.0, 5.0)),
    ("apigateway:CreateRestApi", (1.0, 1.0 / 3.0)),
    ("apigateway:DeleteResource", (5.0, 5.0)),
    ("apigateway:DeleteRestApi", (1.0, 1.0 / 30.0)),
    ("apigateway:UpdateAccount", (1.0, 0.05)),
    ("kms:CreateKey", (5.0, 5.0)),
    ("kms:CreateAlias", (5.0, 5.0)),
    ("kms:ScheduleKeyDeletion", (15.0, 15.0)),
    ("logs:CreateLogGroup", (10.0, 10.0)),
    ("logs:DeleteLogGroup", (10.0, 10.0)),
    ("logs:DescribeLogGroups", (10.0, 10.0)),
    ("secretsmanager:CreateSecret", (50.0, 50.0)),
    ("secretsmanager:DeleteSecret", (50.0, 50.0)),
    ("wafv2:AssociateWebACL", (1.0, 0.5)),
    ("wafv2:DisassociateWebACL", (1.0, 0.5)),
];

pub(super) fn exceeded(model: &mut Model, settings: &Settings, clock: &Clock, request: &Request) -> Option<Refusal> {
    if !settings.keeps("request-rates") {
        return None;
    }
    let action = request.action();
    let own = OPERATIONS.iter().find(|(name, _)| *name == action);
    let shared = of_service(request, &action).filter(|(name, _)| own.is_none() || *name != action);
    let buckets = [own.map(|(name, rate)| ((*name).to_owned(), *rate)), shared];
    let full = buckets
        .into_iter()
        .flatten()
        .any(|(name, rate)| !take(model, clock, name, rate));
    full.then(|| Refusal::throttled(request).by("request-rates"))
}

fn of_service(request: &Request, action: &str) -> Option<(String, Rate)> {
    let of_action = |rate| Some((action.to_owned(), rate));
    match (request.service.as_str(), request.is_mutating()) {
        // Each action of EC2 has a bucket; reading without a filter costs more.
        ("ec2", true) => of_action((50.0, 5.0)),
        ("ec2", false) if request.at("Filter").is_none() => of_action((50.0, 10.0)),
        ("ec2", false) => of_action((100.0, 20.0)),
        // All of its management together.
        ("apigateway", _) => Some(("apigateway".to_owned(), (40.0, 10.0))),
        ("lambda", true) if request.operation != "Invoke" => Some(("lambda".to_owned(), (15.0, 15.0))),
        ("wafv2", true) => of_action((1.0, 1.0)),
        ("wafv2", false) => of_action((5.0, 5.0)),
        // Not published. Their users see throttling from about here on.
        ("rds" | "elasticache", _) => of_action((20.0, 10.0)),
        ("iam", _) => of_action((20.0, 15.0)),
        _ => None,
    }
}

fn take(model: &mut Model, clock: &Clock, name: String, (most, refill): Rate) -> bool {
    let now = clock.seconds();
    let (left, then) = model.buckets.get(&name).copied().unwrap_or((most, now));
    let left = (left + (now - then) * refill).min(most);
    let is_taken = left >= 1.0;
    model
        .buckets
        .insert(name, (if is_taken { left - 1.0 } else { left }, now));
    is_taken
}
