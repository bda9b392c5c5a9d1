//! Internet gateways, elastic IPs, NAT gateways, and the routes to them.

use strict::Quota;

use crate::aws::{Aws, quick, slow};
use crate::story::{bites, bites_in, refused};

#[tokio::test(flavor = "multi_thread")]
async fn an_internet_gateway_and_a_vpc_belong_to_each_other() {
    refused(
        "internet-gateway-attached-once",
        "Resource.AlreadyAssociated",
        async |aws| {
            let (one, other) = (aws.vpc().await, aws.vpc().await);
            let gateway = aws.internet_gateway(&one).await;
            aws.ec2(
                "AttachInternetGateway",
                &format!("InternetGatewayId={gateway}&VpcId={other}"),
            )
            .await
        },
    )
    .await;
    bites("one-internet-gateway-per-vpc", "InvalidParameterValue", async |aws| {
        let vpc = aws.vpc().await;
        aws.internet_gateway(&vpc).await;
        let second = aws.ec2("CreateInternetGateway", "").await.id("internetGatewayId");
        aws.ec2(
            "AttachInternetGateway",
            &format!("InternetGatewayId={second}&VpcId={vpc}"),
        )
        .await
    })
    .await;
    bites(
        "internet-gateway-detached-before-deletion",
        "DependencyViolation",
        async |aws| {
            let gateway = aws.internet_gateway(&aws.vpc().await).await;
            aws.ec2("DeleteInternetGateway", &format!("InternetGatewayId={gateway}"))
                .await
        },
    )
    .await;
    refused(
        "internet-gateway-attached-to-detach",
        "Gateway.NotAttached",
        async |aws| {
            let vpc = aws.vpc().await;
            let gateway = aws.ec2("CreateInternetGateway", "").await.id("internetGatewayId");
            aws.ec2(
                "DetachInternetGateway",
                &format!("InternetGatewayId={gateway}&VpcId={vpc}"),
            )
            .await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_and_addresses_have_quotas() {
    bites("internet-gateway-quota", "InternetGatewayLimitExceeded", async |aws| {
        for _ in 0..4 {
            aws.ec2("CreateInternetGateway", "").await.ok();
        }
        aws.ec2("CreateInternetGateway", "").await
    })
    .await;
    bites("address-quota", "AddressLimitExceeded", async |aws| {
        for _ in 0..5 {
            aws.address().await;
        }
        aws.ec2("AllocateAddress", "Domain=vpc").await
    })
    .await;
    let none = quick().await.with_quota(Quota::NatGatewaysPerZone, 1);
    bites_in(none, "nat-gateway-quota", "NatGatewayLimitExceeded", async |aws| {
        let (subnet, address) = (aws.subnet(&aws.vpc().await, 0).await, aws.address().await);
        aws.nat_gateway(&subnet, &address).await;
        let second = aws.address().await;
        aws.ec2("CreateNatGateway", &format!("SubnetId={subnet}&AllocationId={second}"))
            .await
    })
    .await;
}

/// Gateway, then address, then internet gateway: each as long as the one before is still there.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_nat_gateway_uses_outlives_it() {
    bites_in(
        slow().await,
        "address-free-before-release",
        "InvalidIPAddress.InUse",
        async |aws| {
            let (_, address) = deleting_gateway(aws).await;
            aws.ec2("ReleaseAddress", &format!("AllocationId={address}")).await
        },
    )
    .await;
    bites_in(
        slow().await,
        "internet-gateway-without-addresses",
        "DependencyViolation",
        async |aws| {
            let (vpc, _) = deleting_gateway(aws).await;
            let form = format!("Filter.1.Name=attachment.vpc-id&Filter.1.Value.1={vpc}");
            let gateway = aws.ec2("DescribeInternetGateways", &form).await.id("internetGatewayId");
            aws.ec2(
                "DetachInternetGateway",
                &format!("InternetGatewayId={gateway}&VpcId={vpc}"),
            )
            .await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nat_gateway_needs_a_subnet_and_an_address_of_its_own() {
    let strict = quick().await;
    bites_in(
        strict,
        "nat-gateway-in-known-subnet",
        "InvalidSubnetID.NotFound",
        async |aws| {
            let address = aws.address().await;
            aws.ec2("CreateNatGateway", &format!("SubnetId=subnet-1&AllocationId={address}"))
                .await
        },
    )
    .await;
    bites(
        "nat-gateway-with-free-address",
        "Resource.AlreadyAssociated",
        async |aws| {
            let (subnet, address) = (aws.subnet(&aws.vpc().await, 0).await, aws.address().await);
            aws.nat_gateway(&subnet, &address).await;
            aws.ec2("CreateNatGateway", &format!("SubnetId={subnet}&AllocationId={address}"))
                .await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_leads_to_what_is_there() {
    bites("route-to-attached-gateway", "InvalidParameterValue", async |aws| {
        let table = aws
            .ec2("CreateRouteTable", &format!("VpcId={}", aws.vpc().await))
            .await
            .id("routeTableId");
        let gateway = aws.ec2("CreateInternetGateway", "").await.id("internetGatewayId");
        let form = format!("RouteTableId={table}&DestinationCidrBlock=0.0.0.0/0&GatewayId={gateway}");
        aws.ec2("CreateRoute", &form).await
    })
    .await;
    bites_in(
        slow().await,
        "route-to-living-nat-gateway",
        "InvalidNatGatewayID.NotFound",
        async |aws| {
            let (vpc, _) = deleting_gateway(aws).await;
            let table = aws
                .ec2("CreateRouteTable", &format!("VpcId={vpc}"))
                .await
                .id("routeTableId");
            let gateway = aws
                .ec2(
                    "DescribeNatGateways",
                    &format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}"),
                )
                .await;
            let gateway = gateway.id("natGatewayId");
            let form = format!("RouteTableId={table}&DestinationCidrBlock=0.0.0.0/0&NatGatewayId={gateway}");
            aws.ec2("CreateRoute", &form).await
        },
    )
    .await;
}

/// The VPC and the address of a NAT gateway that is being deleted.
async fn deleting_gateway(aws: &Aws) -> (String, String) {
    let vpc = aws.vpc().await;
    aws.internet_gateway(&vpc).await;
    let (subnet, address) = (aws.subnet(&vpc, 0).await, aws.address().await);
    let nat = aws.nat_gateway(&subnet, &address).await;
    aws.ec2("DeleteNatGateway", &format!("NatGatewayId={nat}")).await.ok();
    (vpc, address)
}
