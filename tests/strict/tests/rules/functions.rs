//! Lambda and API Gateway.

use http::Method;
use serde_json::{Value, json};

use strict::Strict;

use crate::aws::{Aws, Reply, quick, slow};
use crate::network::ROLE;
use crate::story::until;

const FUNCTIONS: &str = "/2015-03-31/functions";

async fn function(aws: &Aws, more: Value) -> Reply {
    let known = aws.iam("GetRole", "RoleName=r").await.status.is_success();
    if !known {
        aws.iam("CreateRole", ROLE).await.ok();
    }
    create(aws, more).await
}

async fn create(aws: &Aws, more: Value) -> Reply {
    // An empty zip file.
    let code = json!({"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="});
    let role = format!("arn:aws:iam::{}:role/r", aws.account());
    let mut body =
        json!({"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": role, "Code": code});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    aws.rest("lambda", Method::POST, FUNCTIONS, body).await
}

/// Lambda names errors in a header only; the words are what a client sees here.
async fn says(base: Strict, rule: &str, words: &str, story: impl AsyncFn(&Aws) -> Reply) {
    let with = Aws::with(base.clone()).await;
    let reply = story(&with).await;
    assert!(
        !reply.status.is_success() && reply.body.contains(words),
        "with {rule}: {} {}",
        reply.status,
        reply.body
    );
    let without = Aws::with(base.without(rule)).await;
    let reply = story(&without).await;
    assert!(
        !reply.body.contains(words),
        "{rule} is not what refuses: {}",
        reply.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_needs_a_role_that_lambda_has_heard_of() {
    says(
        slow().await,
        "function-role-assumable",
        "cannot be assumed by Lambda",
        async |aws| function(aws, json!({})).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_has_bounds_and_a_network_that_is_there() {
    let any_role = quick().await.without("function-role-assumable");
    let large = json!({"Environment": {"Variables": {"A": "x".repeat(4096)}}});
    says(
        any_role.clone(),
        "function-environment-size",
        "4KB limit",
        async |aws| create(aws, large.clone()).await,
    )
    .await;
    says(
        any_role.clone(),
        "function-timeout-and-memory",
        "failed to satisfy",
        async |aws| create(aws, json!({"Timeout": 901})).await,
    )
    .await;
    let network = json!({"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": []}});
    says(
        any_role.clone(),
        "function-in-known-network",
        "InvalidSubnetID.NotFound",
        async |aws| create(aws, network.clone()).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_is_pending_is_neither_changed_nor_called_nor_made_twice() {
    // States are shown by "function-progresses"; "function-unique" is the emulator's too.
    let aws = Aws::with(slow().await.without("function-role-assumable")).await;
    let made = function(&aws, json!({})).await.ok().json();
    assert_eq!(made["State"], "Pending");
    let words = async |method: Method, path: &str| {
        aws.rest("lambda", method, &format!("{FUNCTIONS}/f{path}"), json!({}))
            .await
            .body
    };
    // "function-active-to-invoke" and "function-idle-to-change".
    assert!(words(Method::POST, "/invocations").await.contains("Pending"));
    assert!(
        words(Method::PUT, "/configuration")
            .await
            .contains("An update is in progress")
    );
    assert!(function(&aws, json!({})).await.body.contains("already exist"));
}

#[tokio::test(flavor = "multi_thread")]
async fn interfaces_outlive_their_function_and_keep_groups_and_subnets() {
    // "function-interfaces-linger" for 10 minutes, then "interface-free-before-deletion" lets go of them.
    let strict = quick().await.with_time_scale(0.001);
    let aws = Aws::with(strict.without("function-role-assumable")).await;
    let vpc = aws.vpc().await;
    let (subnet, group) = (aws.subnet(&vpc, 0).await, aws.group(&vpc, "g").await);
    let network = json!({"VpcConfig": {"SubnetIds": [subnet], "SecurityGroupIds": [group]}});
    function(&aws, network).await.ok();
    until("the function is active", async || {
        let shown = aws
            .rest("lambda", Method::GET, &format!("{FUNCTIONS}/f"), json!({}))
            .await;
        shown.body.contains("Active")
    })
    .await;
    aws.rest("lambda", Method::DELETE, &format!("{FUNCTIONS}/f"), json!({}))
        .await
        .ok();

    let filter = format!("Filter.1.Name=group-id&Filter.1.Value.1={group}");
    let interfaces = async || aws.ec2("DescribeNetworkInterfaces", &filter).await;
    let shown = interfaces().await;
    let interface = shown.id("networkInterfaceId");
    assert_eq!(
        (shown.id("status").as_str(), shown.id("interfaceType").as_str()),
        ("in-use", "lambda")
    );
    let form = format!("NetworkInterfaceId={interface}");
    let refused = aws.ec2("DeleteNetworkInterface", &form).await;
    assert_eq!(refused.code().as_deref(), Some("InvalidParameterValue"));
    let refused = aws.ec2("DeleteSecurityGroup", &format!("GroupId={group}")).await;
    assert_eq!(refused.code().as_deref(), Some("DependencyViolation"));

    until("it is detached", async || {
        interfaces().await.text("status").as_deref() == Some("available")
    })
    .await;
    assert_eq!(interfaces().await.id("interfaceType"), "interface");
    aws.ec2("DeleteNetworkInterface", &form).await.ok();
    aws.ec2("DeleteSecurityGroup", &format!("GroupId={group}")).await.ok();
    aws.ec2("DeleteSubnet", &format!("SubnetId={subnet}")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn api_gateway_deletes_one_api_in_half_a_minute() {
    let aws = Aws::with(slow().await.with_rate_scale(1.0)).await;
    let deleted = async |id: &str| {
        aws.rest("apigateway", Method::DELETE, &format!("/restapis/{id}"), json!({}))
            .await
    };
    deleted("a").await;
    let second = deleted("b").await;
    assert_eq!(second.status.as_u16(), 429, "{}", second.body);
}
