//! `iam/role`: its name has the region in it, because IAM has none.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{Role as Listed, Tag};
use engine::{
    Act, Address, Call, Class, Cx, DeleteAfter, Failure, Found, Kind, Look, NameRule, Operation, RepeatSafety,
    Resource, Scope, State,
};
use futures_util::future::{try_join, try_join_all};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::document;
use crate::Aws;
use crate::names::whose;
use crate::operation::{if_there, operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct Role {
    pub description: String,
    /// The service that may take the role, as in `vpc-flow-logs.amazonaws.com`.
    pub service: String,
    /// What it may do: a policy document.
    pub policy: Value,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Out {
    /// The name.
    pub id: String,
    pub arn: String,
}

impl Kind for Role {
    const KIND: &'static str = "iam/role";
    const OUTPUTS: &'static [&'static str] = &["id", "arn"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const AFTER_CREATE: &'static [&'static str] = &["policy"];
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("lambda/function"),
        DeleteAfter::Referring("ec2/flow-log"),
        // Lambda removes them with the role of their function.
        DeleteAfter::All("ec2/network-interface"),
    ];
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 64,
        allows: |c| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c),
    });
    const WRITES: fn(Act, &[String]) -> usize = |act, fields| match act {
        // Its inline policy goes first.
        Act::Delete => 2,
        Act::Update => fields.len(),
        _ => 1,
    };

    fn names(&self, scope: &Scope, address: &Address) -> BTreeMap<String, Value> {
        let name = role_name(scope, address);
        BTreeMap::from([
            ("arn".to_owned(), Value::from(arn(scope, &name))),
            ("name".to_owned(), Value::from(name)),
        ])
    }
}

const CREATE: Operation = operation("iam", "CreateRole");
const DESCRIBE: Operation = operation("iam", "UpdateRole");
const TRUST: Operation = operation("iam", "UpdateAssumeRolePolicy");
const PERMIT: Operation = operation("iam", "PutRolePolicy");
const FORBID: Operation = operation("iam", "DeleteRolePolicy");
const DETACH: Operation = operation("iam", "DetachRolePolicy");
const DELETE: Operation = operation("iam", "DeleteRole");
const LIST: Operation = operation("iam", "ListRoles");
const TAGS: Operation = operation("iam", "ListRoleTags");
const POLICY: Operation = operation("iam", "GetRolePolicy");
const POLICIES: Operation = operation("iam", "ListRolePolicies");
const ATTACHED: Operation = operation("iam", "ListAttachedRolePolicies");

/// Separates our roles from everybody else's, in lists and in policies.
const PATH: &str = "/logline/";

/// The name of the one inline policy that a role of ours has.
const PERMISSIONS: &str = "permissions";

impl Resource for Role {
    type Cloud = Aws;
    type Out = Out;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let roles = cx
            .read(LIST, || {
                let pages = cx.cloud.iam.list_roles().path_prefix(PATH).into_paginator();
                send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
            })
            .await?;
        let prefix = prefix(cx.scope);
        let named = roles.iter().filter(|role| role.role_name().starts_with(&prefix));
        let found = try_join_all(named.map(|role| seen(cx, role)));
        Ok(found.await?.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Out, Failure> {
        let name = role_name(cx.look.scope, cx.address());
        let tags = tag_list(&Tags::of(cx))?;
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.iam.create_role().path(PATH).role_name(&name);
                let request = request.description(&self.description).set_tags(Some(tags.clone()));
                let trust = trust(&self.service).to_string();
                send(CREATE, request.assume_role_policy_document(trust).send())
            })
            .await?;
        let role = made.role();
        Ok(Out {
            arn: role.map_or_else(|| arn(cx.look.scope, &name), |role| role.arn().to_owned()),
            id: name,
        })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Out, changed: &[String]) -> Result<Out, Failure> {
        let (iam, name) = (&cx.cloud.iam, &out.id);
        for field in changed {
            match field.as_str() {
                "description" => {
                    let request = iam.update_role().role_name(name).description(&self.description);
                    cx.write(DESCRIBE, |_| send_to_new(DESCRIBE, request.clone().send()))
                        .await?;
                }
                "service" => {
                    let request = iam.update_assume_role_policy().role_name(name);
                    let request = request.policy_document(trust(&self.service).to_string());
                    cx.write(TRUST, |_| send_to_new(TRUST, request.clone().send())).await?;
                }
                _ => {
                    let request = iam.put_role_policy().role_name(name).policy_name(PERMISSIONS);
                    let request = request.policy_document(self.policy.to_string());
                    cx.write(PERMIT, |_| send_to_new(PERMIT, request.clone().send()))
                        .await?;
                }
            }
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Out) -> Result<(), Failure> {
        strip(cx, &out.id).await?;
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.iam.delete_role().role_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

/// Takes all policies from a role, also those that somebody added: with one it cannot be deleted.
async fn strip(cx: &Cx<'_, Aws, Call<'_>>, name: &str) -> Result<(), Failure> {
    let iam = &cx.cloud.iam;
    let inline = cx.look.read(POLICIES, || {
        let pages = iam.list_role_policies().role_name(name).into_paginator();
        send(POLICIES, pages.items().send().collect::<Result<Vec<_>, _>>())
    });
    let attached = cx.look.read(ATTACHED, || {
        let pages = iam.list_attached_role_policies().role_name(name).into_paginator();
        send(ATTACHED, pages.items().send().collect::<Result<Vec<_>, _>>())
    });
    let (inline, attached) = try_join(inline, attached).await?;
    for policy in &inline {
        let request = iam.delete_role_policy().role_name(name).policy_name(policy);
        if_there(cx.write(FORBID, |_| send(FORBID, request.clone().send())).await)?;
    }
    for policy in &attached {
        let request = iam.detach_role_policy().role_name(name);
        let request = request.set_policy_arn(policy.policy_arn.clone());
        if_there(cx.write(DETACH, |_| send(DETACH, request.clone().send())).await)?;
    }
    Ok(())
}

async fn seen(cx: &Cx<'_, Aws, Look<'_>>, role: &Listed) -> Result<Option<Found>, Failure> {
    let name = role.role_name();
    let (Some(tags), policy) = try_join(tags(cx, name), policy(cx, name)).await? else {
        return Ok(None);
    };
    // As it would be named in one region.
    let plain = format!(
        "logline-{}-{}",
        cx.scope.environment,
        name.strip_prefix(&prefix(cx.scope)).unwrap_or_default()
    );
    let Some((address, owner)) = whose(cx.scope, &plain, &tags) else {
        return Ok(None);
    };
    Ok(Some(Found {
        address,
        id: name.to_owned(),
        born: role
            .create_date()
            .to_millis()
            .ok()
            .and_then(|time| time.try_into().ok()),
        out: json!({ "id": name, "arn": role.arn() }),
        seen: json!({
            "description": role.description().unwrap_or_default(),
            "service": trusted(role.assume_role_policy_document()),
            "policy": policy,
        }),
        state: State::Ready,
        owner,
    }))
}

async fn tags(cx: &Cx<'_, Aws, Look<'_>>, name: &str) -> Result<Option<Tags>, Failure> {
    let answer = cx.read(TAGS, || {
        let pages = cx.cloud.iam.list_role_tags().role_name(name).into_paginator();
        send(TAGS, pages.items().send().collect::<Result<Vec<_>, _>>())
    });
    let tags = if_there(answer.await)?;
    Ok(tags.map(|tags| tags.iter().map(|tag| (tag.key(), tag.value())).collect()))
}

async fn policy(cx: &Cx<'_, Aws, Look<'_>>, name: &str) -> Result<Option<Value>, Failure> {
    let answer = cx.read(POLICY, || {
        let request = cx.cloud.iam.get_role_policy().role_name(name);
        send(POLICY, request.policy_name(PERMISSIONS).send())
    });
    Ok(if_there(answer.await)?.map(|policy| document::read(policy.policy_document())))
}

/// The service that a trust policy of ours names, or the whole policy if it is not one of ours.
fn trusted(policy: Option<&str>) -> Value {
    let policy = policy.map(document::read).unwrap_or_default();
    let service = &policy["Statement"][0]["Principal"]["Service"];
    match service.as_str() {
        Some(name) if trust(name) == policy => service.clone(),
        _ => policy,
    }
}

fn trust(service: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": service },
            "Action": "sts:AssumeRole",
        }],
    })
}

fn tag_list(tags: &Tags) -> Result<Vec<Tag>, Failure> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    let tags = tags.iter().map(tag).collect::<Result<_, _>>();
    tags.map_err(|error| Failure::new(Class::Invalid, "tag a role", error.to_string()))
}

fn prefix(scope: &Scope) -> String {
    format!("logline-{}-{}-", scope.environment, scope.region)
}

fn role_name(scope: &Scope, address: &Address) -> String {
    format!("{}{}", prefix(scope), address.as_str().replace(['/', '_', '.'], "-"))
}

fn arn(scope: &Scope, name: &str) -> String {
    format!("arn:aws:iam::{}:role{PATH}{name}", scope.account)
}
