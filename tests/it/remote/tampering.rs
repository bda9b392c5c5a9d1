//! Somebody changes something between `plan --out` and `up --plan`: nothing is carried out, whatever it was.

use futures_util::future::try_join_all;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::raw::{Raw, text, texts};
use super::site::{Site, holds, named};
use crate::bed::{Bed, Outcome, Trouble};
use crate::dice::Dice;

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(a_saved_plan_is_refused_after_any_change_to_the_cloud)]
}

/// Changes in each of so many accounts at once.
const ACCOUNTS: usize = 5;
const CHANGES: usize = 10;

/// There is something to do, so that a plan which is not refused would write.
const WANTED: (&str, &str) = ("LOGLINE_SECURITY_KMS_WINDOW_DAYS", "21");

async fn a_saved_plan_is_refused_after_any_change_to_the_cloud(bed: &'static Bed) -> Outcome {
    let dice = Dice::of_this_run("changes to the cloud")?;
    let tell = async |number: usize| {
        let mut dice = dice.of_story(number);
        let site = Site::new(bed).await?;
        site.up().await?;
        for _ in 0..CHANGES {
            site.beside("plan --out any.plan", &[WANTED]).await?.succeeded()?;
            let seen = site.inventory().await?;
            let mut change = Change::any(&mut dice);
            change.make(&site.raw, &mut dice).await?;
            // What was lost before cannot be lost again.
            while site.inventory().await? == seen {
                change = Change::any(&mut dice);
                change.make(&site.raw, &mut dice).await?;
            }
            site.cloud.recorder().clear();
            let answer = site.beside("up --plan any.plan --yes", &[WANTED]).await?;
            let written = site.cloud.recorder().mutating();
            holds(answer.code == Some(5) && written.is_empty(), || {
                format!("after {change:?} it called {}: {answer:?}", named(&written))
            })?;
        }
        Ok::<_, Trouble>(())
    };
    try_join_all((0..ACCOUNTS).map(tell)).await.map(drop)
}

/// What somebody may do in a console. None of it makes the environment one that cannot be planned.
#[derive(Clone, Copy, Debug)]
enum Change {
    Rule,
    LostRule,
    LostRoute,
    OtherRoute,
    LostAssociation,
    LostEndpoint,
    Network,
    Subnet,
    Address,
    LostTag,
    Names,
    Group,
    Retention,
    LostLogGroup,
    LogGroup,
    Backups,
    Protection,
    PostgresParameter,
    CacheParameter,
    Snapshots,
    Rate,
    Description,
    Rotation,
    LostAlias,
    Secret,
    Versioning,
}

impl Change {
    const ALL: [Self; 26] = [
        Self::Rule,
        Self::LostRule,
        Self::LostRoute,
        Self::OtherRoute,
        Self::LostAssociation,
        Self::LostEndpoint,
        Self::Network,
        Self::Subnet,
        Self::Address,
        Self::LostTag,
        Self::Names,
        Self::Group,
        Self::Retention,
        Self::LostLogGroup,
        Self::LogGroup,
        Self::Backups,
        Self::Protection,
        Self::PostgresParameter,
        Self::CacheParameter,
        Self::Snapshots,
        Self::Rate,
        Self::Description,
        Self::Rotation,
        Self::LostAlias,
        Self::Secret,
        Self::Versioning,
    ];

    fn any(dice: &mut Dice) -> Self {
        *dice.pick(&Self::ALL)
    }

    async fn make(self, raw: &Raw, dice: &mut Dice) -> Outcome {
        let number = dice.below(9000) + 1000;
        let cloud = Console { raw, number };
        match self {
            Self::Rule => cloud.rule(dice).await,
            Self::LostRule => cloud.without_rule().await,
            Self::LostRoute => cloud.without_route(dice).await,
            Self::OtherRoute => cloud.route(dice).await,
            Self::LostAssociation => cloud.without_association(dice).await,
            Self::LostEndpoint => cloud.without_endpoint().await,
            Self::Network => {
                cloud
                    .tagged("CreateVpc", "vpc", &[("CidrBlock", "10.200.0.0/16")])
                    .await
            }
            Self::Subnet => cloud.subnet().await,
            Self::Address => {
                cloud
                    .tagged("AllocateAddress", "elastic-ip", &[("Domain", "vpc")])
                    .await
            }
            Self::LostTag => cloud.without_tag(dice).await,
            Self::Names => cloud.names().await,
            Self::Group => cloud.group().await,
            Self::Retention => cloud.retention(dice).await,
            Self::LostLogGroup => cloud.without_log_group(dice).await,
            Self::LogGroup => cloud.log_group().await,
            Self::Backups => {
                cloud
                    .database("BackupRetentionPeriod", &(8 + number % 20).to_string())
                    .await
            }
            Self::Protection => cloud.protection().await,
            Self::PostgresParameter => cloud.database_parameter().await,
            Self::CacheParameter => cloud.cache_parameter().await,
            Self::Snapshots => cloud.snapshots().await,
            Self::Rate => cloud.rate().await,
            Self::Description => cloud.description().await,
            Self::Rotation => cloud.rotation().await,
            Self::LostAlias => cloud.without_alias().await,
            Self::Secret => cloud.secret().await,
            Self::Versioning => cloud.versioning().await,
        }
    }
}

/// Somebody who knows the account and not the program.
struct Console<'a> {
    raw: &'a Raw,
    /// Makes names and values that were not there before.
    number: usize,
}

const OURS: [(&str, &str); 4] = [
    ("Filter.1.Name", "tag:ManagedBy"),
    ("Filter.1.Value.1", "logline"),
    ("Filter.2.Name", "tag:Environment"),
    ("Filter.2.Value.1", "dev"),
];
const DATABASE: &str = "logline-dev-database-main";
const CACHE: &str = "logline-dev-cache-main";

impl Console<'_> {
    async fn ours(&self, action: &str, id: &str) -> Result<Vec<String>, Trouble> {
        Ok(texts(&self.raw.query("ec2", action, &OURS).await?, id))
    }

    /// Not there any more, because an earlier change has taken it: something else is done.
    async fn one(&self, action: &str, id: &str, dice: &mut Dice) -> Result<Option<String>, Trouble> {
        let ids = self.ours(action, id).await?;
        Ok((!ids.is_empty()).then(|| dice.pick(&ids).clone()))
    }

    async fn ec2(&self, action: &str, more: &[(&str, &str)]) -> Outcome {
        self.raw.query("ec2", action, more).await.map(drop)
    }

    async fn tagged(&self, action: &str, kind: &str, more: &[(&str, &str)]) -> Outcome {
        let address = format!("network/stray-{}", self.number);
        let tags = [
            ("TagSpecification.1.ResourceType", kind),
            ("TagSpecification.1.Tag.1.Key", "Project"),
            ("TagSpecification.1.Tag.1.Value", "LogLineOS"),
            ("TagSpecification.1.Tag.2.Key", "Environment"),
            ("TagSpecification.1.Tag.2.Value", "dev"),
            ("TagSpecification.1.Tag.3.Key", "ManagedBy"),
            ("TagSpecification.1.Tag.3.Value", "logline"),
            ("TagSpecification.1.Tag.4.Key", "logline:address"),
            ("TagSpecification.1.Tag.4.Value", &address),
        ];
        self.ec2(action, &[&tags, more].concat()).await
    }

    async fn rule(&self, dice: &mut Dice) -> Outcome {
        let groups = self.ours("DescribeSecurityGroups", "groupId").await?;
        let port = self.number.to_string();
        let open = [
            ("GroupId", dice.pick(&groups).as_str()),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", &port),
            ("IpPermissions.1.ToPort", &port),
            ("IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/8"),
        ];
        self.ec2("AuthorizeSecurityGroupIngress", &open).await
    }

    async fn without_rule(&self) -> Outcome {
        let rules = self.raw.query("ec2", "DescribeSecurityGroupRules", &OURS).await?;
        match (text(&rules, "groupId"), text(&rules, "securityGroupRuleId")) {
            (Some(group), Some(rule)) => {
                let which = [("GroupId", group.as_str()), ("SecurityGroupRuleId.1", &rule)];
                self.ec2("RevokeSecurityGroupIngress", &which).await
            }
            _ => self.secret().await,
        }
    }

    async fn without_route(&self, dice: &mut Dice) -> Outcome {
        let tables = self.tables_with_a_way_out().await?;
        if tables.is_empty() {
            return self.secret().await;
        }
        let which = [
            ("RouteTableId", dice.pick(&tables).as_str()),
            ("DestinationCidrBlock", "0.0.0.0/0"),
        ];
        self.ec2("DeleteRoute", &which).await
    }

    async fn tables_with_a_way_out(&self) -> Result<Vec<String>, Trouble> {
        let answer = self.raw.query("ec2", "DescribeRouteTables", &OURS).await?;
        let tables = answer
            .get_child("routeTableSet")
            .into_iter()
            .flat_map(|set| &set.children);
        let tables = tables.filter_map(xmltree::XMLNode::as_element);
        let has_way =
            |table: &&xmltree::Element| texts(table, "destinationCidrBlock").iter().any(|to| to == "0.0.0.0/0");
        Ok(tables
            .filter(has_way)
            .filter_map(|table| text(table, "routeTableId"))
            .collect())
    }

    async fn route(&self, dice: &mut Dice) -> Outcome {
        let gateway = self.ours("DescribeInternetGateways", "internetGatewayId").await?;
        let tables = self.ours("DescribeRouteTables", "routeTableId").await?;
        let to = format!("192.{}.{}.0/24", self.number / 256 % 256, self.number % 256);
        let route = [
            ("RouteTableId", dice.pick(&tables).as_str()),
            ("DestinationCidrBlock", &to),
            ("GatewayId", &gateway[0]),
        ];
        self.ec2("CreateRoute", &route).await
    }

    async fn without_association(&self, dice: &mut Dice) -> Outcome {
        match self.one("DescribeRouteTables", "routeTableAssociationId", dice).await? {
            Some(id) => self.ec2("DisassociateRouteTable", &[("AssociationId", &id)]).await,
            None => self.secret().await,
        }
    }

    async fn without_endpoint(&self) -> Outcome {
        match self.ours("DescribeVpcEndpoints", "vpcEndpointId").await?.first() {
            Some(id) => self.ec2("DeleteVpcEndpoints", &[("VpcEndpointId.1", id)]).await,
            None => self.secret().await,
        }
    }

    async fn subnet(&self) -> Outcome {
        let vpc = self.ours("DescribeVpcs", "vpcId").await?;
        let cidr = format!("10.0.{}.{}/28", 96 + self.number % 16, self.number / 16 % 16 * 16);
        self.tagged("CreateSubnet", "subnet", &[("VpcId", &vpc[0]), ("CidrBlock", &cidr)])
            .await
    }

    async fn without_tag(&self, dice: &mut Dice) -> Outcome {
        let tables = self.ours("DescribeRouteTables", "routeTableId").await?;
        let which = [
            ("ResourceId.1", dice.pick(&tables).as_str()),
            ("Tag.1.Key", "logline:address"),
        ];
        self.ec2("DeleteTags", &which).await
    }

    async fn names(&self) -> Outcome {
        let vpc = self.ours("DescribeVpcs", "vpcId").await?;
        let asked = [("VpcId", vpc[0].as_str()), ("Attribute", "enableDnsHostnames")];
        let answer = self.raw.query("ec2", "DescribeVpcAttribute", &asked).await?;
        let other = if text(&answer, "value").as_deref() == Some("true") {
            "false"
        } else {
            "true"
        };
        let set = [("VpcId", vpc[0].as_str()), ("EnableDnsHostnames.Value", other)];
        self.ec2("ModifyVpcAttribute", &set).await
    }

    async fn group(&self) -> Outcome {
        let vpc = self.ours("DescribeVpcs", "vpcId").await?;
        let name = format!("logline-dev-security-stray-{}", self.number);
        let named = [
            ("VpcId", vpc[0].as_str()),
            ("GroupName", &name),
            ("GroupDescription", "stray"),
        ];
        self.tagged("CreateSecurityGroup", "security-group", &named).await
    }

    async fn log_groups(&self) -> Result<Vec<Value>, Trouble> {
        let asked = json!({"logGroupNamePrefix": format!("/aws/rds/instance/{DATABASE}/")});
        let answer = self.raw.json("logs", "DescribeLogGroups", &asked).await?;
        Ok(answer["logGroups"].as_array().cloned().unwrap_or_default())
    }

    async fn retention(&self, dice: &mut Dice) -> Outcome {
        let groups = self.log_groups().await?;
        if groups.is_empty() {
            return self.secret().await;
        }
        let group = dice.pick(&groups);
        let days: Vec<u64> = [1, 3, 5, 14, 30, 60]
            .into_iter()
            .filter(|days| group["retentionInDays"] != *days)
            .collect();
        let set = json!({"logGroupName": group["logGroupName"], "retentionInDays": dice.pick(&days)});
        self.raw.json("logs", "PutRetentionPolicy", &set).await.map(drop)
    }

    async fn without_log_group(&self, dice: &mut Dice) -> Outcome {
        let groups = self.log_groups().await?;
        if groups.is_empty() {
            return self.secret().await;
        }
        let which = json!({"logGroupName": dice.pick(&groups)["logGroupName"]});
        self.raw.json("logs", "DeleteLogGroup", &which).await.map(drop)
    }

    async fn log_group(&self) -> Outcome {
        let named = json!({"logGroupName": format!("/aws/rds/instance/{DATABASE}/stray-{}", self.number)});
        self.raw.json("logs", "CreateLogGroup", &named).await.map(drop)
    }

    async fn database(&self, name: &str, value: &str) -> Outcome {
        let asked = [("DBInstanceIdentifier", DATABASE)];
        let answer = self.raw.query("rds", "DescribeDBInstances", &asked).await?;
        if text(&answer, name).as_deref() == Some(value) {
            return self.secret().await;
        }
        let set = [
            ("DBInstanceIdentifier", DATABASE),
            (name, value),
            ("ApplyImmediately", "true"),
        ];
        self.raw.query("rds", "ModifyDBInstance", &set).await.map(drop)
    }

    async fn protection(&self) -> Outcome {
        let answer = self
            .raw
            .query("rds", "DescribeDBInstances", &[("DBInstanceIdentifier", DATABASE)])
            .await?;
        let is_on = text(&answer, "DeletionProtection").as_deref() == Some("true");
        self.database("DeletionProtection", if is_on { "false" } else { "true" })
            .await
    }

    async fn database_parameter(&self) -> Outcome {
        let set = [
            ("DBParameterGroupName", "logline-dev-database-parameters-postgres15"),
            ("Parameters.Parameter.1.ParameterName", "log_min_duration_statement"),
            ("Parameters.Parameter.1.ParameterValue", &self.number.to_string()),
            ("Parameters.Parameter.1.ApplyMethod", "immediate"),
        ];
        self.raw.query("rds", "ModifyDBParameterGroup", &set).await.map(drop)
    }

    async fn cache_parameter(&self) -> Outcome {
        let set = [
            ("CacheParameterGroupName", "logline-dev-cache-parameters-redis7"),
            ("ParameterNameValues.ParameterNameValue.1.ParameterName", "timeout"),
            (
                "ParameterNameValues.ParameterNameValue.1.ParameterValue",
                &self.number.to_string(),
            ),
        ];
        self.raw
            .query("elasticache", "ModifyCacheParameterGroup", &set)
            .await
            .map(drop)
    }

    async fn snapshots(&self) -> Outcome {
        let answer = self
            .raw
            .query(
                "elasticache",
                "DescribeReplicationGroups",
                &[("ReplicationGroupId", CACHE)],
            )
            .await?;
        let days = text(&answer, "SnapshotRetentionLimit")
            .and_then(|days| days.parse::<usize>().ok())
            .unwrap_or_default();
        let other = (days % 30 + 1).to_string();
        let set = [
            ("ReplicationGroupId", CACHE),
            ("SnapshotRetentionLimit", &other),
            ("ApplyImmediately", "true"),
        ];
        self.raw
            .query("elasticache", "ModifyReplicationGroup", &set)
            .await
            .map(drop)
    }

    async fn rate(&self) -> Outcome {
        let acls = self
            .raw
            .json("wafv2", "ListWebACLs", &json!({"Scope": "REGIONAL"}))
            .await?;
        let asked = json!({"Scope": "REGIONAL", "Id": acls["WebACLs"][0]["Id"], "Name": acls["WebACLs"][0]["Name"]});
        let answer = self.raw.json("wafv2", "GetWebACL", &asked).await?;
        let mut acl = answer["WebACL"].clone();
        acl["Rules"][0]["Statement"]["RateBasedStatement"]["Limit"] = json!(self.number);
        let set = json!({
            "Scope": "REGIONAL",
            "Id": acl["Id"],
            "Name": acl["Name"],
            "LockToken": answer["LockToken"],
            "DefaultAction": acl["DefaultAction"],
            "VisibilityConfig": acl["VisibilityConfig"],
            "Rules": acl["Rules"],
        });
        self.raw.json("wafv2", "UpdateWebACL", &set).await.map(drop)
    }

    async fn key(&self) -> Result<Value, Trouble> {
        let keys = self.raw.json("kms", "ListKeys", &json!({})).await?;
        Ok(keys["Keys"][0]["KeyId"].clone())
    }

    async fn description(&self) -> Outcome {
        let set = json!({"KeyId": self.key().await?, "Description": format!("described {}", self.number)});
        self.raw.json("kms", "UpdateKeyDescription", &set).await.map(drop)
    }

    async fn rotation(&self) -> Outcome {
        let key = json!({"KeyId": self.key().await?});
        let rotates = self.raw.json("kms", "GetKeyRotationStatus", &key).await?["KeyRotationEnabled"] == true;
        let other = if rotates {
            "DisableKeyRotation"
        } else {
            "EnableKeyRotation"
        };
        self.raw.json("kms", other, &key).await.map(drop)
    }

    async fn without_alias(&self) -> Outcome {
        let aliases = self.raw.json("kms", "ListAliases", &json!({})).await?;
        let mut names = aliases["Aliases"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|alias| &alias["AliasName"]);
        match names.find(|name| name.as_str().is_some_and(|name| name.starts_with("alias/logline"))) {
            Some(name) => self
                .raw
                .json("kms", "DeleteAlias", &json!({"AliasName": name}))
                .await
                .map(drop),
            None => self.secret().await,
        }
    }

    async fn secret(&self) -> Outcome {
        let tags = [
            ("Project", "LogLineOS"),
            ("Environment", "dev"),
            ("ManagedBy", "logline"),
        ];
        let made = json!({
            "Name": format!("logline/dev/stray-{}", self.number),
            "SecretString": "{}",
            "ClientRequestToken": format!("{:032}", self.number),
            "Tags": tags.map(|(key, value)| json!({"Key": key, "Value": value})),
        });
        self.raw.json("secretsmanager", "CreateSecret", &made).await.map(drop)
    }

    async fn versioning(&self) -> Outcome {
        let bucket = format!("logline-dev-{}-us-east-1", self.raw.account());
        let is_on = self
            .raw
            .text(&format!("{bucket}?versioning"))
            .await?
            .contains("Enabled");
        let other = if is_on { "Suspended" } else { "Enabled" };
        let body = format!("<VersioningConfiguration><Status>{other}</Status></VersioningConfiguration>");
        self.raw.put(&format!("{bucket}?versioning"), &body).await
    }
}
