//! Lambda and API Gateway, as far as they bear on the layers below.

use serde_json::Value;

use super::{Case, Rule, refuses, shapes};
use crate::model::functions::function_name;
use crate::model::{Kind, Thing};
use crate::refusal::{Refusal, Verdict};

const CREATE: &str = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html";
const STATES: &str = "https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html";
const ENVIRONMENT: &str = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";
const INTERFACES: &str = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html";
const TIMEOUT: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";

const BOTH: &[&str] = &["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"];

pub(super) const RULES: &[Rule] = &[
    refuses("function-role-assumable", BOTH, CREATE, role_assumable),
    refuses("function-unique", &["lambda:CreateFunction"], CREATE, unique),
    refuses("function-environment-size", BOTH, ENVIRONMENT, environment_size),
    refuses("function-timeout-and-memory", BOTH, TIMEOUT, timeout_and_memory),
    refuses("function-in-known-network", BOTH, INTERFACES, known_network),
    refuses(
        "function-idle-to-change",
        &[
            "lambda:UpdateFunctionCode",
            "lambda:UpdateFunctionConfiguration",
            "lambda:PublishVersion",
        ],
        STATES,
        idle_to_change,
    ),
    refuses(
        "function-active-to-invoke",
        &["lambda:Invoke"],
        STATES,
        active_to_invoke,
    ),
    shapes("function-progresses", STATES),
    shapes("function-interfaces-linger", INTERFACES),
];

fn role_assumable(case: &Case<'_>) -> Verdict {
    let Some(arn) = case.request.text("Role") else {
        return Ok(());
    };
    let holds = super::roles::is_propagated(case, arn);
    let message = "The role defined for the function cannot be assumed by Lambda.";
    Refusal::unless(holds, "InvalidParameterValueException", message)
}

fn unique(case: &Case<'_>) -> Verdict {
    let name = function_name(case.request.named("FunctionName"));
    if !case.model.has(Kind::Function, &name) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "ResourceConflictException",
        format!("Function already exist: {name}"),
    ))
}

fn environment_size(case: &Case<'_>) -> Verdict {
    let variables = case.request.at("Environment.Variables").and_then(Value::as_object);
    let size: usize = variables
        .into_iter()
        .flatten()
        .map(|(name, value)| name.len() + value.as_str().map_or(0, str::len))
        .sum();
    let message = "Lambda was unable to configure your environment variables because the environment variables you have provided \
        exceeded the 4KB limit.";
    Refusal::unless(size <= 4096, "InvalidParameterValueException", message)
}

fn timeout_and_memory(case: &Case<'_>) -> Verdict {
    let holds = case
        .request
        .number("Timeout")
        .is_none_or(|seconds| (1..=900).contains(&seconds))
        && case
            .request
            .number("MemorySize")
            .is_none_or(|megabytes| (128..=10_240).contains(&megabytes));
    let message = "Value at 'timeout' or 'memorySize' failed to satisfy constraint";
    Refusal::unless(holds, "ValidationException", message)
}

fn known_network(case: &Case<'_>) -> Verdict {
    let unknown = case
        .request
        .texts("VpcConfig.SubnetIds")
        .find(|id| !case.model.has(Kind::Subnet, id));
    let message = format!(
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound: {}",
        unknown.unwrap_or_default()
    );
    Refusal::unless(unknown.is_none(), "InvalidParameterValueException", message)?;
    let mut groups = case.request.texts("VpcConfig.SecurityGroupIds");
    let unknown = groups.find(|id| !case.model.has(Kind::SecurityGroup, id));
    let message = format!(
        "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound: {}",
        unknown.unwrap_or_default()
    );
    Refusal::unless(unknown.is_none(), "InvalidParameterValueException", message)
}

fn idle_to_change(case: &Case<'_>) -> Verdict {
    let state = state(case);
    if !["Pending", "InProgress"].contains(&state) {
        return Ok(());
    }
    let message =
        format!("The operation cannot be performed at this time. An update is in progress for resource ({state})");
    Err(Refusal::conflict("ResourceConflictException", message))
}

fn active_to_invoke(case: &Case<'_>) -> Verdict {
    if state(case) != "Pending" {
        return Ok(());
    }
    let message =
        "The operation cannot be performed at this time. The function is currently in the following state: Pending";
    Err(Refusal::conflict("ResourceConflictException", message))
}

fn state(case: &Case<'_>) -> &'static str {
    let name = function_name(case.request.named("FunctionName"));
    case.model.get(Kind::Function, &name).map_or("Active", Thing::state)
}
