//! Keys that never leave AWS.

mod alias;
mod key;

use aws_sdk_kms::types::AliasListEntry;
use engine::{Failure, Look, Operation};

pub use alias::Alias;
pub use key::Key;

use crate::Aws;
use crate::operation::{operation, send};

const LIST_ALIASES: Operation = operation("kms", "ListAliases");

/// All of the account and region, AWS's own too.
async fn list_aliases(look: &Look<'_>, aws: &Aws) -> Result<Vec<AliasListEntry>, Failure> {
    look.read(LIST_ALIASES, || {
        let pages = aws.kms.list_aliases().into_paginator();
        send(LIST_ALIASES, pages.items().send().collect::<Result<Vec<_>, _>>())
    })
    .await
}
