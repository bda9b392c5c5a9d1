//! Which secrets there are, and what AWS says about each.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput as Description;
use aws_sdk_secretsmanager::operation::list_secrets::ListSecretsOutput;
use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType};
use aws_smithy_types::date_time::Format;
use engine::{Class, Failure, Look, Operation, Scope};
use futures_util::future::try_join_all;

use crate::Aws;
use crate::operation::{operation, send};
use crate::tags::Tags;

const LIST: Operation = operation("secretsmanager", "ListSecrets");
const READ: Operation = operation("secretsmanager", "DescribeSecret");

/// What the names of an environment's secrets begin with.
pub(super) fn prefix(scope: &Scope) -> String {
    format!("logline/{}/", scope.environment)
}

/// The list may be five minutes late with what it says about a secret; asked for alone, each is as it is now.
pub(super) async fn list(aws: &Aws, look: &Look<'_>) -> Result<Vec<Description>, Failure> {
    let prefix = prefix(look.scope);
    let pages = look
        .read(LIST, || {
            let filter = Filter::builder()
                .key(FilterNameStringType::Name)
                .values(&prefix)
                .build();
            let request = aws
                .secrets
                .list_secrets()
                .include_planned_deletion(true)
                .filters(filter);
            send(LIST, request.into_paginator().send().collect::<Result<Vec<_>, _>>())
        })
        .await?;
    let named = pages
        .iter()
        .flat_map(ListSecretsOutput::secret_list)
        .filter_map(|entry| {
            entry
                .arn()
                .filter(|_| entry.name().is_some_and(|name| name.starts_with(&prefix)))
        });
    let described = try_join_all(named.map(|arn| describe(aws, look, arn))).await?;
    Ok(described.into_iter().flatten().collect())
}

/// By name or ARN; none if there is no such secret.
pub(super) async fn describe(aws: &Aws, look: &Look<'_>, id: &str) -> Result<Option<Description>, Failure> {
    let described = look
        .read(READ, || send(READ, aws.secrets.describe_secret().secret_id(id).send()))
        .await;
    match described {
        Ok(description) => Ok(Some(description)),
        Err(failure) if failure.class == Class::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

pub(super) fn tags(description: &Description) -> Tags {
    description
        .tags()
        .iter()
        .filter_map(|tag| Some((tag.key()?, tag.value()?)))
        .collect()
}

/// The day after which AWS deletes it, if it does.
pub(super) fn end(description: &Description) -> Option<String> {
    let text = description.deleted_date()?.fmt(Format::DateTime).unwrap_or_default();
    Some(text.split('T').next().unwrap_or_default().to_owned())
}
