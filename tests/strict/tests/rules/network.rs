//! VPCs, subnets, route tables, endpoints, flow logs.

use crate::aws::{Aws, Reply, quick, slow};
use crate::story::{bites, bites_in, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_vpc_has_a_size_a_quota_and_is_empty_before_it_is_deleted() {
    bites("vpc-size", "InvalidVpc.Range", async |aws| {
        aws.ec2("CreateVpc", "CidrBlock=10.0.0.0/8").await
    })
    .await;
    bites("vpc-quota", "VpcLimitExceeded", async |aws| {
        for _ in 0..4 {
            aws.vpc().await;
        }
        aws.ec2("CreateVpc", "CidrBlock=10.0.0.0/16").await
    })
    .await;
    bites("vpc-attribute-alone", "InvalidParameterCombination", async |aws| {
        let vpc = aws.vpc().await;
        let both = format!("VpcId={vpc}&EnableDnsSupport.Value=true&EnableDnsHostnames.Value=true");
        aws.ec2("ModifyVpcAttribute", &both).await
    })
    .await;
    for user in ["subnet", "gateway", "group", "route table", "endpoint"] {
        refused("vpc-empty-before-deletion", "DependencyViolation", async |aws| {
            let vpc = aws.vpc().await;
            let form = format!("VpcId={vpc}");
            match user {
                "subnet" => drop(aws.subnet(&vpc, 0).await),
                "gateway" => drop(aws.internet_gateway(&vpc).await),
                "group" => drop(aws.group(&vpc, "g").await),
                "route table" => drop(aws.ec2("CreateRouteTable", &form).await.ok()),
                _ => drop(endpoint(aws, &vpc, "").await.ok()),
            }
            aws.ec2("DeleteVpc", &form).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subnets_are_in_their_vpc_and_apart_from_each_other() {
    bites("subnet-in-known-vpc", "InvalidVpcID.NotFound", async |aws| {
        aws.ec2("CreateSubnet", "VpcId=vpc-00000001&CidrBlock=172.31.200.0/24")
            .await
    })
    .await;
    let in_vpc = async |aws: &Aws, range: &str| {
        let vpc = aws.vpc().await;
        aws.subnet(&vpc, 0).await;
        aws.ec2("CreateSubnet", &format!("VpcId={vpc}&CidrBlock={range}")).await
    };
    let strict = quick().await.without("subnet-in-range-of-vpc");
    bites_in(strict, "subnet-size", "InvalidSubnet.Range", async |aws| {
        in_vpc(aws, "10.0.64.0/29").await
    })
    .await;
    bites("subnet-in-range-of-vpc", "InvalidSubnet.Range", async |aws| {
        in_vpc(aws, "10.1.0.0/20").await
    })
    .await;
    bites("subnets-disjoint", "InvalidSubnet.Conflict", async |aws| {
        in_vpc(aws, "10.0.8.0/24").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subnet_with_a_gateway_or_a_database_in_it_stays() {
    bites_in(
        slow().await,
        "subnet-empty-before-deletion",
        "DependencyViolation",
        async |aws| {
            let vpc = aws.vpc().await;
            let (subnet, address) = (aws.subnet(&vpc, 0).await, aws.address().await);
            let nat = aws.nat_gateway(&subnet, &address).await;
            aws.ec2("DeleteNatGateway", &format!("NatGatewayId={nat}")).await.ok();
            aws.ec2("DeleteSubnet", &format!("SubnetId={subnet}")).await
        },
    )
    .await;
    bites("subnet-empty-before-deletion", "DependencyViolation", async |aws| {
        aws.subnet_groups().await;
        aws.database("DBSubnetGroupName=g").await.ok();
        let subnet = aws
            .ec2(
                "DescribeSubnets",
                "Filter.1.Name=cidr-block&Filter.1.Value.1=10.0.0.0/20",
            )
            .await;
        aws.ec2("DeleteSubnet", &format!("SubnetId={}", subnet.id("subnetId")))
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_table_serves_subnets_of_its_vpc_and_is_freed_before_deletion() {
    bites("route-table-in-known-vpc", "InvalidVpcID.NotFound", async |aws| {
        aws.ec2("CreateRouteTable", "VpcId=vpc-00000001").await
    })
    .await;
    bites(
        "route-table-unused-before-deletion",
        "DependencyViolation",
        async |aws| {
            let (table, _) = associated(aws).await;
            aws.ec2("DeleteRouteTable", &format!("RouteTableId={table}")).await
        },
    )
    .await;
    bites(
        "one-route-table-per-subnet",
        "Resource.AlreadyAssociated",
        async |aws| {
            let (table, subnet) = associated(aws).await;
            aws.ec2(
                "AssociateRouteTable",
                &format!("RouteTableId={table}&SubnetId={subnet}"),
            )
            .await
        },
    )
    .await;
    bites("route-table-of-same-vpc", "InvalidParameterValue", async |aws| {
        let (one, other) = (aws.vpc().await, aws.vpc().await);
        let subnet = aws.subnet(&one, 0).await;
        let table = aws
            .ec2("CreateRouteTable", &format!("VpcId={other}"))
            .await
            .id("routeTableId");
        aws.ec2(
            "AssociateRouteTable",
            &format!("RouteTableId={table}&SubnetId={subnet}"),
        )
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_has_one_route() {
    bites("routes-differ", "RouteAlreadyExists", async |aws| {
        let route = routed(aws).await;
        aws.ec2("CreateRoute", &route).await
    })
    .await;
    let strict = quick().await.without("routes-differ");
    bites_in(
        strict,
        "route-to-replace-exists",
        "InvalidParameterValue",
        async |aws| {
            let route = routed(aws).await.replace("0.0.0.0/0", "1.0.0.0/8");
            aws.ec2("ReplaceRoute", &route).await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_table_has_one_endpoint_for_a_service() {
    bites(
        "one-gateway-endpoint-per-route-table",
        "RouteAlreadyExists",
        async |aws| {
            let vpc = aws.vpc().await;
            let table = aws
                .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
                .await
                .id("routeTableId");
            let tables = format!("&RouteTableId.1={table}");
            endpoint(aws, &vpc, &tables).await.ok();
            endpoint(aws, &vpc, &tables).await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_log_is_not_made_twice_nor_with_a_role_that_nobody_has_heard_of() {
    bites("flow-logs-differ", "FlowLogAlreadyExists", async |aws| {
        let vpc = aws.vpc().await;
        flow_log(aws, &vpc, "").await.ok();
        flow_log(aws, &vpc, "").await
    })
    .await;
    bites_in(slow().await, "flow-log-role-known", "InvalidParameter", async |aws| {
        let vpc = aws.vpc().await;
        aws.iam("CreateRole", ROLE).await.ok();
        let role = format!("&DeliverLogsPermissionArn=arn:aws:iam::{}:role/r", aws.account());
        flow_log(aws, &vpc, &role).await
    })
    .await;
}

pub(crate) const ROLE: &str = "RoleName=r&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D";

async fn flow_log(aws: &Aws, vpc: &str, more: &str) -> Reply {
    let form = format!("ResourceId.1={vpc}&ResourceType=VPC&TrafficType=ALL&LogGroupName=l{more}");
    aws.ec2("CreateFlowLogs", &form).await
}

async fn endpoint(aws: &Aws, vpc: &str, more: &str) -> Reply {
    let form = format!("VpcId={vpc}&ServiceName=com.amazonaws.us-east-1.s3{more}");
    aws.ec2("CreateVpcEndpoint", &form).await
}

async fn associated(aws: &Aws) -> (String, String) {
    let vpc = aws.vpc().await;
    let subnet = aws.subnet(&vpc, 0).await;
    let table = aws
        .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
        .await
        .id("routeTableId");
    aws.ec2(
        "AssociateRouteTable",
        &format!("RouteTableId={table}&SubnetId={subnet}"),
    )
    .await
    .ok();
    (table, subnet)
}

/// A table with a default route; the form that made it.
async fn routed(aws: &Aws) -> String {
    let vpc = aws.vpc().await;
    let gateway = aws.internet_gateway(&vpc).await;
    let table = aws
        .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
        .await
        .id("routeTableId");
    let route = format!("RouteTableId={table}&DestinationCidrBlock=0.0.0.0/0&GatewayId={gateway}");
    aws.ec2("CreateRoute", &route).await.ok();
    route
}
