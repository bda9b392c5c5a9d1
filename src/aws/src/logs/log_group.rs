//! `logs/log-group`

use std::collections::{BTreeMap, HashMap};

use aws_sdk_cloudwatchlogs::types::LogGroup as Listed;
use engine::{
    Address, Call, Class, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, Owner, RepeatSafety, Resource, Scope,
    State,
};
use futures_util::future::{try_join_all, try_join3};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Aws;
use crate::names::belongs_by_name;
use crate::operation::{if_there, operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct LogGroup {
    /// AWS gives some groups their names, for example those of a database. Ours begin with `/logline/<env>/`.
    pub name: String,
    /// One of the numbers of days that AWS offers.
    pub retention_days: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Out {
    /// The name.
    pub id: String,
    pub arn: String,
}

impl Kind for LogGroup {
    const KIND: &'static str = "logs/log-group";
    const OUTPUTS: &'static [&'static str] = &["id", "arn"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["name"];
    const AFTER_CREATE: &'static [&'static str] = &["retention_days"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("ec2/flow-log"),
        // While it is there RDS makes the group of its logs again, without an end to what is kept.
        DeleteAfter::All("rds/instance"),
        DeleteAfter::All("lambda/function"),
    ];

    fn names(&self, scope: &Scope, _: &Address) -> BTreeMap<String, Value> {
        BTreeMap::from([
            ("name".to_owned(), Value::from(self.name.clone())),
            ("arn".to_owned(), Value::from(arn(scope, &self.name))),
        ])
    }
}

const CREATE: Operation = operation("logs", "CreateLogGroup");
const KEEP: Operation = operation("logs", "PutRetentionPolicy");
const TAG: Operation = operation("logs", "TagResource");
const DELETE: Operation = operation("logs", "DeleteLogGroup");
const LIST: Operation = operation("logs", "DescribeLogGroups");
const TAGS: Operation = operation("logs", "ListTagsForResource");

/// Where AWS itself makes groups, named after a function or a database.
const OF_FUNCTIONS: &str = "/aws/lambda/";
const OF_DATABASES: &str = "/aws/rds/instance/";

impl Resource for LogGroup {
    type Cloud = Aws;
    type Out = Out;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let named = format!("logline-{}-", cx.scope.environment);
        let (ours, functions, databases) = try_join3(
            list(cx, own(cx.scope)),
            list(cx, format!("{OF_FUNCTIONS}{named}")),
            list(cx, format!("{OF_DATABASES}{named}")),
        )
        .await?;
        let groups = ours.into_iter().chain(functions).chain(databases);
        let found = try_join_all(groups.map(|group| async move {
            let name = group.log_group_name().unwrap_or_default();
            let tags = if_there(tags(cx.cloud, cx, name).await)?;
            Ok(tags.and_then(|tags| seen(cx.scope, &group, &tags)))
        }));
        Ok(found.await?.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Out, Failure> {
        let tags: HashMap<String, String> = owned(&Tags::of(cx));
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.logs.create_log_group().log_group_name(&self.name);
                send(CREATE, request.set_tags(Some(tags.clone())).send())
            })
            .await;
        let arn = arn(cx.look.scope, &self.name);
        match made {
            // A late writer made it again, after it had been deleted: AWS sets no tags then.
            Err(failure)
                if failure.class == Class::AlreadyExists
                    && self::tags(cx.cloud, &cx.look, &self.name).await?.are_none() =>
            {
                cx.write(TAG, |_| {
                    let request = cx.cloud.logs.tag_resource().resource_arn(&arn);
                    send(TAG, request.set_tags(Some(tags.clone())).send())
                })
                .await
                .map(drop)?;
            }
            made => drop(made?),
        }
        Ok(Out {
            id: self.name.clone(),
            arn,
        })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Out, _: &[String]) -> Result<Out, Failure> {
        let days = i32::try_from(self.retention_days)
            .map_err(|error| Failure::new(Class::Invalid, "keep logs", error.to_string()))?;
        cx.write(KEEP, |_| {
            let request = cx.cloud.logs.put_retention_policy().log_group_name(&out.id);
            send_to_new(KEEP, request.retention_in_days(days).send())
        })
        .await?;
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Out) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.logs.delete_log_group().log_group_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

async fn list(cx: &Cx<'_, Aws, Look<'_>>, prefix: String) -> Result<Vec<Listed>, Failure> {
    cx.read(LIST, || {
        let pages = cx.cloud.logs.describe_log_groups().log_group_name_prefix(&prefix);
        send(LIST, pages.into_paginator().items().send().collect::<Result<_, _>>())
    })
    .await
}

async fn tags(aws: &Aws, look: &Look<'_>, name: &str) -> Result<Tags, Failure> {
    let arn = arn(look.scope, name);
    let answer = look.read(TAGS, || {
        send(TAGS, aws.logs.list_tags_for_resource().resource_arn(&arn).send())
    });
    Ok(answer.await?.tags.into_iter().flatten().collect())
}

fn owned(tags: &Tags) -> HashMap<String, String> {
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    tags.iter().map(owned).collect()
}

fn own(scope: &Scope) -> String {
    format!("/logline/{}/", scope.environment)
}

fn arn(scope: &Scope, name: &str) -> String {
    format!("arn:aws:logs:{}:{}:log-group:{name}", scope.region, scope.account)
}

fn seen(scope: &Scope, group: &Listed, tags: &Tags) -> Option<Found> {
    let name = group.log_group_name()?;
    Some(Found {
        address: tags.address(scope),
        id: name.to_owned(),
        born: group.creation_time().and_then(|time| time.try_into().ok()),
        out: json!({ "id": name, "arn": arn(scope, name) }),
        seen: json!({ "name": name, "retention_days": group.retention_in_days() }),
        state: State::Ready,
        owner: owner(scope, name, tags)?,
    })
}

/// One without any tags is what a late writer made after we had deleted ours, so it is ours by its name.
fn owner(scope: &Scope, name: &str, tags: &Tags) -> Option<Owner> {
    if tags.are_ours(scope) {
        return Some(Owner::Ours);
    }
    let named = name
        .strip_prefix(OF_FUNCTIONS)
        .or_else(|| name.strip_prefix(OF_DATABASES));
    let belongs = named.map_or_else(|| name.starts_with(&own(scope)), |named| belongs_by_name(scope, named));
    if tags.are_of_another(scope) || !belongs {
        return None;
    }
    Some(if tags.are_none() { Owner::Ours } else { Owner::Foreign })
}
