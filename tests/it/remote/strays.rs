//! What nobody planned: `down` names it, removes what is ours of it, and keeps away from everything else.

use std::fs;

use libtest_mimic::Trial;
use serde_json::json;

use super::raw::{Raw, text};
use super::site::{Site, same};
use crate::bed::{Bed, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(down_names_strays_and_keeps_away_from_the_neighbours)]
}

/// An environment whose name begins like another's.
const CONFIGURATION: &str = r#"
[env.dev-2]
like = "dev"

[env.dev-2.network]
cidr = "10.9.0.0/16"
"#;

async fn down_names_strays_and_keeps_away_from_the_neighbours(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    fs::write(site.home.path().join("logline.toml"), CONFIGURATION)?;
    site.run("up --env dev-2 --yes")?.succeeded()?;
    let before = site.inventory().await?;
    site.up().await?;
    let strays = plant(&site.raw).await?;
    assert!(strays.removed.len() + strays.kept.len() + strays.foreign.len() >= 10);

    let status = site.run("status")?;
    let down = site.run("down --yes")?.succeeded()?;
    let told = format!("{}{}", down.out, down.err);
    let all = [&strays.removed, &strays.kept, &strays.foreign];
    let untold: Vec<&String> = all
        .into_iter()
        .flatten()
        .filter(|stray| !told.contains(*stray))
        .collect();
    assert!(untold.is_empty(), "{untold:?} are not named by down: {told}");
    let unseen: Vec<&String> = all
        .into_iter()
        .flatten()
        .filter(|stray| !status.out.contains(*stray))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?} are not named by status: {status:?}");
    let (losses, _) = down.err.split_once("foundation: ").unwrap_or_default();
    for held in [&strays.removed[5], &strays.removed[6]] {
        assert!(
            losses.contains(held.as_str()),
            "{held} holds data, which is lost: {losses}"
        );
    }
    for (stays, section) in [
        (&strays.kept, "Kept or pending:"),
        (&strays.foreign, "Not ours, and not touched:"),
    ] {
        let (_, told) = down.out.split_once(section).unwrap_or_default();
        assert!(
            stays.iter().all(|stay| told.contains(stay)),
            "{stays:?} stand under {section} {down:?}"
        );
    }

    let again = site.json("down --yes", 0)?;
    assert_eq!(again["removed"], 0, "{again:#}");
    strays.clean_up(&site.raw).await?;
    same(&site.inventory().await?.without_doomed_keys().0, &before)?;
    let neighbour = site.run("plan --env dev-2 --exit-code")?.succeeded()?;
    assert!(neighbour.out.contains("No changes"), "{neighbour:?}");
    Ok(())
}

/// What was planted, by the name that an operator would look for.
struct Strays {
    /// Has our tags, or is made by what is ours.
    removed: Vec<String>,
    /// AWS, or an operator, keeps it for now.
    kept: Vec<String>,
    /// Has a name like ours and is somebody else's.
    foreign: Vec<String>,
}

const TAGS: [(&str, &str); 3] = [
    ("Project", "LogLineOS"),
    ("Environment", "dev"),
    ("ManagedBy", "logline"),
];

#[expect(clippy::too_many_lines, reason = "one thing after the other is planted")]
async fn plant(raw: &Raw) -> Result<Strays, Trouble> {
    let ours = [
        ("Filter.1.Name", "tag:Environment"),
        ("Filter.1.Value.1", "dev"),
        ("Filter.2.Name", "tag:ManagedBy"),
        ("Filter.2.Value.1", "logline"),
    ];
    let id = async |action: &str, name: &str, more: &[(&str, &str)]| {
        let answer = raw.query("ec2", action, more).await?;
        text(&answer, name).ok_or_else(|| Trouble::new(format!("{action} shows no {name}")))
    };
    let vpc = id("DescribeVpcs", "vpcId", &ours).await?;
    let subnet = id("DescribeSubnets", "subnetId", &ours).await?;
    let tagged = |kind: &str| {
        let mut tags = vec![("TagSpecification.1.ResourceType".to_owned(), kind.to_owned())];
        for (number, (key, value)) in TAGS.iter().enumerate() {
            tags.push((format!("TagSpecification.1.Tag.{}.Key", number + 1), (*key).to_owned()));
            tags.push((
                format!("TagSpecification.1.Tag.{}.Value", number + 1),
                (*value).to_owned(),
            ));
        }
        tags
    };
    let made = async |action: &str, name: &str, kind: &str, more: &[(&str, &str)]| {
        let tags = tagged(kind);
        let tags = tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        id(action, name, &tags.chain(more.iter().copied()).collect::<Vec<_>>()).await
    };

    // An address without the tag that says where it belongs, and a table.
    let address = made("AllocateAddress", "allocationId", "elastic-ip", &[("Domain", "vpc")]).await?;
    let table = made("CreateRouteTable", "routeTableId", "route-table", &[("VpcId", &vpc)]).await?;
    // What a function has left.
    let left = [
        ("SubnetId", subnet.as_str()),
        ("Description", "AWS Lambda VPC ENI-logline-dev-functions-old-0b1c"),
    ];
    let interface = id("CreateNetworkInterface", "networkInterfaceId", &left).await?;
    // Made again by a last invocation, and by a database.
    let groups = ["/logline/dev/old", "/aws/rds/instance/logline-dev-database-main/error"];
    for group in groups {
        raw.json("logs", "CreateLogGroup", &json!({"logGroupName": group}))
            .await?;
    }
    let tags = TAGS.map(|(key, value)| json!({"Key": key, "Value": value}));
    let secret = |name: &str, digit: &str| {
        let token = digit.repeat(32);
        json!({"Name": name, "SecretString": "{}", "ClientRequestToken": token, "Tags": tags})
    };
    raw.json("secretsmanager", "CreateSecret", &secret("logline/dev/unknown", "1"))
        .await?;
    raw.json("secretsmanager", "CreateSecret", &secret("logline/dev/pending", "2"))
        .await?;
    let pending = json!({"SecretId": "logline/dev/pending", "RecoveryWindowInDays": 7});
    raw.json("secretsmanager", "DeleteSecret", &pending).await?;
    let tags = TAGS.map(|(key, value)| json!({"TagKey": key, "TagValue": value}));
    let key = raw
        .json("kms", "CreateKey", &json!({"Description": "old", "Tags": tags}))
        .await?;
    let snapshot = "logline-dev-database-main-by-hand";
    let of = [
        ("DBSnapshotIdentifier", snapshot),
        ("DBInstanceIdentifier", "logline-dev-database-main"),
    ];
    raw.query("rds", "CreateDBSnapshot", &of).await?;

    let parameters = "logline-dev-database-old";
    let group = [
        ("DBParameterGroupName", parameters),
        ("DBParameterGroupFamily", "postgres15"),
        ("Description", "old"),
    ];
    raw.query("rds", "CreateDBParameterGroup", &group).await?;
    let subnets = "logline-dev-cache-old";
    let group = [
        ("CacheSubnetGroupName", subnets),
        ("CacheSubnetGroupDescription", "old"),
        ("SubnetIds.SubnetIdentifier.1", &subnet),
    ];
    raw.query("elasticache", "CreateCacheSubnetGroup", &group).await?;
    let role = "logline-dev-us-east-1-network-old";
    raw.query(
        "iam",
        "CreateRole",
        &[
            ("RoleName", role),
            ("Path", "/logline/"),
            ("AssumeRolePolicyDocument", "{}"),
        ],
    )
    .await?;
    Ok(Strays {
        removed: [
            address,
            table,
            interface,
            groups[0].to_owned(),
            groups[1].to_owned(),
            "logline/dev/unknown".to_owned(),
            key["KeyMetadata"]["KeyId"].as_str().unwrap_or_default().to_owned(),
        ]
        .into(),
        kept: vec!["logline/dev/pending".to_owned(), snapshot.to_owned()],
        foreign: [parameters, subnets, role].map(str::to_owned).into(),
    })
}

impl Strays {
    /// What `down` has left as it must.
    async fn clean_up(&self, raw: &Raw) -> Outcome {
        let secret = json!({"SecretId": self.kept[0], "ForceDeleteWithoutRecovery": true});
        raw.json("secretsmanager", "DeleteSecret", &secret).await?;
        raw.query("rds", "DeleteDBSnapshot", &[("DBSnapshotIdentifier", &self.kept[1])])
            .await?;
        raw.query(
            "rds",
            "DeleteDBParameterGroup",
            &[("DBParameterGroupName", &self.foreign[0])],
        )
        .await?;
        let subnets = [("CacheSubnetGroupName", self.foreign[1].as_str())];
        raw.query("elasticache", "DeleteCacheSubnetGroup", &subnets).await?;
        raw.query("iam", "DeleteRole", &[("RoleName", &self.foreign[2])])
            .await
            .map(drop)
    }
}
