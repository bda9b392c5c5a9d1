//! Secrets Manager: passwords are made here and exist nowhere else.

mod content;
mod endpoint;
mod list;
mod password;
mod secret;

use aws_sdk_secretsmanager::types::Tag;
use engine::Operation;

pub use endpoint::Endpoint;
pub use secret::Secret;

pub(crate) use content::read;

use crate::operation::operation;
use crate::tags::Tags;

const TAG: Operation = operation("secretsmanager", "TagResource");

fn written(tags: &Tags) -> Vec<Tag> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}
