//! The cache.

mod parameter_group;
mod replication_group;
mod snapshot;
mod subnet_group;

use aws_sdk_elasticache::types::Tag;
use engine::{Class, Failure, Look, Operation};
use serde::{Deserialize, Serialize};

pub use parameter_group::ParameterGroup;
pub use replication_group::ReplicationGroup;
pub use snapshot::Snapshot;
pub use subnet_group::SubnetGroup;

use crate::Aws;
use crate::operation::{operation, send};
use crate::tags::Tags;

const LIST_TAGS: Operation = operation("elasticache", "ListTagsForResource");

/// What the groups give to others: their names, which are their ids.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
}

fn written(tags: &Tags) -> Vec<Tag> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// No list shows them; none if it is gone meanwhile.
async fn tags_of(aws: &Aws, look: &Look<'_>, arn: &str) -> Result<Option<Tags>, Failure> {
    let listed = look
        .read(LIST_TAGS, || {
            let request = aws.elasticache.list_tags_for_resource();
            send(LIST_TAGS, request.resource_name(arn).send())
        })
        .await;
    match listed {
        Ok(listed) => Ok(Some(
            listed
                .tag_list()
                .iter()
                .filter_map(|tag| Some((tag.key()?, tag.value()?)))
                .collect(),
        )),
        Err(failure) if failure.class == Class::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}
