//! Another environment in the same account, whose names begin like ours.

use serde_json::json;

use super::raw::{Raw, text};
use crate::bed::Outcome;

/// What `dev-2` would have: none of it may ever be touched on behalf of `dev`.
pub(crate) async fn plant(raw: &Raw) -> Outcome {
    let tags = |kind: &str, address: &str| {
        let pairs = [
            ("Project", "LogLineOS"),
            ("Environment", "dev-2"),
            ("ManagedBy", "logline"),
            ("logline:address", address),
        ];
        let mut tags = vec![("TagSpecification.1.ResourceType".to_owned(), kind.to_owned())];
        for (number, (key, value)) in pairs.iter().enumerate() {
            tags.push((format!("TagSpecification.1.Tag.{}.Key", number + 1), (*key).to_owned()));
            tags.push((
                format!("TagSpecification.1.Tag.{}.Value", number + 1),
                (*value).to_owned(),
            ));
        }
        tags
    };
    let make = async |action: &str, kind: &str, address: &str, more: &[(&str, &str)]| {
        let tags = tags(kind, address);
        let tags = tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        raw.query("ec2", action, &tags.chain(more.iter().copied()).collect::<Vec<_>>())
            .await
    };
    let vpc = make("CreateVpc", "vpc", "network/vpc", &[("CidrBlock", "10.9.0.0/16")]).await?;
    let vpc = text(&vpc, "vpcId").unwrap_or_default();
    let group = [
        ("VpcId", vpc.as_str()),
        ("GroupName", "logline-dev-2-security-lambda"),
        ("GroupDescription", "The functions of LogLineOS"),
    ];
    make("CreateSecurityGroup", "security-group", "security/lambda", &group).await?;
    make(
        "AllocateAddress",
        "elastic-ip",
        "network/address-a",
        &[("Domain", "vpc")],
    )
    .await?;
    let family = [
        ("DBParameterGroupFamily", "postgres15"),
        ("Description", "PostgreSQL 15 as LogLineOS needs it"),
    ];
    let named = [("DBParameterGroupName", "logline-dev-2-database-parameters-postgres15")];
    raw.query("rds", "CreateDBParameterGroup", &[named.as_slice(), &family].concat())
        .await?;
    raw.json(
        "logs",
        "CreateLogGroup",
        &json!({"logGroupName": "/aws/rds/instance/logline-dev-2-database-main/upgrade"}),
    )
    .await?;
    let secret = json!({"Name": "logline/dev-2/cache", "SecretString": "{}", "ClientRequestToken": "0".repeat(32)});
    raw.json("secretsmanager", "CreateSecret", &secret).await?;
    raw.put(&format!("logline-dev-2-{}-us-east-1", raw.account()), "").await
}
