//! Who may ask at all, and how often; tokens and dry runs.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use strict::{Quota, Strict};

use crate::aws::{Aws, Reply, quick, slow};
use crate::story::{bites_in, until};

/// The code of a read in each protocol.
async fn codes(aws: &Aws) -> [Option<String>; 4] {
    [
        aws.ec2("DescribeVpcs", "").await.code(),
        aws.rds("DescribeDBInstances", "").await.code(),
        aws.secrets("ListSecrets", json!({})).await.code(),
        aws.s3(Method::GET, "/", &[]).await.code(),
    ]
}

async fn assert_codes(strict: Strict, rule: &str, expected: [&str; 4]) {
    let aws = Aws::with(strict.clone()).await;
    assert_eq!(codes(&aws).await, expected.map(|code| Some(code.to_owned())), "{rule}");
    let aws = Aws::with(strict.without(rule)).await;
    assert_eq!(codes(&aws).await, [const { None }; 4], "without {rule}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_those_of_the_account() {
    let codes = [
        "AuthFailure",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "InvalidAccessKeyId",
    ];
    assert_codes(quick().await.with_account("111122223333"), "access-key-known", codes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_actions_are_named() {
    let strict = quick()
        .await
        .deny("ec2:Describe*")
        .deny("rds:*")
        .deny("secretsmanager:ListSecrets")
        .deny("s3:ListBuckets");
    let codes = [
        "UnauthorizedOperation",
        "AccessDenied",
        "AccessDeniedException",
        "AccessDenied",
    ];
    assert_codes(strict, "action-permitted", codes).await;
    let aws = Aws::with(quick().await).await;
    aws.cloud.deny("ec2:CreateVpc");
    let refused = aws.ec2("CreateVpc", "CidrBlock=10.0.0.0/16").await;
    assert!(
        refused.body.contains("not authorized to perform: ec2:CreateVpc"),
        "{}",
        refused.body
    );
    aws.cloud.allow("ec2:CreateVpc");
    aws.vpc().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_expire_in_the_middle_of_things() {
    // "credentials-not-expired"
    let aws = Aws::with(quick().await).await;
    aws.vpc().await;
    aws.cloud.expire_credentials(true);
    let expected = [
        "RequestExpired",
        "ExpiredToken",
        "ExpiredTokenException",
        "ExpiredToken",
    ];
    assert_eq!(codes(&aws).await, expected.map(|code| Some(code.to_owned())));
    aws.cloud.expire_credentials(false);
    aws.vpc().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_by_an_hour_is_noticed() {
    let signed_now = async |aws: &Aws, service: &str, headers: &[(&str, &str)], body: &str| {
        let now = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let headers = [headers, &[("x-amz-date", now.as_str())]].concat();
        let method = if service == "s3" { Method::GET } else { Method::POST };
        aws.send(service, method, "/", &headers, body.to_owned()).await.unwrap()
    };
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let read = async |aws: &Aws| signed_now(aws, "rds", &form, "Action=DescribeDBInstances&Version=2014-10-31").await;
    let ahead = quick().await.with_clock_ahead(SignedDuration::from_hours(1));
    bites_in(ahead.clone(), "clock-not-skewed", "SignatureDoesNotMatch", read).await;
    bites_in(ahead, "clock-not-skewed", "RequestTimeTooSkewed", async |aws| {
        signed_now(aws, "s3", &[], "").await
    })
    .await;
    let little = quick().await.with_clock_ahead(SignedDuration::from_mins(-4));
    let reply: Reply = read(&Aws::with(little).await).await;
    reply.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_so_and_may_ask_again_later() {
    let often = async |aws: &Aws| {
        for _ in 0..60 {
            aws.ec2("DescribeVpcs", "").await;
        }
        aws.ec2("DescribeVpcs", "").await
    };
    bites_in(slow().await, "request-rates", "RequestLimitExceeded", often).await;
    let aws = Aws::with(slow().await).await;
    often(&aws).await;
    until("there are tokens again", async || {
        aws.ec2("DescribeVpcs", "").await.status.is_success()
    })
    .await;
    assert!(!aws.cloud.recorder().throttled().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_makes_one_thing_however_often_it_is_sent() {
    let aws = Aws::with(quick().await).await;
    let (subnet, address) = (aws.subnet(&aws.vpc().await, 0).await, aws.address().await);
    let form = format!("SubnetId={subnet}&AllocationId={address}&ClientToken=t");
    let first = aws.ec2("CreateNatGateway", &form).await.id("natGatewayId");
    let again = aws.ec2("CreateNatGateway", &form).await.id("natGatewayId");
    assert_eq!(first, again, "client-tokens");
    bites_in(
        quick().await,
        "client-tokens",
        "IdempotentParameterMismatch",
        async |aws| {
            let vpc = aws.vpc().await;
            aws.ec2("CreateRouteTable", &format!("VpcId={vpc}&ClientToken=t"))
                .await
                .ok();
            let other = aws.vpc().await;
            aws.ec2("CreateRouteTable", &format!("VpcId={other}&ClientToken=t"))
                .await
        },
    )
    .await;
    let token = "0123456789abcdef0123456789abcdef";
    let secret = |value: &str| json!({"Name": "s", "SecretString": value, "ClientRequestToken": token});
    let first = aws.secrets("CreateSecret", secret("x")).await.ok().json();
    assert_eq!(aws.secrets("CreateSecret", secret("x")).await.ok().json(), first);
    assert_eq!(
        aws.secrets("CreateSecret", secret("y")).await.code().as_deref(),
        Some("ResourceExistsException")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_does_nothing() {
    let dry = async |aws: &Aws| aws.ec2("CreateVpc", "CidrBlock=10.0.0.0/16&DryRun=true").await;
    bites_in(quick().await, "dry-run-does-nothing", "DryRunOperation", dry).await;
    let aws = Aws::with(quick().await.with_quota(Quota::Vpcs, 2)).await;
    dry(&aws).await;
    aws.vpc().await;
    assert_eq!(aws.cloud.recorder().mutating().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn quotas_can_be_read() {
    let strict = quick().await.with_quota(Quota::Addresses, 0);
    let aws = Aws::with(strict).await;
    let asked = json!({"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3"});
    let quota = aws
        .json("servicequotas", "ServiceQuotasV20190624", "GetServiceQuota", asked)
        .await
        .ok()
        .json();
    assert_eq!(quota["Quota"]["Value"], 0.0, "service-quotas");
    let refused = aws.ec2("AllocateAddress", "Domain=vpc").await;
    assert_eq!(refused.code().as_deref(), Some("AddressLimitExceeded"));
}
