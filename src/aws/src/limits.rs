//! How often AWS lets an account call an operation. Where AWS gives no figure, one that its own tools get along with.

use std::time::Duration;

use engine::{Limits, Rate};

use crate::operation::operation;

/// "Request throttling for the Amazon EC2 API", EC2 developer guide: each operation has a bucket of its own. These are
/// the non-mutating ones that are filtered or paginated: 100, refilled by 20 a second.
const EC2_READS: [&str; 13] = [
    "DescribeAddresses",
    "DescribeAvailabilityZones",
    "DescribeFlowLogs",
    "DescribeInternetGateways",
    "DescribeNatGateways",
    "DescribeNetworkInterfaces",
    "DescribeRouteTables",
    "DescribeSecurityGroupRules",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcAttribute",
    "DescribeVpcEndpoints",
    "DescribeVpcs",
];

/// The same page, mutating operations and those that it calls resource-intensive (rules of security groups): 50, refilled
/// by 5 a second.
const EC2_WRITES: [&str; 28] = [
    "AllocateAddress",
    "AssociateRouteTable",
    "AttachInternetGateway",
    "AuthorizeSecurityGroupIngress",
    "CreateFlowLogs",
    "CreateInternetGateway",
    "CreateRoute",
    "CreateRouteTable",
    "CreateSecurityGroup",
    "CreateSubnet",
    "CreateTags",
    "CreateVpc",
    "DeleteFlowLogs",
    "DeleteInternetGateway",
    "DeleteNetworkInterface",
    "DeleteRoute",
    "DeleteRouteTable",
    "DeleteSecurityGroup",
    "DeleteSubnet",
    "DeleteVpc",
    "DetachInternetGateway",
    "DisassociateRouteTable",
    "ModifyVpcAttribute",
    "ReleaseAddress",
    "ReplaceRoute",
    "ReplaceRouteTableAssociation",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
];

/// The same page, operations with figures of their own.
const EC2_GATEWAYS: [&str; 2] = ["CreateNatGateway", "DeleteNatGateway"];
const EC2_ENDPOINTS: [&str; 3] = ["CreateVpcEndpoint", "DeleteVpcEndpoints", "ModifyVpcEndpoint"];

/// "Request quotas", AWS KMS developer guide; where the operations differ, the lowest figure.
const KMS_WRITES: [&str; 11] = [
    "CancelKeyDeletion",
    "CreateAlias",
    "CreateKey",
    "DeleteAlias",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "ScheduleKeyDeletion",
    "TagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
];
const KMS_READS: [&str; 5] = [
    "DescribeKey",
    "GetKeyRotationStatus",
    "ListAliases",
    "ListKeys",
    "ListResourceTags",
];

/// "AWS Secrets Manager quotas", user guide.
const SECRETS_WRITES: [&str; 6] = [
    "CreateSecret",
    "DeleteSecret",
    "PutSecretValue",
    "RestoreSecret",
    "TagResource",
    "UpdateSecret",
];

/// "CloudWatch Logs quotas", user guide.
const LOGS: [&str; 6] = [
    "CreateLogGroup",
    "DeleteLogGroup",
    "DescribeLogGroups",
    "ListTagsForResource",
    "PutRetentionPolicy",
    "TagResource",
];

/// "AWS WAF quotas", developer guide: writes that have no figure of their own 1 a second, reads 5.
const WAF_WRITES: [&str; 3] = ["CreateWebACL", "DeleteWebACL", "UpdateWebACL"];
const WAF_READS: [&str; 3] = ["GetWebACL", "ListTagsForResource", "ListWebACLs"];
/// The same page: one every two seconds.
const WAF_ASSOCIATIONS: [&str; 2] = ["AssociateWebACL", "DisassociateWebACL"];

/// S3 has none that we could reach: 3,500 writes a second and prefix ("Best practices design patterns", user guide).
pub fn limits() -> Limits {
    let limits = Limits::default()
        // No figures are published for these three.
        .service("rds", per_second(20, 10))
        .service("elasticache", per_second(20, 10))
        .service("iam", per_second(20, 10))
        // "Amazon API Gateway quotas", developer guide: all management operations together, and three of them alone.
        .service("apigateway", per_second(40, 10))
        .operation(operation("apigateway", "CreateDeployment"), every(5))
        .operation(operation("apigateway", "CreateRestApi"), every(3))
        .operation(operation("apigateway", "DeleteRestApi"), every(30))
        // "Lambda quotas", developer guide: all operations of the control plane together.
        .service("lambda", per_second(15, 15));
    [
        ("ec2", &EC2_READS[..], per_second(100, 20)),
        ("ec2", &EC2_WRITES, per_second(50, 5)),
        ("ec2", &EC2_GATEWAYS, per_second(10, 1)),
        ("ec2", &EC2_ENDPOINTS, rate(4, Duration::from_millis(3334))),
        ("kms", &KMS_WRITES, per_second(5, 5)),
        ("kms", &KMS_READS, per_second(30, 30)),
        ("logs", &LOGS, per_second(5, 5)),
        ("secretsmanager", &SECRETS_WRITES, per_second(50, 50)),
        ("secretsmanager", &["ListSecrets"], per_second(100, 100)),
        ("wafv2", &WAF_WRITES, per_second(1, 1)),
        ("wafv2", &WAF_READS, per_second(5, 5)),
        ("wafv2", &WAF_ASSOCIATIONS, every(2)),
    ]
    .into_iter()
    .flat_map(|(service, names, rate)| names.iter().map(move |name| (operation(service, name), rate)))
    .fold(limits, |limits, (operation, rate)| limits.operation(operation, rate))
}

fn per_second(burst: u32, calls: u32) -> Rate {
    rate(burst, Duration::from_secs(1) / calls)
}

fn every(seconds: u64) -> Rate {
    rate(1, Duration::from_secs(seconds))
}

const fn rate(burst: u32, every: Duration) -> Rate {
    Rate { burst, every }
}
