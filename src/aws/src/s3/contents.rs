//! What is in a bucket, and how it gets out.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use engine::{Call, Class, Cx, Failure, Operation};

use super::lease_object::KEY;
use crate::Aws;
use crate::operation::{built, operation, send};

const DELETE: Operation = operation("s3", "DeleteObjects");
const LIST: Operation = operation("s3", "ListObjectVersions");

/// Every version and every marker, but for the lease of somebody who holds it right now.
pub(super) async fn empty(cx: &Cx<'_, Aws, Call<'_>>, bucket: &str) -> Result<(), Failure> {
    loop {
        let contents = list(cx, bucket).await?;
        if contents.old.is_empty() && contents.is_leased {
            let held = "somebody holds the lease that is in it";
            return Err(Failure::new(Class::DependencyHeld, format!("empty {bucket}"), held));
        }
        if contents.old.is_empty() {
            return Ok(());
        }
        delete(cx, bucket, contents.old).await?;
    }
}

struct Contents {
    old: Vec<ObjectIdentifier>,
    is_leased: bool,
}

/// As many as one call deletes.
async fn list(cx: &Cx<'_, Aws, Call<'_>>, bucket: &str) -> Result<Contents, Failure> {
    let owner = &cx.look.scope.account;
    let page = cx
        .look
        .read(LIST, || {
            let request = cx.cloud.s3.list_object_versions().bucket(bucket).max_keys(1000);
            send(LIST, request.expected_bucket_owner(owner).send())
        })
        .await?;
    let is_lease = |key: Option<&str>, is_latest: Option<bool>| key == Some(KEY) && is_latest == Some(true);
    let versions = page
        .versions()
        .iter()
        .filter(|version| !is_lease(version.key(), version.is_latest()));
    let versions = versions.map(|version| (version.key(), version.version_id()));
    let markers = page
        .delete_markers()
        .iter()
        .map(|marker| (marker.key(), marker.version_id()));
    let identified = |(key, version): (Option<&str>, Option<&str>)| {
        let object = ObjectIdentifier::builder().set_key(key.map(str::to_owned));
        built(object.set_version_id(version.map(str::to_owned)).build())
    };
    Ok(Contents {
        old: versions.chain(markers).map(identified).collect::<Result<_, _>>()?,
        is_leased: page
            .versions()
            .iter()
            .any(|version| is_lease(version.key(), version.is_latest())),
    })
}

async fn delete(cx: &Cx<'_, Aws, Call<'_>>, bucket: &str, objects: Vec<ObjectIdentifier>) -> Result<(), Failure> {
    let owner = &cx.look.scope.account;
    let objects = built(Delete::builder().set_objects(Some(objects)).quiet(true).build())?;
    let answer = cx
        .write(DELETE, |_| {
            let request = cx.cloud.s3.delete_objects().bucket(bucket).expected_bucket_owner(owner);
            send(DELETE, request.delete(objects.clone()).send())
        })
        .await?;
    match answer.errors().first() {
        None => Ok(()),
        Some(error) => Err(Failure::new(
            Class::Denied,
            format!("delete {} of {bucket}", error.key().unwrap_or_default()),
            format!(
                "{}: {}",
                error.code().unwrap_or_default(),
                error.message().unwrap_or_default()
            ),
        )),
    }
}
