//! Secrets, keys, roles, log groups, web ACLs.

use serde_json::{Value, json};

use crate::aws::{Aws, Reply, quick, slow};
use crate::network::ROLE;
use crate::story::{bites, bites_in, refused};

async fn secret(aws: &Aws) -> Reply {
    aws.secrets("CreateSecret", json!({"Name": "s", "SecretString": "{}"}))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_has_a_form_and_a_size() {
    bites("secret-name-form", "ValidationException", async |aws| {
        aws.secrets("CreateSecret", json!({"Name": "a secret", "SecretString": "x"}))
            .await
    })
    .await;
    bites("secret-size", "InvalidParameterException", async |aws| {
        let value = "x".repeat(65_537);
        aws.secrets("CreateSecret", json!({"Name": "s", "SecretString": value}))
            .await
    })
    .await;
    bites("secret-token-length", "InvalidParameterException", async |aws| {
        aws.secrets(
            "CreateSecret",
            json!({"Name": "s", "SecretString": "x", "ClientRequestToken": "short"}),
        )
        .await
    })
    .await;
    refused("secret-unique", "ResourceExistsException", async |aws| {
        secret(aws).await.ok();
        secret(aws).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_pending_deletion_keeps_its_name_and_its_value() {
    let request = "InvalidRequestException";
    refused("secret-recovery-window", "InvalidParameterException", async |aws| {
        secret(aws).await.ok();
        aws.secrets("DeleteSecret", json!({"SecretId": "s", "RecoveryWindowInDays": 6}))
            .await
    })
    .await;
    bites("secret-name-free-of-pending", request, async |aws| {
        secret(aws).await.ok();
        aws.secrets("DeleteSecret", json!({"SecretId": "s", "RecoveryWindowInDays": 7}))
            .await
            .ok();
        secret(aws).await
    })
    .await;
    bites_in(
        slow().await,
        "secret-name-free-after-forced-deletion",
        request,
        async |aws| {
            secret(aws).await.ok();
            aws.secrets(
                "DeleteSecret",
                json!({"SecretId": "s", "ForceDeleteWithoutRecovery": true}),
            )
            .await
            .ok();
            secret(aws).await
        },
    )
    .await;
    refused("secret-not-pending-to-use", request, async |aws| {
        let made = secret(aws).await.json();
        aws.secrets("DeleteSecret", json!({"SecretId": made["ARN"]})).await.ok();
        aws.secrets("PutSecretValue", json!({"SecretId": "s", "SecretString": "y"}))
            .await
    })
    .await;
    let aws = Aws::with(quick().await).await;
    secret(&aws).await.ok();
    aws.secrets("DeleteSecret", json!({"SecretId": "s", "RecoveryWindowInDays": 7}))
        .await
        .ok();
    aws.secrets("RestoreSecret", json!({"SecretId": "s"})).await.ok();
    aws.secrets("PutSecretValue", json!({"SecretId": "s", "SecretString": "y"}))
        .await
        .ok();
}

async fn key(aws: &Aws) -> Value {
    aws.kms("CreateKey", json!({})).await.ok().json()["KeyMetadata"]["KeyId"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_pending_deletion_or_disabled_is_of_no_use() {
    refused("key-pending-window", "ValidationException", async |aws| {
        let key = key(aws).await;
        aws.kms("ScheduleKeyDeletion", json!({"KeyId": key, "PendingWindowInDays": 6}))
            .await
    })
    .await;
    refused("key-not-pending-to-change", "KMSInvalidStateException", async |aws| {
        let key = key(aws).await;
        aws.kms("ScheduleKeyDeletion", json!({"KeyId": key})).await.ok();
        aws.kms("ScheduleKeyDeletion", json!({"KeyId": key})).await
    })
    .await;
    refused("key-usable-to-encrypt", "DisabledException", async |aws| {
        let key = key(aws).await;
        aws.kms("DisableKey", json!({"KeyId": key})).await.ok();
        aws.kms("GenerateDataKey", json!({"KeyId": key, "KeySpec": "AES_256"}))
            .await
    })
    .await;
    refused("key-alias-form", "ValidationException", async |aws| {
        let key = key(aws).await;
        aws.kms("CreateAlias", json!({"AliasName": "memory", "TargetKeyId": key}))
            .await
    })
    .await;
    refused("key-alias-unique", "AlreadyExistsException", async |aws| {
        let alias = json!({"AliasName": "alias/memory", "TargetKeyId": key(aws).await});
        aws.kms("CreateAlias", alias.clone()).await.ok();
        aws.kms("CreateAlias", alias).await
    })
    .await;
}

/// Allows to list buckets.
const POLICY: &str = "RoleName=r&PolicyName=p&PolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22\
    Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AListAllMyBuckets%22%2C%22Resource%22%3A%22*%22%7D%5D%7D";

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_named_known_and_rid_of_policies_before_it_is_deleted() {
    bites("role-name-form", "ValidationError", async |aws| {
        aws.iam("CreateRole", &ROLE.replace("RoleName=r", "RoleName=a%20role"))
            .await
    })
    .await;
    bites("role-policy-is-json", "MalformedPolicyDocument", async |aws| {
        aws.iam("CreateRole", "RoleName=r&AssumeRolePolicyDocument=nothing")
            .await
    })
    .await;
    bites("role-policy-size", "LimitExceeded", async |aws| {
        aws.iam("CreateRole", ROLE).await.ok();
        let long = format!("%22{}%22", "x".repeat(10_240));
        aws.iam("PutRolePolicy", &POLICY.replace("%22*%22", &long)).await
    })
    .await;
    refused("role-unique", "EntityAlreadyExists", async |aws| {
        aws.iam("CreateRole", ROLE).await.ok();
        aws.iam("CreateRole", ROLE).await
    })
    .await;
    refused("role-known-for-policy", "NoSuchEntity", async |aws| {
        aws.iam("PutRolePolicy", POLICY).await
    })
    .await;
    refused("role-without-policies-before-deletion", "DeleteConflict", async |aws| {
        aws.iam("CreateRole", ROLE).await.ok();
        aws.iam("PutRolePolicy", POLICY).await.ok();
        aws.iam("DeleteRole", "RoleName=r").await
    })
    .await;
    refused("policy-detached-before-deletion", "DeleteConflict", async |aws| {
        aws.iam("CreateRole", ROLE).await.ok();
        let arn = aws.iam("CreatePolicy", POLICY).await.id("Arn");
        aws.iam("AttachRolePolicy", &format!("RoleName=r&PolicyArn={arn}"))
            .await
            .ok();
        aws.iam("DeletePolicy", &format!("PolicyArn={arn}")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_group_has_a_name_and_a_retention_of_the_list() {
    let group = json!({"logGroupName": "g"});
    bites("log-group-name-form", "InvalidParameterException", async |aws| {
        aws.logs("CreateLogGroup", json!({"logGroupName": "a:b"})).await
    })
    .await;
    refused("log-group-unique", "ResourceAlreadyExistsException", async |aws| {
        aws.logs("CreateLogGroup", group.clone()).await.ok();
        aws.logs("CreateLogGroup", group.clone()).await
    })
    .await;
    refused("log-retention-of-the-list", "InvalidParameterException", async |aws| {
        aws.logs("CreateLogGroup", group.clone()).await.ok();
        aws.logs(
            "PutRetentionPolicy",
            json!({"logGroupName": "g", "retentionInDays": 10}),
        )
        .await
    })
    .await;
    refused("log-group-known", "ResourceNotFoundException", async |aws| {
        aws.logs("DeleteLogGroup", group.clone()).await
    })
    .await;
}

fn acl(rules: &Value) -> Value {
    let visibility = json!({"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "m"});
    json!({"Name": "a", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": visibility, "Rules": rules})
}

fn rate(priority: u32, limit: u32) -> Value {
    let statement = json!({"RateBasedStatement": {"Limit": limit, "AggregateKeyType": "IP"}});
    json!({"Name": format!("r{priority}"), "Priority": priority, "Action": {"Block": {}}, "Statement": statement})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_acl_is_well_formed() {
    let invalid = "WAFInvalidParameterException";
    bites("web-acl-name-form", invalid, async |aws| {
        let mut acl = acl(&json!([]));
        acl["Name"] = json!("an acl");
        aws.waf("CreateWebACL", acl).await
    })
    .await;
    bites("web-acl-priorities-differ", invalid, async |aws| {
        aws.waf("CreateWebACL", acl(&json!([rate(1, 2000), rate(1, 3000)])))
            .await
    })
    .await;
    bites("web-acl-rate-limit", invalid, async |aws| {
        aws.waf("CreateWebACL", acl(&json!([rate(1, 9)]))).await
    })
    .await;
    bites("web-acl-action-or-override", invalid, async |aws| {
        let group = json!({"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}});
        let rule = json!({"Name": "common", "Priority": 1, "Action": {"Block": {}}, "Statement": group});
        aws.waf("CreateWebACL", acl(&json!([rule]))).await
    })
    .await;
    refused("web-acl-unique", "WAFDuplicateItemException", async |aws| {
        aws.waf("CreateWebACL", acl(&json!([]))).await.ok();
        aws.waf("CreateWebACL", acl(&json!([]))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_acl_is_changed_by_who_read_it_last_and_deleted_when_nothing_uses_it() {
    refused("web-acl-lock-token", "WAFOptimisticLockException", async |aws| {
        let summary = aws.waf("CreateWebACL", acl(&json!([]))).await.ok().json()["Summary"].clone();
        let mut change = acl(&json!([rate(1, 2000)]));
        change["Id"] = summary["Id"].clone();
        change["LockToken"] = summary["LockToken"].clone();
        aws.waf("UpdateWebACL", change.clone()).await.ok();
        aws.waf("UpdateWebACL", change).await
    })
    .await;
    let stage = "arn:aws:apigateway:us-east-1::/restapis/a/stages/s";
    bites_in(
        slow().await.with_rate_scale(0.0),
        "web-acl-propagated-to-associate",
        "WAFUnavailableEntityException",
        async |aws| {
            let summary = aws.waf("CreateWebACL", acl(&json!([]))).await.ok().json()["Summary"].clone();
            aws.waf(
                "AssociateWebACL",
                json!({"WebACLArn": summary["ARN"], "ResourceArn": stage}),
            )
            .await
        },
    )
    .await;
    let strict = quick().await.without("web-acl-propagated-to-associate");
    bites_in(
        strict,
        "web-acl-free-before-deletion",
        "WAFAssociatedItemException",
        async |aws| {
            let summary = aws.waf("CreateWebACL", acl(&json!([]))).await.ok().json()["Summary"].clone();
            aws.waf(
                "AssociateWebACL",
                json!({"WebACLArn": summary["ARN"], "ResourceArn": stage}),
            )
            .await
            .ok();
            let own = json!({"Name": "a", "Scope": "REGIONAL", "Id": summary["Id"], "LockToken": summary["LockToken"]});
            aws.waf("DeleteWebACL", own).await
        },
    )
    .await;
}
