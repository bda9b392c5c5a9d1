//! What is known about every kind, without a connection.

use std::sync::LazyLock;

use aws::{ec2, elasticache, iam, kms, logs, rds, s3, secrets, wafv2};
use engine::{Facts, Kinds};

pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    [
        Facts::of::<ec2::ElasticIp>(),
        Facts::of::<ec2::FlowLog>(),
        Facts::of::<ec2::InternetGateway>(),
        Facts::of::<ec2::NatGateway>(),
        Facts::of::<ec2::Route>(),
        Facts::of::<ec2::RouteTable>(),
        Facts::of::<ec2::RouteTableAssociation>(),
        Facts::of::<ec2::SecurityGroup>(),
        Facts::of::<ec2::SecurityGroupRule>(),
        Facts::of::<ec2::Subnet>(),
        Facts::of::<ec2::Vpc>(),
        Facts::of::<ec2::VpcEndpoint>(),
        Facts::of::<elasticache::ParameterGroup>(),
        Facts::of::<elasticache::ReplicationGroup>(),
        Facts::of::<elasticache::SubnetGroup>(),
        Facts::of::<iam::Role>(),
        Facts::of::<kms::Alias>(),
        Facts::of::<kms::Key>(),
        Facts::of::<logs::LogGroup>(),
        Facts::of::<rds::Instance>(),
        Facts::of::<rds::ParameterGroup>(),
        Facts::of::<rds::SubnetGroup>(),
        Facts::of::<s3::Bucket>(),
        Facts::of::<secrets::Endpoint>(),
        Facts::of::<secrets::Secret>(),
        Facts::of::<wafv2::WebAcl>(),
    ]
    .into_iter()
    .fold(Kinds::default(), Kinds::with)
});

/// The simulated cloud does in one call what AWS may want two for.
pub(super) static SIMULATED: LazyLock<Kinds> = LazyLock::new(|| {
    KINDS.iter().fold(Kinds::default(), |kinds, facts| {
        kinds.with(Facts {
            writes: |_, _| 1,
            ..*facts
        })
    })
});
