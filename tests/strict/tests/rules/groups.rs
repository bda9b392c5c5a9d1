//! Security groups and their rules.

use strict::Quota;

use crate::aws::{Aws, Reply, quick};
use crate::story::{bites, bites_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_group_has_a_name_of_its_own_in_a_vpc_that_is_there() {
    bites("group-name-form", "InvalidParameterValue", async |aws| {
        let vpc = aws.vpc().await;
        aws.ec2(
            "CreateSecurityGroup",
            &format!("VpcId={vpc}&GroupName=sg-mine&GroupDescription=d"),
        )
        .await
    })
    .await;
    bites("group-in-known-vpc", "InvalidVpcID.NotFound", async |aws| {
        aws.ec2("CreateSecurityGroup", "VpcId=vpc-1&GroupName=g&GroupDescription=d")
            .await
    })
    .await;
    crate::story::refused("group-name-unique-in-vpc", "InvalidGroup.Duplicate", async |aws| {
        let vpc = aws.vpc().await;
        aws.group(&vpc, "g").await;
        aws.ec2(
            "CreateSecurityGroup",
            &format!("VpcId={vpc}&GroupName=g&GroupDescription=d"),
        )
        .await
    })
    .await;
    let one = quick().await.with_quota(Quota::SecurityGroups, 1);
    bites_in(one, "group-quota", "SecurityGroupLimitExceeded", async |aws| {
        let vpc = aws.vpc().await;
        aws.group(&vpc, "g").await;
        aws.ec2(
            "CreateSecurityGroup",
            &format!("VpcId={vpc}&GroupName=h&GroupDescription=d"),
        )
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_differ_are_few_and_about_groups_that_are_there() {
    bites("group-rules-differ", "InvalidPermission.Duplicate", async |aws| {
        let group = aws.group(&aws.vpc().await, "g").await;
        ingress(aws, &group, "IpRanges.1.CidrIp=10.0.0.0/16").await.ok();
        ingress(aws, &group, "IpRanges.1.CidrIp=10.0.0.0/16").await
    })
    .await;
    bites("group-rules-differ", "InvalidPermission.Duplicate", async |aws| {
        // Every new group lets everything out already.
        let group = aws.group(&aws.vpc().await, "g").await;
        let rule = "IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0";
        aws.ec2("AuthorizeSecurityGroupEgress", &format!("GroupId={group}&{rule}"))
            .await
    })
    .await;
    bites("group-rule-about-known-group", "InvalidGroup.NotFound", async |aws| {
        let group = aws.group(&aws.vpc().await, "g").await;
        ingress(aws, &group, "Groups.1.GroupId=sg-0123").await
    })
    .await;
    bites(
        "group-rules-not-too-many",
        "RulesPerSecurityGroupLimitExceeded",
        async |aws| {
            let group = aws.group(&aws.vpc().await, "g").await;
            let ranges = (1..=61).map(|n| format!("IpPermissions.1.IpRanges.{n}.CidrIp=10.{n}.0.0/16"));
            let ranges: Vec<String> = ranges.collect();
            let ports = "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=1&IpPermissions.1.ToPort=1";
            aws.ec2(
                "AuthorizeSecurityGroupIngress",
                &format!("GroupId={group}&{ports}&{}", ranges.join("&")),
            )
            .await
        },
    )
    .await;
    bites(
        "group-rule-to-revoke-exists",
        "InvalidPermission.NotFound",
        async |aws| {
            let group = aws.group(&aws.vpc().await, "g").await;
            aws.ec2(
                "RevokeSecurityGroupIngress",
                &format!("GroupId={group}&{}", permission("IpRanges.1.CidrIp=10.0.0.0/16")),
            )
            .await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_another_one_trusts_stays_until_the_rule_is_revoked() {
    let trusting = async |aws: &Aws| {
        let vpc = aws.vpc().await;
        let (lambda, database) = (aws.group(&vpc, "lambda").await, aws.group(&vpc, "database").await);
        ingress(aws, &database, &format!("Groups.1.GroupId={lambda}"))
            .await
            .ok();
        (lambda, database)
    };
    bites("group-unused-before-deletion", "DependencyViolation", async |aws| {
        let (lambda, _) = trusting(aws).await;
        aws.ec2("DeleteSecurityGroup", &format!("GroupId={lambda}")).await
    })
    .await;
    bites("group-unused-before-deletion", "DependencyViolation", async |aws| {
        let vpc = aws.subnet_groups().await;
        let group = aws.group(&vpc, "database").await;
        let more = format!("DBSubnetGroupName=g&VpcSecurityGroupIds.VpcSecurityGroupId.1={group}");
        aws.database(&more).await.ok();
        aws.ec2("DeleteSecurityGroup", &format!("GroupId={group}")).await
    })
    .await;
    let aws = Aws::with(quick().await).await;
    let (lambda, database) = trusting(&aws).await;
    let permission = permission(&format!("Groups.1.GroupId={lambda}"));
    aws.ec2(
        "RevokeSecurityGroupIngress",
        &format!("GroupId={database}&{permission}"),
    )
    .await
    .ok();
    aws.ec2("DeleteSecurityGroup", &format!("GroupId={lambda}")).await.ok();
}

async fn ingress(aws: &Aws, group: &str, source: &str) -> Reply {
    aws.ec2(
        "AuthorizeSecurityGroupIngress",
        &format!("GroupId={group}&{}", permission(source)),
    )
    .await
}

fn permission(source: &str) -> String {
    let ports = "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=5432&IpPermissions.1.ToPort=5432";
    format!("{ports}&IpPermissions.1.{source}")
}
