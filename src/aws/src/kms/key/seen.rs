//! Which keys are ours, and what they are like.

use std::collections::BTreeSet;

use aws_sdk_kms::types::{KeyMetadata, KeyState};
use engine::{Call, Class, Cx, Failure, Found, Look, Operation, State};
use futures_util::future::{try_join, try_join_all};
use serde_json::json;

use super::WINDOW;
use crate::Aws;
use crate::kms::alias::prefix;
use crate::kms::list_aliases;
use crate::operation::{operation, send};
use crate::tags::Tags;

const LIST: Operation = operation("kms", "ListKeys");
const READ: Operation = operation("kms", "DescribeKey");
const READ_ROTATION: Operation = operation("kms", "GetKeyRotationStatus");
const READ_TAGS: Operation = operation("kms", "ListResourceTags");

/// The longest: for a key whose tag somebody has taken off.
const CAREFUL_WINDOW: u8 = 30;

/// The keys of the environment, those that wait for their deletion too. Tags are all that tells, and there is one call
/// for each key's: keys under somebody else's alias are not asked for.
pub(super) async fn list(look: &Look<'_>, aws: &Aws) -> Result<Vec<(String, Tags)>, Failure> {
    let all = look.read(LIST, || {
        let pages = aws.kms.list_keys().into_paginator();
        send(LIST, pages.items().send().collect::<Result<Vec<_>, _>>())
    });
    let (keys, aliases) = try_join(all, list_aliases(look, aws)).await?;
    let prefix = prefix(look.scope);
    let is_other = |name: &str| !name.starts_with(&prefix);
    let others: BTreeSet<&str> = aliases
        .iter()
        .filter(|alias| alias.alias_name().is_some_and(is_other))
        .filter_map(|alias| alias.target_key_id())
        .collect();
    let ids = keys
        .iter()
        .filter_map(|key| key.key_id())
        .filter(|id| !others.contains(id));
    let tagged = try_join_all(ids.map(|id| async move { Ok((id.to_owned(), tags(look, aws, id).await?)) })).await?;
    Ok(tagged
        .into_iter()
        .filter(|(_, tags)| tags.are_ours(look.scope))
        .collect())
}

async fn tags(look: &Look<'_>, aws: &Aws, id: &str) -> Result<Tags, Failure> {
    let asked = look
        .read(READ_TAGS, || {
            let pages = aws.kms.list_resource_tags().key_id(id).into_paginator();
            send(READ_TAGS, pages.items().send().collect::<Result<Vec<_>, _>>())
        })
        .await;
    match asked {
        Ok(tags) => Ok(tags.iter().map(|tag| (tag.tag_key(), tag.tag_value())).collect()),
        // Its own policy keeps us out: ours let the account in. And one may go while it is looked at.
        Err(failure) if failure.class == Class::NotFound || failure.message.contains("resource-based policy") => {
            Ok(Tags::default())
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn as_found(look: &Look<'_>, aws: &Aws, id: &str, tags: &Tags) -> Result<Found, Failure> {
    let rotation = look.read(READ_ROTATION, || {
        send(READ_ROTATION, aws.kms.get_key_rotation_status().key_id(id).send())
    });
    let (key, rotation) = try_join(read(look, aws, id), rotation).await?;
    let window_days = tags.parsed(WINDOW).unwrap_or(CAREFUL_WINDOW);
    // One that is switched off has to be switched on with whatever rotation is asked for.
    let is_on = key.key_state() != Some(&KeyState::Disabled);
    Ok(Found {
        address: tags.address(look.scope),
        id: id.to_owned(),
        born: key.creation_date().and_then(|at| u64::try_from(at.secs()).ok()),
        out: json!({ "id": id, "arn": key.arn(), "window_days": window_days }),
        seen: json!({
            "description": key.description(),
            "rotation": is_on.then_some(rotation.key_rotation_enabled()),
            "window_days": tags.parsed::<u8>(WINDOW),
        }),
        state: state(&key),
        owner: tags.owner(look.scope),
    })
}

fn state(key: &KeyMetadata) -> State {
    match key.key_state() {
        Some(KeyState::PendingDeletion) => State::Kept(match key.deletion_date() {
            Some(at) => format!("AWS deletes it on {}", date(at.secs())),
            None => "AWS deletes it when its window has passed".to_owned(),
        }),
        Some(KeyState::Creating | KeyState::Updating) => State::Pending,
        _ => State::Ready,
    }
}

fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.strftime("%Y-%m-%d").to_string())
}

pub(super) async fn read(look: &Look<'_>, aws: &Aws, id: &str) -> Result<KeyMetadata, Failure> {
    let answer = look
        .read(READ, || send(READ, aws.kms.describe_key().key_id(id).send()))
        .await?;
    let nothing = || Failure::new(Class::Lost, "call kms:DescribeKey", "the answer has no key");
    answer.key_metadata.ok_or_else(nothing)
}

/// What was made at this address before and is still there: the youngest.
pub(super) async fn left(cx: &Cx<'_, Aws, Call<'_>>) -> Result<Option<KeyMetadata>, Failure> {
    let keys = list(&cx.look, cx.cloud).await?;
    let here = keys
        .iter()
        .filter(|(_, tags)| tags.address(cx.look.scope).as_ref() == Some(cx.address()));
    let mut keys = try_join_all(here.map(|(id, _)| read(&cx.look, cx.cloud, id))).await?;
    keys.sort_by_key(|key| key.creation_date().map(aws_smithy_types::DateTime::secs));
    Ok(keys.pop())
}
