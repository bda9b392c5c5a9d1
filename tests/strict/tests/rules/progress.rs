//! What takes time, and what shows later.

use http::Method;
use serde_json::json;

use crate::aws::{Aws, quick, slow};
use crate::story::until;

/// Something passes through these states and no others, in this order; the machine may be too slow
/// to see each of them.
async fn passes(expected: &[&str], look: impl AsyncFn() -> Option<String>) {
    let left = std::cell::RefCell::new(expected.to_vec());
    until(&format!("{expected:?}"), async || {
        let state = look().await.unwrap_or_else(|| "gone".to_owned());
        let mut left = left.borrow_mut();
        let at = left.iter().position(|expected| *expected == state);
        let at = at.unwrap_or_else(|| panic!("{state}, when it was to pass through {left:?} of {expected:?}"));
        left.drain(..at);
        left.len() == 1
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_created_backed_up_changed_and_deleted_in_its_time() {
    // "database-progresses", at four milliseconds for a second; "database-version-is-a-minor".
    let aws = Aws::with(quick().await.with_time_scale(0.004)).await;
    let made = aws.database("").await.ok();
    assert_eq!(made.id("DBInstanceStatus"), "creating");
    assert!(
        !made.body.contains("<Endpoint>"),
        "there is no address before there is a database"
    );
    assert_eq!(made.id("EngineVersion"), "15.18");
    let look = async || {
        aws.rds("DescribeDBInstances", "DBInstanceIdentifier=db")
            .await
            .text("DBInstanceStatus")
    };
    passes(&["creating", "backing-up", "available"], look).await;

    let form = "DBInstanceIdentifier=db&DBInstanceClass=db.t3.large&ApplyImmediately=true";
    let changed = aws.rds("ModifyDBInstance", form).await.ok();
    assert_eq!(changed.id("DBInstanceStatus"), "available", "a change shows late");
    assert!(
        changed
            .body
            .contains("<PendingModifiedValues><DBInstanceClass>db.t3.large"),
        "{}",
        changed.body
    );
    passes(&["available", "modifying", "available"], look).await;

    let form = "DBInstanceIdentifier=db&FinalDBSnapshotIdentifier=last";
    assert_eq!(
        aws.rds("DeleteDBInstance", form).await.id("DBInstanceStatus"),
        "deleting"
    );
    passes(&["deleting", "gone"], look).await;
    let missing = aws.rds("DescribeDBInstances", "DBInstanceIdentifier=db").await;
    assert_eq!(missing.code().as_deref(), Some("DBInstanceNotFound"));
    let snapshot = aws.rds("DescribeDBSnapshots", "DBSnapshotIdentifier=last").await;
    assert_eq!(snapshot.id("Status"), "available");
    assert!(aws.cloud.complaints().is_empty(), "{:?}", aws.cloud.complaints());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_rule_a_database_is_there_at_once() {
    let aws = Aws::with(slow().await.without("database-progresses")).await;
    assert_eq!(aws.database("").await.id("DBInstanceStatus"), "available");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_takes_its_time() {
    // "database-snapshot-progresses"
    let aws = Aws::with(slow().await.without("database-available-to-snapshot")).await;
    aws.database("").await.ok();
    let form = "DBInstanceIdentifier=db&DBSnapshotIdentifier=s";
    assert_eq!(aws.rds("CreateDBSnapshot", form).await.id("Status"), "creating");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_static_parameter_waits_for_a_reboot_and_says_so() {
    // "database-parameters-wait-for-reboot" and "database-parameters-described"
    let aws = Aws::with(quick().await).await;
    let group = "DBParameterGroupName=p";
    aws.rds(
        "CreateDBParameterGroup",
        &format!("{group}&Description=d&DBParameterGroupFamily=postgres15"),
    )
    .await
    .ok();
    aws.database(group).await.ok();
    aws.database_settles().await;
    let first = "Parameters.Parameter.1";
    let form = format!(
        "{group}&{first}.ParameterName=max_connections&{first}.ParameterValue=200&{first}.ApplyMethod=pending-reboot"
    );
    aws.rds("ModifyDBParameterGroup", &form).await.ok();
    let status = async || aws.rds("DescribeDBInstances", "").await.id("ParameterApplyStatus");
    assert_eq!(status().await, "pending-reboot");
    let shown = aws.rds("DescribeDBParameters", &format!("{group}&Source=user")).await;
    assert_eq!(
        (shown.id("ParameterValue").as_str(), shown.id("ApplyType").as_str()),
        ("200", "static")
    );
    let all = aws.rds("DescribeDBParameters", group).await;
    assert!(all.body.contains("<ParameterName>rds.force_ssl</ParameterName>"));
    aws.rds("RebootDBInstance", "DBInstanceIdentifier=db").await.ok();
    aws.database_settles().await;
    assert_eq!(status().await, "in-sync");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replication_group_is_created_changed_and_deleted_in_its_time() {
    // "replication-group-progresses"
    let aws = Aws::with(quick().await.with_time_scale(0.002)).await;
    let made = aws.replication_group("").await.ok();
    assert_eq!(made.id("Status"), "creating");
    assert!(!made.body.contains("<NodeGroups>"), "there are no nodes yet");
    let look = async || {
        aws.cache("DescribeReplicationGroups", "ReplicationGroupId=rg")
            .await
            .text("Status")
    };
    passes(&["creating", "available"], look).await;
    let form = "ReplicationGroupId=rg&ApplyImmediately=true&SnapshotRetentionLimit=5";
    assert_eq!(
        aws.cache("ModifyReplicationGroup", form).await.id("Status"),
        "modifying"
    );
    passes(&["modifying", "available"], look).await;
    assert_eq!(
        aws.cache("DeleteReplicationGroup", "ReplicationGroupId=rg")
            .await
            .id("Status"),
        "deleting"
    );
    passes(&["deleting", "gone"], look).await;
    assert!(aws.cloud.complaints().is_empty(), "{:?}", aws.cloud.complaints());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nat_gateway_is_pending_then_available_and_gives_its_address_back_when_deleted() {
    // "nat-gateway-progresses" and "address-shows-its-gateway"
    let aws = Aws::with(quick().await.with_time_scale(0.002)).await;
    let vpc = aws.vpc().await;
    aws.internet_gateway(&vpc).await;
    let (subnet, address) = (aws.subnet(&vpc, 0).await, aws.address().await);
    let nat = aws.nat_gateway(&subnet, &address).await;
    let filter = "Filter.1.Name=state&Filter.1.Value.1=available";
    assert!(
        !aws.ec2("DescribeNatGateways", filter).await.body.contains(&nat),
        "it is pending"
    );
    let look = async || {
        aws.ec2("DescribeNatGateways", &format!("NatGatewayId.1={nat}"))
            .await
            .text("state")
    };
    passes(&["pending", "available"], look).await;
    assert!(aws.ec2("DescribeNatGateways", filter).await.body.contains(&nat));
    let association = async || aws.ec2("DescribeAddresses", "").await.text("associationId");
    assert!(association().await.is_some());
    aws.ec2("DeleteNatGateway", &format!("NatGatewayId={nat}")).await.ok();
    passes(&["deleting", "deleted"], look).await;
    assert_eq!(association().await, None);
    aws.ec2("ReleaseAddress", &format!("AllocationId={address}")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nat_gateway_fails_in_a_vpc_without_an_internet_gateway() {
    // "nat-gateway-needs-internet-gateway"
    let aws = Aws::with(quick().await).await;
    let (subnet, address) = (aws.subnet(&aws.vpc().await, 0).await, aws.address().await);
    let nat = aws.nat_gateway(&subnet, &address).await;
    let look = async || aws.ec2("DescribeNatGateways", &format!("NatGatewayId.1={nat}")).await;
    until("it fails", async || {
        look().await.text("state").as_deref() == Some("failed")
    })
    .await;
    assert_eq!(look().await.id("failureCode"), "Gateway.NotAttached");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_endpoint_shows_as_a_route_that_nobody_made() {
    // "endpoint-shows-as-route"
    let aws = Aws::with(quick().await).await;
    let vpc = aws.vpc().await;
    let table = aws
        .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
        .await
        .id("routeTableId");
    let form = format!("VpcId={vpc}&ServiceName=com.amazonaws.us-east-1.s3&RouteTableId.1={table}");
    let endpoint = aws.ec2("CreateVpcEndpoint", &form).await.id("vpcEndpointId");
    let shown = aws
        .ec2("DescribeRouteTables", &format!("RouteTableId.1={table}"))
        .await
        .body;
    assert!(shown.contains(&format!("<gatewayId>{endpoint}</gatewayId>")), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cache_parameters_and_versions_are_told_in_full() {
    // "cache-parameters-described" and "cache-version-is-a-patch"
    let aws = Aws::with(quick().await).await;
    let group = "CacheParameterGroupName=p";
    let form = format!("{group}&Description=d&CacheParameterGroupFamily=redis7");
    aws.cache("CreateCacheParameterGroup", &form).await.ok();
    let first = "ParameterNameValues.ParameterNameValue.1";
    let form = format!("{group}&{first}.ParameterName=timeout&{first}.ParameterValue=300");
    aws.cache("ModifyCacheParameterGroup", &form).await.ok();
    let shown = aws
        .cache("DescribeCacheParameters", &format!("{group}&Source=user"))
        .await;
    assert_eq!(
        (shown.id("ParameterName").as_str(), shown.id("ParameterValue").as_str()),
        ("timeout", "300")
    );
    aws.replication_group("").await.ok();
    assert_eq!(
        aws.cache("DescribeCacheClusters", "").await.id("EngineVersion"),
        "7.1.0"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_invocation_makes_a_log_group_again() {
    // "log-group-comes-back"
    let aws = Aws::with(quick().await.with_time_scale(0.002).without("function-role-assumable")).await;
    let group = json!({"logGroupName": "/aws/lambda/f"});
    aws.logs("CreateLogGroup", group.clone()).await.ok();
    let (functions, function) = ("/2015-03-31/functions", "/2015-03-31/functions/f");
    let role = format!("arn:aws:iam::{}:role/r", aws.account());
    let code = json!({"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="});
    aws.iam("CreateRole", crate::network::ROLE).await.ok();
    let body = json!({"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "b", "Role": role, "Code": code});
    aws.rest("lambda", Method::POST, functions, body).await.ok();
    until("it can be called", async || {
        let called = aws
            .rest("lambda", Method::POST, &format!("{function}/invocations"), json!({}))
            .await;
        called.status.is_success()
    })
    .await;
    aws.rest("lambda", Method::DELETE, function, json!({})).await.ok();
    aws.logs("DeleteLogGroup", group).await.ok();
    let exists = async || {
        aws.logs("DescribeLogGroups", json!({}))
            .await
            .body
            .contains("/aws/lambda/f")
    };
    assert!(!exists().await);
    until("it is there again", exists).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_new_things_after_a_few_reads() {
    // "lists-lag"
    let aws = Aws::with(quick().await.with_lag(2)).await;
    let vpc = aws.vpc().await;
    let shows = async || aws.ec2("DescribeVpcs", "").await.body.contains(&vpc);
    assert_eq!([shows().await, shows().await, shows().await], [false, false, true]);

    let vpc = aws.vpc().await;
    let by_id = async || aws.ec2("DescribeVpcs", &format!("VpcId.1={vpc}")).await.code();
    assert_eq!(by_id().await.as_deref(), Some("InvalidVpcID.NotFound"));
    by_id().await;
    assert_eq!(by_id().await, None);

    aws.ec2("CreateTags", &format!("ResourceId.1={vpc}&Tag.1.Key=k&Tag.1.Value=v"))
        .await
        .ok();
    let by_tag = "Filter.1.Name=tag%3Ak&Filter.1.Value.1=v";
    let shows = async || aws.ec2("DescribeVpcs", by_tag).await.body.contains(&vpc);
    assert_eq!([shows().await, shows().await, shows().await], [false, false, true]);

    aws.secrets("CreateSecret", json!({"Name": "s", "SecretString": "x"}))
        .await
        .ok();
    let shows = async || aws.secrets("ListSecrets", json!({})).await.body.contains("\"s\"");
    assert_eq!([shows().await, shows().await, shows().await], [false, false, true]);

    let aws = Aws::with(quick().await.with_lag(2).without("lists-lag")).await;
    let vpc = aws.vpc().await;
    assert!(aws.ec2("DescribeVpcs", "").await.body.contains(&vpc));
}
