//! A client that knows AWS: makes, changes and removes four layers, and is refused nothing.

use serde_json::json;
use strict::Strict;
use strict::emulator::Moto;

use crate::aws::{Aws, quick};
use crate::network::ROLE;
use crate::story::until;

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_is_made_and_removed_in_the_right_order() {
    made_and_removed(quick().await).await;
}

/// Where moto lacks something, the layer stands in for it.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_goes_for_the_second_emulator() {
    let moto = Moto::start().await.unwrap();
    made_and_removed(Strict::new(moto.url()).with_time_scale(0.0001)).await;
}

async fn made_and_removed(strict: Strict) {
    let aws = Aws::with(strict).await;
    let (vpc, associations) = network(&aws).await;
    security(&aws, &vpc).await;
    data(&aws, &vpc).await;
    no_data(&aws).await;
    no_network(&aws, &vpc, &associations).await;
    let refused = aws.cloud.recorder().calls().into_iter().filter(|call| {
        // Asked until they were gone.
        !call.succeeded() && !call.operation.starts_with("Describe")
    });
    let refused: Vec<String> = refused
        .map(|call| format!("{} {:?}", call.action(), call.code()))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert!(aws.cloud.complaints().is_empty(), "{:?}", aws.cloud.complaints());
}

/// The VPC, and which route table serves which subnet.
async fn network(aws: &Aws) -> (String, Vec<String>) {
    let mut associations = Vec::new();
    // First, so that it is known everywhere when it is used.
    aws.logs("CreateLogGroup", json!({"logGroupName": "flow"})).await.ok();
    aws.iam("CreateRole", ROLE).await.ok();
    let vpc = aws.vpc().await;
    for attribute in ["EnableDnsSupport", "EnableDnsHostnames"] {
        aws.ec2("ModifyVpcAttribute", &format!("VpcId={vpc}&{attribute}.Value=true"))
            .await
            .ok();
    }
    let gateway = aws.internet_gateway(&vpc).await;
    let (private, public) = (aws.subnet(&vpc, 0).await, aws.subnet(&vpc, 1).await);
    let nat = aws.nat_gateway(&public, &aws.address().await).await;
    let routes = [
        (&public, format!("GatewayId={gateway}")),
        (&private, format!("NatGatewayId={nat}")),
    ];
    for (subnet, target) in routes {
        let table = aws
            .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
            .await
            .id("routeTableId");
        let route = format!("RouteTableId={table}&DestinationCidrBlock=0.0.0.0/0&{target}");
        aws.ec2("CreateRoute", &route).await.ok();
        let form = format!("RouteTableId={table}&SubnetId={subnet}");
        associations.push(aws.ec2("AssociateRouteTable", &form).await.id("associationId"));
        if *subnet == private {
            let form = format!(
                "VpcId={vpc}&ServiceName=com.amazonaws.us-east-1.s3&VpcEndpointType=Gateway&RouteTableId.1={table}"
            );
            aws.ec2("CreateVpcEndpoint", &form).await.ok();
        }
    }
    let role = format!("DeliverLogsPermissionArn=arn:aws:iam::{}:role/r", aws.account());
    let flow = format!("ResourceId.1={vpc}&ResourceType=VPC&TrafficType=ALL&LogGroupName=flow&{role}");
    aws.ec2("CreateFlowLogs", &flow).await.ok();
    until("the gateway is available", async || {
        aws.ec2("DescribeNatGateways", &format!("NatGatewayId.1={nat}"))
            .await
            .text("state")
            .as_deref()
            == Some("available")
    })
    .await;
    (vpc, associations)
}

async fn security(aws: &Aws, vpc: &str) {
    let lambda = aws.group(vpc, "lambda").await;
    for (name, port) in [("database", 5432), ("cache", 6379)] {
        let group = aws.group(vpc, name).await;
        let rule =
            format!("IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort={port}&IpPermissions.1.ToPort={port}");
        let source = format!("IpPermissions.1.Groups.1.GroupId={lambda}");
        aws.ec2(
            "AuthorizeSecurityGroupIngress",
            &format!("GroupId={group}&{rule}&{source}"),
        )
        .await
        .ok();
    }
}

async fn group_named(aws: &Aws, vpc: &str, name: &str) -> String {
    let filter =
        format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}&Filter.2.Name=group-name&Filter.2.Value.1={name}");
    aws.ec2("DescribeSecurityGroups", &filter).await.id("groupId")
}

async fn data(aws: &Aws, vpc: &str) {
    let filter = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}");
    let subnets = aws.ec2("DescribeSubnets", &filter).await.body;
    let ids = subnets
        .split("<subnetId>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next());
    let ids = (1..)
        .zip(ids)
        .map(|(n, id)| format!("&SubnetIds.SubnetIdentifier.{n}={id}"));
    let ids: String = ids.collect();
    aws.rds(
        "CreateDBSubnetGroup",
        &format!("DBSubnetGroupName=g&DBSubnetGroupDescription=d{ids}"),
    )
    .await
    .ok();
    aws.cache(
        "CreateCacheSubnetGroup",
        &format!("CacheSubnetGroupName=g&CacheSubnetGroupDescription=d{ids}"),
    )
    .await
    .ok();
    let family = "DBParameterGroupName=p&Description=d&DBParameterGroupFamily=postgres15";
    aws.rds("CreateDBParameterGroup", family).await.ok();
    let first = "Parameters.Parameter.1";
    let tls = format!("{first}.ParameterName=rds.force_ssl&{first}.ParameterValue=1&{first}.ApplyMethod=immediate");
    aws.rds("ModifyDBParameterGroup", &format!("DBParameterGroupName=p&{tls}"))
        .await
        .ok();
    let group = group_named(aws, vpc, "database").await;
    let more = format!(
        "DBSubnetGroupName=g&DBParameterGroupName=p&DeletionProtection=true&VpcSecurityGroupIds.VpcSecurityGroupId.1={group}"
    );
    aws.database(&more).await.ok();
    let family = "CacheParameterGroupName=p&Description=d&CacheParameterGroupFamily=redis7";
    aws.cache("CreateCacheParameterGroup", family).await.ok();
    let group = group_named(aws, vpc, "cache").await;
    let more = format!("CacheSubnetGroupName=g&CacheParameterGroupName=p&SecurityGroupIds.SecurityGroupId.1={group}");
    aws.replication_group(&more).await.ok();
    aws.database_settles().await;
    aws.cache_settles().await;
    aws.secrets("CreateSecret", json!({"Name": "s", "SecretString": "{}"}))
        .await
        .ok();
}

async fn no_data(aws: &Aws) {
    aws.rds(
        "ModifyDBInstance",
        "DBInstanceIdentifier=db&DeletionProtection=false&ApplyImmediately=true",
    )
    .await
    .ok();
    aws.rds(
        "DeleteDBInstance",
        "DBInstanceIdentifier=db&FinalDBSnapshotIdentifier=last",
    )
    .await
    .ok();
    aws.cache("DeleteReplicationGroup", "ReplicationGroupId=rg").await.ok();
    until("the database is gone", async || {
        !aws.rds("DescribeDBInstances", "DBInstanceIdentifier=db")
            .await
            .status
            .is_success()
    })
    .await;
    until("the cache is gone", async || {
        !aws.cache("DescribeReplicationGroups", "ReplicationGroupId=rg")
            .await
            .status
            .is_success()
    })
    .await;
    aws.rds("DeleteDBSubnetGroup", "DBSubnetGroupName=g").await.ok();
    aws.rds("DeleteDBParameterGroup", "DBParameterGroupName=p").await.ok();
    aws.cache("DeleteCacheSubnetGroup", "CacheSubnetGroupName=g").await.ok();
    aws.cache("DeleteCacheParameterGroup", "CacheParameterGroupName=p")
        .await
        .ok();
    aws.secrets(
        "DeleteSecret",
        json!({"SecretId": "s", "ForceDeleteWithoutRecovery": true}),
    )
    .await
    .ok();
}

async fn no_network(aws: &Aws, vpc: &str, associations: &[String]) {
    let filter = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}");
    let one = async |operation: &str, name: &str| aws.ec2(operation, &filter).await.id(name);
    let all = async |operation: &str, name: &str| -> Vec<String> {
        let body = aws.ec2(operation, &filter).await.body;
        let tag = format!("<{name}>");
        let ids = body.split(&tag).skip(1).filter_map(|rest| rest.split('<').next());
        ids.map(str::to_owned).collect()
    };
    let flow = aws.ec2("DescribeFlowLogs", "").await.id("flowLogId");
    aws.ec2("DeleteFlowLogs", &format!("FlowLogId.1={flow}")).await.ok();
    aws.iam("DeleteRole", "RoleName=r").await.ok();
    aws.logs("DeleteLogGroup", json!({"logGroupName": "flow"})).await.ok();
    let nat = one("DescribeNatGateways", "natGatewayId").await;
    aws.ec2("DeleteNatGateway", &format!("NatGatewayId={nat}")).await.ok();
    let endpoint = one("DescribeVpcEndpoints", "vpcEndpointId").await;
    aws.ec2("DeleteVpcEndpoints", &format!("VpcEndpointId.1={endpoint}"))
        .await
        .ok();
    let lambda = group_named(aws, vpc, "lambda").await;
    for (name, port) in [("database", 5432), ("cache", 6379)] {
        let group = group_named(aws, vpc, name).await;
        let rule =
            format!("IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort={port}&IpPermissions.1.ToPort={port}");
        let source = format!("IpPermissions.1.Groups.1.GroupId={lambda}");
        aws.ec2(
            "RevokeSecurityGroupIngress",
            &format!("GroupId={group}&{rule}&{source}"),
        )
        .await
        .ok();
        aws.ec2("DeleteSecurityGroup", &format!("GroupId={group}")).await.ok();
    }
    aws.ec2("DeleteSecurityGroup", &format!("GroupId={lambda}")).await.ok();
    until("the gateway is gone", async || {
        aws.ec2("DescribeNatGateways", &format!("NatGatewayId.1={nat}"))
            .await
            .text("state")
            .as_deref()
            == Some("deleted")
    })
    .await;
    let address = aws.ec2("DescribeAddresses", "").await.id("allocationId");
    aws.ec2("ReleaseAddress", &format!("AllocationId={address}")).await.ok();
    let gateway = aws
        .ec2(
            "DescribeInternetGateways",
            &format!("Filter.1.Name=attachment.vpc-id&Filter.1.Value.1={vpc}"),
        )
        .await;
    let gateway = gateway.id("internetGatewayId");
    aws.ec2(
        "DetachInternetGateway",
        &format!("InternetGatewayId={gateway}&VpcId={vpc}"),
    )
    .await
    .ok();
    aws.ec2("DeleteInternetGateway", &format!("InternetGatewayId={gateway}"))
        .await
        .ok();
    for id in associations {
        aws.ec2("DisassociateRouteTable", &format!("AssociationId={id}"))
            .await
            .ok();
    }
    for subnet in all("DescribeSubnets", "subnetId").await {
        aws.ec2("DeleteSubnet", &format!("SubnetId={subnet}")).await.ok();
    }
    let mut tables = all("DescribeRouteTables", "routeTableId").await;
    tables.dedup();
    // The main one goes with the VPC.
    for table in tables.iter().skip(1) {
        aws.ec2("DeleteRouteTable", &format!("RouteTableId={table}")).await.ok();
    }
    aws.ec2("DeleteVpc", &format!("VpcId={vpc}")).await.ok();
}
