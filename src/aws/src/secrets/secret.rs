//! `secrets/secret`: a generated password and what belongs to it, as one JSON object.
//!
//! A secret that AWS is going to delete still has its name. It is restored, with the password that it had.

use std::collections::BTreeMap;

use engine::{
    Act, Address, Call, Class, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, RepeatSafety, Resource, Scope,
    State,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::content::Content;
use super::list::{describe, end, list, prefix, tags};
use super::{TAG, written};
use crate::operation::{operation, send};
use crate::tags::Tags;
use crate::{Aws, Farewell};

#[derive(Debug, Serialize, Deserialize)]
pub struct Secret {
    /// As in `logline/dev/database/owner`: begins with `logline/` and the environment.
    pub name: String,
    pub description: String,
    /// Whose password it is; none for a token that has no user.
    pub user: Option<String>,
    /// Where that user logs in.
    pub database: Option<String>,
    /// Days in which it can be restored after `down`; none: it is deleted at once.
    pub recovery_days: Option<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    /// The ARN: a secret that is made again under its old name is another one.
    pub id: String,
    pub arn: String,
    pub recovery_days: Option<u8>,
}

impl Kind for Secret {
    const KIND: &'static str = "secrets/secret";
    const OUTPUTS: &'static [&'static str] = &["id", "arn"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["name", "user", "database"];
    const STATEFUL: Option<&'static str> = Some("make a new version of it");
    // What was made with a password may need it until the end: a secret goes after its users, so that
    // a run that is broken off never leaves a database without its password.
    const DELETE_AFTER: &'static [DeleteAfter] = &[
        DeleteAfter::Referring("secrets/endpoint"),
        DeleteAfter::Referring("rds/instance"),
        DeleteAfter::Referring("elasticache/replication-group"),
    ];
    const WRITES: fn(Act, &[String]) -> usize = |act, changed| match act {
        Act::Update => changed.len(),
        _ => 1,
    };

    fn names(&self, _: &Scope, _: &Address) -> BTreeMap<String, Value> {
        BTreeMap::from([("name".to_owned(), Value::from(self.name.clone()))])
    }
}

const CREATE: Operation = operation("secretsmanager", "CreateSecret");
const DELETE: Operation = operation("secretsmanager", "DeleteSecret");
const RESTORE: Operation = operation("secretsmanager", "RestoreSecret");
const UPDATE: Operation = operation("secretsmanager", "UpdateSecret");

const USER: &str = "logline:user";
const DATABASE: &str = "logline:database";
const RECOVERY: &str = "logline:recovery-days";

/// The longest that AWS offers.
const KEEP_DAYS: u8 = 30;

impl Resource for Secret {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let secrets = list(cx.cloud, cx).await?;
        let found = secrets.iter().filter_map(|secret| {
            let (tags, arn) = (tags(secret), secret.arn()?);
            let state = match end(secret) {
                // Somebody else's is none that `up` could restore.
                Some(_) if !tags.are_ours(cx.scope) => return None,
                Some(day) => State::Kept(format!("AWS deletes it after {day}; `up` restores it")),
                None => State::Ready,
            };
            let recovery_days: Option<u8> = tags.parsed(RECOVERY);
            Some(Found {
                address: tags.address(cx.scope),
                id: arn.to_owned(),
                born: secret.created_date().and_then(|date| date.secs().try_into().ok()),
                out: json!({ "id": arn, "arn": arn, "recovery_days": recovery_days }),
                seen: json!({
                    "name": secret.name(),
                    "description": secret.description().unwrap_or_default(),
                    "user": tags.get(USER),
                    "database": tags.get(DATABASE),
                    "recovery_days": recovery_days,
                }),
                state,
                owner: tags.owner(cx.scope),
            })
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        self.check_name(cx.look.scope)?;
        let text = Content::new(self.user.clone(), self.database.clone())?.text()?;
        let made = cx
            .write(CREATE, |ticket| {
                let request = cx.cloud.secrets.create_secret();
                let request = request.name(&self.name).description(&self.description);
                let request = request
                    .client_request_token(ticket.token)
                    .set_tags(Some(written(&self.tags(cx))));
                let sending = send(CREATE, request.secret_string(text.as_str()).send());
                async move {
                    match sending.await {
                        Err(failure) if failure.class == Class::AlreadyExists => Err(self.why_taken(cx, failure).await),
                        result => result,
                    }
                }
            })
            .await;
        match made {
            Ok(made) => self.made(made.arn()),
            Err(failure) if failure.class == Class::AlreadyExists => self.take_back(cx, failure).await,
            Err(failure) => Err(failure),
        }
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: Made, changed: &[String]) -> Result<Made, Failure> {
        let secrets = &cx.cloud.secrets;
        if changed.iter().any(|field| field == "description") {
            cx.write(UPDATE, |_| {
                let request = secrets.update_secret().secret_id(&out.id);
                send(UPDATE, request.description(&self.description).send())
            })
            .await?;
        }
        if changed.iter().any(|field| field == "recovery_days") {
            let tags = Tags::default().with(RECOVERY, &self.recovery_tag());
            tag(cx, &out.id, &tags).await?;
        }
        self.made(Some(&out.arn))
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        let days = match cx.cloud.farewell {
            Farewell::KeepData => Some(KEEP_DAYS),
            Farewell::AsConfigured | Farewell::NoFinalSnapshot => out.recovery_days,
        };
        let deleted = cx
            .write(DELETE, |_| {
                let request = cx.cloud.secrets.delete_secret().secret_id(&out.id);
                let request = match days {
                    Some(days) => request.recovery_window_in_days(days.into()),
                    None => request.force_delete_without_recovery(true),
                };
                send(DELETE, request.send())
            })
            .await;
        match deleted {
            // It is scheduled for deletion: by an earlier call of ours whose answer was lost.
            Err(failure) if failure.class == Class::AlreadyExists => Ok(()),
            result => result.map(drop),
        }
    }
}

impl Secret {
    /// Lists are filtered by it: a secret with another name would not be found again.
    fn check_name(&self, scope: &Scope) -> Result<(), Failure> {
        let prefix = prefix(scope);
        if self.name.starts_with(&prefix) {
            return Ok(());
        }
        let why = format!("{} does not begin with {prefix}", self.name);
        Err(Failure::new(Class::Invalid, "name a secret", why))
    }

    fn tags(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Tags {
        let mut tags = Tags::of(cx).with(RECOVERY, &self.recovery_tag());
        for (key, value) in [(USER, &self.user), (DATABASE, &self.database)] {
            if let Some(value) = value {
                tags = tags.with(key, value);
            }
        }
        tags
    }

    fn recovery_tag(&self) -> String {
        self.recovery_days
            .map_or_else(|| "none".to_owned(), |days| days.to_string())
    }

    fn made(&self, arn: Option<&str>) -> Result<Made, Failure> {
        let lost = || Failure::new(Class::Lost, "make a secret", "the answer has no ARN");
        let arn = arn.ok_or_else(lost)?.to_owned();
        Ok(Made {
            id: arn.clone(),
            arn,
            recovery_days: self.recovery_days,
        })
    }

    /// A secret that was deleted at once may keep its name for some more minutes: then there is nothing
    /// to restore, and the name has to be asked for again.
    async fn why_taken(&self, cx: &Cx<'_, Aws, Call<'_>>, failure: Failure) -> Failure {
        match describe(cx.cloud, &cx.look, &self.name).await {
            Ok(Some(_)) => failure,
            Ok(None) => Failure::new(Class::Propagating, failure.operation, failure.message),
            Err(other) => other,
        }
    }

    /// A secret of ours that was on its way out, or that no list shows yet.
    async fn take_back(&self, cx: &Cx<'_, Aws, Call<'_>>, failure: Failure) -> Result<Made, Failure> {
        let Some(secret) = describe(cx.cloud, &cx.look, &self.name).await? else {
            return Err(failure);
        };
        let (tags, id) = (tags(&secret), secret.arn().unwrap_or_default());
        if tags.address(cx.look.scope).as_ref() != Some(cx.address()) {
            let why = format!("{} is there, and its tags do not say that it is this one", self.name);
            return Err(Failure::new(Class::Invalid, "make a secret", why));
        }
        if secret.deleted_date().is_some() {
            let secrets = &cx.cloud.secrets;
            cx.write(RESTORE, |_| {
                send(RESTORE, secrets.restore_secret().secret_id(id).send())
            })
            .await?;
        }
        let same = [
            ("description", secret.description() == Some(&self.description)),
            ("recovery_days", tags.get(RECOVERY) == Some(&self.recovery_tag())),
        ];
        let changed: Vec<String> = same
            .into_iter()
            .filter(|(_, is_same)| !is_same)
            .map(|(field, _)| field.to_owned())
            .collect();
        self.update(cx, self.made(secret.arn())?, &changed).await
    }
}

pub(super) async fn tag(cx: &Cx<'_, Aws, Call<'_>>, id: &str, tags: &Tags) -> Result<(), Failure> {
    cx.write(TAG, |_| {
        let request = cx.cloud.secrets.tag_resource().secret_id(id);
        send(TAG, request.set_tags(Some(written(tags))).send())
    })
    .await
    .map(drop)
}
