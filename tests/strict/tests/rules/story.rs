//! Stories with an end that AWS does not take, and the steps that they share.

use std::time::Duration;

use strict::Strict;
use tokio::time::Instant;

use crate::aws::{Aws, Reply, quick};

/// The last reply of the story is this error, by this rule; and without the rule it is not.
pub(crate) async fn bites(rule: &str, code: &str, story: impl AsyncFn(&Aws) -> Reply) {
    bites_in(quick().await, rule, code, story).await;
}

pub(crate) async fn bites_in(strict: Strict, rule: &str, code: &str, story: impl AsyncFn(&Aws) -> Reply) {
    refused_in(strict.clone(), rule, code, &story).await;
    let without = Aws::with(strict.without(rule)).await;
    let reply = story(&without).await;
    assert_ne!(
        reply.code().as_deref(),
        Some(code),
        "{rule} is not what refuses: {}",
        reply.body
    );
}

/// As `bites`, for what this emulator happens to refuse with the same error.
pub(crate) async fn refused(rule: &str, code: &str, story: impl AsyncFn(&Aws) -> Reply) {
    refused_in(quick().await, rule, code, &story).await;
}

pub(crate) async fn refused_in(strict: Strict, rule: &str, code: &str, story: &impl AsyncFn(&Aws) -> Reply) {
    let aws = Aws::with(strict).await;
    let reply = story(&aws).await;
    assert_eq!(
        reply.code().as_deref(),
        Some(code),
        "with {rule}: {} {}",
        reply.status,
        reply.body
    );
    let calls = aws.cloud.recorder().calls();
    assert_eq!(calls.last().and_then(|call| call.rule()), Some(rule), "{}", reply.body);
}

/// Asks again until it is so.
pub(crate) async fn until(what: &str, ask: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !ask().await {
        assert!(Instant::now() < deadline, "it did not come to pass: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl Aws {
    pub(crate) async fn vpc(&self) -> String {
        self.ec2("CreateVpc", "CidrBlock=10.0.0.0/16").await.id("vpcId")
    }

    /// The n-th /20 of a VPC, in the n-th zone.
    pub(crate) async fn subnet(&self, vpc: &str, number: u8) -> String {
        let zone = char::from(b'a' + number);
        let form = format!(
            "VpcId={vpc}&CidrBlock=10.0.{}.0/20&AvailabilityZone=us-east-1{zone}",
            number * 16
        );
        self.ec2("CreateSubnet", &form).await.id("subnetId")
    }

    /// Attached.
    pub(crate) async fn internet_gateway(&self, vpc: &str) -> String {
        let gateway = self.ec2("CreateInternetGateway", "").await.id("internetGatewayId");
        let form = format!("InternetGatewayId={gateway}&VpcId={vpc}");
        self.ec2("AttachInternetGateway", &form).await.ok();
        gateway
    }

    pub(crate) async fn address(&self) -> String {
        self.ec2("AllocateAddress", "Domain=vpc").await.id("allocationId")
    }

    pub(crate) async fn nat_gateway(&self, subnet: &str, address: &str) -> String {
        let form = format!("SubnetId={subnet}&AllocationId={address}");
        self.ec2("CreateNatGateway", &form).await.id("natGatewayId")
    }

    pub(crate) async fn group(&self, vpc: &str, name: &str) -> String {
        let form = format!("VpcId={vpc}&GroupName={name}&GroupDescription=d");
        self.ec2("CreateSecurityGroup", &form).await.id("groupId")
    }

    /// Subnets in two zones and a subnet group of each service over them, all called `g`; the VPC.
    pub(crate) async fn subnet_groups(&self) -> String {
        let vpc = self.vpc().await;
        let (one, two) = (self.subnet(&vpc, 0).await, self.subnet(&vpc, 1).await);
        let subnets = format!("SubnetIds.SubnetIdentifier.1={one}&SubnetIds.SubnetIdentifier.2={two}");
        let form = format!("DBSubnetGroupName=g&DBSubnetGroupDescription=d&{subnets}");
        self.rds("CreateDBSubnetGroup", &form).await.ok();
        let form = format!("CacheSubnetGroupName=g&CacheSubnetGroupDescription=d&{subnets}");
        self.cache("CreateCacheSubnetGroup", &form).await.ok();
        vpc
    }

    /// Called `db`, with everything right; what is given comes last and wins.
    pub(crate) async fn database(&self, more: &str) -> Reply {
        let mut form: Vec<(&str, &str)> = vec![
            ("DBInstanceIdentifier", "db"),
            ("DBInstanceClass", "db.t3.medium"),
            ("Engine", "postgres"),
            ("EngineVersion", "15"),
            ("AllocatedStorage", "20"),
            ("StorageType", "gp3"),
            ("MasterUsername", "owner"),
            ("MasterUserPassword", "correct-horse"),
        ];
        self.rds("CreateDBInstance", &overridden(&mut form, more)).await
    }

    /// Called `rg`, with everything right; what is given comes last and wins.
    pub(crate) async fn replication_group(&self, more: &str) -> Reply {
        let mut form: Vec<(&str, &str)> = vec![
            ("ReplicationGroupId", "rg"),
            ("ReplicationGroupDescription", "d"),
            ("CacheNodeType", "cache.t3.micro"),
            ("Engine", "redis"),
            ("EngineVersion", "7.1"),
            ("NumCacheClusters", "1"),
        ];
        self.cache("CreateReplicationGroup", &overridden(&mut form, more)).await
    }

    pub(crate) async fn database_is(&self, state: &str) -> bool {
        let shown = self.rds("DescribeDBInstances", "DBInstanceIdentifier=db").await;
        shown.text("DBInstanceStatus").as_deref() == Some(state)
    }

    pub(crate) async fn database_settles(&self) {
        until("the database is available", async || {
            self.database_is("available").await
        })
        .await;
    }

    pub(crate) async fn cache_is(&self, state: &str) -> bool {
        let shown = self.cache("DescribeReplicationGroups", "ReplicationGroupId=rg").await;
        shown.text("Status").as_deref() == Some(state)
    }

    pub(crate) async fn cache_settles(&self) {
        until("the cache is available", async || self.cache_is("available").await).await;
    }
}

fn overridden<'a>(form: &mut Vec<(&'a str, &'a str)>, more: &'a str) -> String {
    for pair in more.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap();
        form.retain(|(other, _)| *other != name);
        form.push((name, value));
    }
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}
