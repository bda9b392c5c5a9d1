//! What operations of secrets, keys, roles, log groups and web ACLs change in the model.

use serde_json::json;
use tokio::time::Instant;

use super::{Kind, Lesson, Life, Model};
use crate::request::Request;

/// A name stays taken for a moment after a forced deletion, which is done in the background.
const FORCED_DELETION: u32 = 10;
const PENDING: &str = "pending deletion";

impl Model {
    pub(super) fn learn_security(&mut self, lesson: &Lesson<'_>) {
        match lesson.request.service.as_str() {
            "secretsmanager" => self.learn_secret(lesson),
            "kms" => self.learn_key(lesson),
            "iam" => self.learn_role(lesson),
            "logs" => self.learn_log_group(lesson),
            _ => self.learn_web_acl(lesson),
        }
    }

    fn learn_secret(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        let id = secret_name(request.text("Name").unwrap_or_else(|| request.named("SecretId")));
        match request.operation.as_str() {
            "CreateSecret" => self.add(lesson.thing(Kind::Secret, &id)),
            "DeleteSecret" if request.flag("ForceDeleteWithoutRecovery") == Some(true) => {
                self.remove(Kind::Secret, &id);
                let free = Instant::now() + lesson.clock.span(FORCED_DELETION);
                self.lingering.insert((Kind::Secret, id), free);
            }
            "DeleteSecret" => {
                if let Some(secret) = self.get_mut(Kind::Secret, &id) {
                    secret.life = Life::of(&[], PENDING);
                }
            }
            "RestoreSecret" => {
                if let Some(secret) = self.get_mut(Kind::Secret, &id) {
                    secret.life = Life::default();
                }
            }
            _ => {}
        }
    }

    fn learn_key(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        let id = key_id(request.named("KeyId"));
        match request.operation.as_str() {
            "CreateKey" => {
                if let Some(id) = lesson.answered_at("KeyMetadata.KeyId") {
                    self.add(lesson.thing(Kind::Key, &id));
                }
            }
            "CreateAlias" | "UpdateAlias" => {
                let target = key_id(request.named("TargetKeyId"));
                let alias = lesson
                    .thing(Kind::KeyAlias, request.named("AliasName"))
                    .referring(Kind::Key, Some(&target));
                self.add(alias);
            }
            "DeleteAlias" => {
                self.remove(Kind::KeyAlias, request.named("AliasName"));
            }
            "ScheduleKeyDeletion" => self.set_key(&id, Some(PENDING)),
            // A key whose deletion is called off is not in use again before it is enabled.
            "CancelKeyDeletion" | "DisableKey" => self.set_key(&id, Some("disabled")),
            "EnableKey" => self.set_key(&id, None),
            _ => {}
        }
    }

    fn set_key(&mut self, id: &str, state: Option<&'static str>) {
        if let Some(key) = self.get_mut(Kind::Key, id) {
            key.life = state.map_or_else(Life::default, |state| Life::of(&[], state));
        }
    }

    /// The key that a key id, an ARN or an alias means.
    pub(crate) fn key(&self, named: &str) -> Option<&super::Thing> {
        let id = key_id(named);
        let alias = self.get(Kind::KeyAlias, &id);
        let target = alias.and_then(|alias| alias.text("TargetKeyId")).map(key_id);
        self.get(Kind::Key, &target.unwrap_or(id))
    }

    fn learn_role(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        let role = request.named("RoleName");
        let policy = request.text("PolicyArn").unwrap_or_else(|| request.named("PolicyName"));
        match request.operation.as_str() {
            "CreateRole" => self.add(lesson.thing(Kind::Role, role)),
            "DeleteRole" => {
                self.remove(Kind::Role, role);
            }
            "CreatePolicy" => {
                if let Some(arn) = lesson.answered("Arn") {
                    self.add(lesson.thing(Kind::Policy, &arn));
                }
            }
            "DeletePolicy" => {
                self.remove(Kind::Policy, policy);
            }
            "PutRolePolicy" | "AttachRolePolicy" => {
                if let Some(thing) = self.get_mut(Kind::Role, role) {
                    thing.refers_to.insert((Kind::Policy, policy.to_owned()));
                    thing.set(policy, json!(request.operation == "PutRolePolicy"));
                }
            }
            "DeleteRolePolicy" | "DetachRolePolicy" => {
                if let Some(thing) = self.get_mut(Kind::Role, role) {
                    thing.refers_to.remove(&(Kind::Policy, policy.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn learn_log_group(&mut self, lesson: &Lesson<'_>) {
        let name = lesson.request.named("logGroupName");
        match lesson.request.operation.as_str() {
            "CreateLogGroup" => self.add(lesson.thing(Kind::LogGroup, name)),
            "DeleteLogGroup" => {
                self.remove(Kind::LogGroup, name);
            }
            _ => {}
        }
    }

    fn learn_web_acl(&mut self, lesson: &Lesson<'_>) {
        let request = lesson.request;
        match request.operation.as_str() {
            "CreateWebACL" => {
                let Some(id) = lesson.answered_at("Summary.Id") else {
                    return;
                };
                let mut acl = lesson.thing(Kind::WebAcl, &id);
                acl.set("lock token", json!(lesson.answered_at("Summary.LockToken")));
                acl.set("ARN", json!(lesson.answered_at("Summary.ARN")));
                self.add(acl);
            }
            "UpdateWebACL" => {
                if let Some(acl) = self.get_mut(Kind::WebAcl, request.named("Id")) {
                    acl.merge(&request.parameters);
                    acl.set("lock token", json!(lesson.answered_at("NextLockToken")));
                }
            }
            "DeleteWebACL" => {
                self.remove(Kind::WebAcl, request.named("Id"));
            }
            "AssociateWebACL" => self.set_association(request, request.named("WebACLArn"), true),
            "DisassociateWebACL" => self.set_association(request, "", false),
            _ => {}
        }
    }

    fn set_association(&mut self, request: &Request, arn: &str, is_made: bool) {
        let resource = request.named("ResourceArn");
        for acl in self.things_mut().filter(|thing| thing.kind == Kind::WebAcl) {
            let mut resources = acl.at("resources").cloned().unwrap_or_else(|| json!({}));
            if let Some(map) = resources.as_object_mut() {
                map.remove(resource);
                if is_made && acl.text("ARN") == Some(arn) {
                    map.insert(resource.to_owned(), json!(true));
                }
            }
            acl.set("resources", resources);
        }
    }
}

/// From a name or an ARN, which ends in six random characters.
pub(crate) fn secret_name(id: &str) -> String {
    match id.split_once(":secret:") {
        Some((_, name)) => name.rsplit_once('-').map_or(name, |(name, _)| name).to_owned(),
        None => id.to_owned(),
    }
}

pub(crate) fn key_id(id: &str) -> String {
    match id.rsplit_once(":key/") {
        Some((_, id)) => id.to_owned(),
        None => id
            .rsplit_once(":alias/")
            .map_or_else(|| id.to_owned(), |(_, name)| format!("alias/{name}")),
    }
}
