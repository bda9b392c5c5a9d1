//! `rds/instance`: the database. RDS chooses the minor version.

mod change;
mod condition;
mod seen;

use aws_sdk_rds::types::DbInstance;
use engine::{
    Act, Call, Class, Cx, Failure, Found, Kind, Look, NameRule, Operation, Progress, Ref, RepeatSafety, Resource, Takes,
};
use serde::{Deserialize, Serialize};

use super::{ParameterGroup, SubnetGroup, read_tags, written};
use crate::ec2::SecurityGroup;
use crate::operation::{operation, send};
use crate::secrets::{self, Secret};
use crate::tags::Tags;
use crate::{Aws, Farewell};
use change::restart;
use condition::Condition;
use seen::{FINAL_SNAPSHOT, LOG_EXPORTS, PORT, RESTARTED_FOR, SECRET, STORAGE};

#[derive(Debug, Serialize, Deserialize)]
pub struct Instance {
    /// Of PostgreSQL, as in `15`.
    pub major: String,
    pub class: String,
    /// At least this much, in GiB: it grows by itself up to `storage_limit`, and never shrinks.
    pub storage: u32,
    pub storage_limit: u32,
    pub multi_az: bool,
    pub backup_days: u8,
    pub deletion_protection: bool,
    /// Whether the last thing it does is a snapshot.
    pub final_snapshot: bool,
    pub port: u16,
    /// The one that is made with it.
    pub database: String,
    pub owner: String,
    /// Its password is read from there when the instance is made, and is nowhere else.
    pub secret: Ref<Secret>,
    pub subnet_group: Ref<SubnetGroup>,
    pub security_group: Ref<SecurityGroup>,
    pub parameter_group: Ref<ParameterGroup>,
    /// A digest of the parameters that take effect at a restart: the restart that they need is a step of the plan.
    pub restarted_for: String,
    /// As in `postgresql`: exported to log groups that are made before it.
    pub log_exports: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
    pub arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The name that its final snapshot would have: no other instance's has it.
    pub last_snapshot: String,
    pub final_snapshot: bool,
    /// Why AWS makes no snapshot of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_snapshot: Option<String>,
}

impl Kind for Instance {
    const KIND: &'static str = "rds/instance";
    const OUTPUTS: &'static [&'static str] = &["id", "arn"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const STABLE_OUTPUTS: &'static [&'static str] = &["host", "port"];
    const FIXED: &'static [&'static str] = &["subnet_group", "database", "owner", "major"];
    const FORBIDDEN: &'static [&'static str] = &["secret"];
    const REBOOT: &'static [&'static str] = &["class", "restarted_for", "parameter_group", "port"];
    const UNORDERED: &'static [&'static str] = &["log_exports"];
    const STATEFUL: Option<&'static str> =
        Some("take a snapshot, restore it into a new environment or instance, and move the clients there");
    const GUARD: Option<&'static str> = Some("deletion_protection");
    const SETTLES: bool = true;
    // Seen in public logs: 4 to 8 minutes, with a second zone 14 to 17.
    const TAKES: Takes = Takes::seconds(480, 300);
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 63,
        allows: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
    });
    const WRITES: fn(Act, &[String]) -> usize = |act, changed| match act {
        Act::Update => [MODIFIED, RESTARTING, TAGGED]
            .into_iter()
            .filter(|fields| is_among(changed, fields))
            .count(),
        _ => 1,
    };
}

const ADD_TAGS: Operation = operation("rds", "AddTagsToResource");
const CREATE: Operation = operation("rds", "CreateDBInstance");
const DELETE: Operation = operation("rds", "DeleteDBInstance");
const LIST: Operation = operation("rds", "DescribeDBInstances");

/// All of them change in one call.
const MODIFIED: &[&str] = &[
    "backup_days",
    "class",
    "deletion_protection",
    "log_exports",
    "multi_az",
    "parameter_group",
    "port",
    "security_group",
    "storage",
    "storage_limit",
];
/// Another group takes effect at a restart, and nothing but this restarts for it.
const RESTARTING: &[&str] = &["parameter_group", "restarted_for"];
/// What AWS does not show in the form in which it was asked for.
const TAGGED: &[&str] = &["final_snapshot", "log_exports", "restarted_for", "storage"];

impl Resource for Instance {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let instances = cx
            .read(LIST, || {
                let pages = cx.cloud.rds.describe_db_instances().into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        Ok(instances
            .iter()
            .filter_map(|instance| seen::found(cx.scope, instance))
            .collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let (name, secret): (String, String) = (cx.name(), self.secret.value()?);
        let content = secrets::read(cx.cloud, &cx.look, &secret).await?;
        let (subnets, security, parameters): (String, String, String) = (
            self.subnet_group.value()?,
            self.security_group.value()?,
            self.parameter_group.value()?,
        );
        let (storage, limit) = (gib(self.storage)?, gib(self.storage_limit)?);
        let tags = written(&self.tags(Tags::of(cx).with(SECRET, &secret).with(PORT, &self.port), TAGGED));
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.rds.create_db_instance().db_instance_identifier(&name);
                let request = request
                    .engine("postgres")
                    .engine_version(&self.major)
                    .auto_minor_version_upgrade(true)
                    // Or it starts to cost by itself when the major's time is over.
                    .engine_lifecycle_support("open-source-rds-extended-support-disabled")
                    .db_instance_class(&self.class)
                    .multi_az(self.multi_az);
                let request = request
                    .storage_type("gp3")
                    .storage_encrypted(true)
                    .allocated_storage(storage)
                    // Equal to what it has would mean that it does not grow, which is the default.
                    .set_max_allocated_storage((limit > storage).then_some(limit));
                let request = request
                    .db_name(&self.database)
                    .master_username(&self.owner)
                    .master_user_password(content.password.reveal())
                    .enable_iam_database_authentication(true);
                let request = request
                    .publicly_accessible(false)
                    .port(self.port.into())
                    .db_subnet_group_name(&subnets)
                    .vpc_security_group_ids(&security)
                    .db_parameter_group_name(&parameters);
                let request = request
                    .backup_retention_period(self.backup_days.into())
                    .copy_tags_to_snapshot(true)
                    .deletion_protection(self.deletion_protection)
                    .set_enable_cloudwatch_logs_exports(Some(self.log_exports.clone()).filter(|logs| !logs.is_empty()));
                send(CREATE, request.set_tags(Some(tags.clone())).send())
            })
            .await?;
        let lost = || Failure::new(Class::Lost, "make a database", "the answer has no instance");
        made.db_instance().and_then(seen::made).ok_or_else(lost)
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, changed: &[String]) -> Result<Made, Failure> {
        if is_among(changed, MODIFIED) {
            self.modify(cx, &out.id, changed).await?;
        }
        if is_among(changed, RESTARTING) {
            restart(cx, &out.id).await?;
        }
        if is_among(changed, TAGGED) {
            let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
            let tags = written(&self.tags(Tags::default(), &changed));
            cx.write(ADD_TAGS, |_| {
                let request = cx.cloud.rds.add_tags_to_resource().resource_name(&out.arn);
                send(ADD_TAGS, request.set_tags(Some(tags.clone())).send())
            })
            .await?;
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        let keeps = match cx.cloud.farewell {
            Farewell::AsConfigured => out.final_snapshot,
            Farewell::KeepData => true,
            Farewell::NoFinalSnapshot => false,
        };
        if let Some(why) = out.no_snapshot.filter(|_| keeps) {
            return Err(Failure::new(
                Class::Broken,
                "take a final snapshot of the database",
                why,
            ));
        }
        cx.write(DELETE, |_| {
            let request = cx.cloud.rds.delete_db_instance().db_instance_identifier(&out.id);
            let request = request.skip_final_snapshot(!keeps).delete_automated_backups(true);
            let last = keeps.then(|| out.last_snapshot.clone());
            send(DELETE, request.set_final_db_snapshot_identifier(last).send())
        })
        .await
        .map(drop)
    }

    async fn progress(cx: &Cx<'_, Aws, Look<'_>>, out: Made) -> Result<Progress<Made>, Failure> {
        let Some(instance) = look_at(cx.cloud, cx, &out.id).await? else {
            return Ok(Progress::Gone);
        };
        Ok(match Condition::of(&instance) {
            Condition::Usable if condition::is_to_change(&instance) => Progress::Going("changing".to_owned()),
            Condition::Usable => seen::made(&instance).map_or_else(|| Progress::Going(String::new()), Progress::Ready),
            Condition::Busy(status) => Progress::Going(status),
            Condition::Going => Progress::Going("deleting".to_owned()),
            Condition::Broken(why) => Progress::Broken(why),
        })
    }
}

impl Instance {
    /// Those of `fields` that only a tag can tell.
    fn tags(&self, tags: Tags, fields: &[&str]) -> Tags {
        [
            ("storage", STORAGE, self.storage.to_string()),
            ("final_snapshot", FINAL_SNAPSHOT, self.final_snapshot.to_string()),
            ("restarted_for", RESTARTED_FOR, self.restarted_for.clone()),
            ("log_exports", LOG_EXPORTS, self.log_exports.join(" ")),
        ]
        .into_iter()
        .filter(|(field, _, _)| fields.contains(field))
        .fold(tags, |tags, (_, key, value)| tags.with(key, &value))
    }
}

fn is_among(changed: &[String], fields: &[&str]) -> bool {
    changed.iter().any(|field| fields.contains(&field.as_str()))
}

async fn look_at(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Option<DbInstance>, Failure> {
    let listed = look
        .read(LIST, || {
            send(LIST, aws.rds.describe_db_instances().db_instance_identifier(id).send())
        })
        .await;
    match listed {
        Ok(listed) => Ok(listed.db_instances.unwrap_or_default().into_iter().next()),
        Err(failure) if failure.class == Class::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn gib(size: u32) -> Result<i32, Failure> {
    i32::try_from(size).map_err(|_| Failure::new(Class::Invalid, "size a database", format!("{size} GiB")))
}
