//! What must be true of our bucket: read as measures in words, so that a plan can say which one is missing, and written
//! all together.

mod documents;
mod seen;

use aws_sdk_s3::types::{BucketVersioningStatus, PublicAccessBlockConfiguration, VersioningConfiguration};
use engine::{Call, Cx, Failure, Look, Operation};
use futures_util::future::{try_join, try_join3};

use self::documents::{encryption, expires_leases, expires_uploads, lifecycle, tagging, tls_only};
use self::seen::Site;
use crate::Aws;
use crate::operation::{operation, send_to_new};
use crate::tags::Tags;

const VERSIONED: &str = "old versions are kept";
const ENCRYPTED: &str = "encrypted";
const PRIVATE: &str = "no public access";
const TLS_ONLY: &str = "TLS only";
const LEASES_EXPIRE: &str = "old versions of the lease expire after a day";
const UPLOADS_EXPIRE: &str = "unfinished uploads expire after a day";
const TAGGED: &str = "tagged";

pub(super) const MEASURES: [&str; 7] = [
    VERSIONED,
    ENCRYPTED,
    PRIVATE,
    TLS_ONLY,
    LEASES_EXPIRE,
    UPLOADS_EXPIRE,
    TAGGED,
];

/// Both rules that make something expire are one document.
pub(super) const WRITES: usize = MEASURES.len() - 1;

const WRITE_ACCESS: Operation = operation("s3", "PutPublicAccessBlock");
const WRITE_ENCRYPTION: Operation = operation("s3", "PutBucketEncryption");
const WRITE_LIFECYCLE: Operation = operation("s3", "PutBucketLifecycleConfiguration");
const WRITE_POLICY: Operation = operation("s3", "PutBucketPolicy");
const WRITE_TAGS: Operation = operation("s3", "PutBucketTagging");
const WRITE_VERSIONING: Operation = operation("s3", "PutBucketVersioning");

/// The measures that are taken.
pub(super) async fn read(cx: &Cx<'_, Aws, Look<'_>>, bucket: &str) -> Result<Vec<&'static str>, Failure> {
    let look = Site {
        look: cx,
        aws: cx.cloud,
        bucket,
    };
    let (first, second) = try_join(
        try_join3(look.is_versioned(), look.is_encrypted(), look.is_private()),
        try_join3(look.is_tls_only(), look.lifecycle(), look.tags()),
    )
    .await?;
    let ((is_versioned, is_encrypted, is_private), (is_tls_only, rules, tags)) = (first, second);
    let taken = [
        (VERSIONED, is_versioned),
        (ENCRYPTED, is_encrypted),
        (PRIVATE, is_private),
        (TLS_ONLY, is_tls_only),
        (LEASES_EXPIRE, rules.iter().any(expires_leases)),
        (UPLOADS_EXPIRE, rules.iter().any(expires_uploads)),
        (TAGGED, tags.are_ours(cx.scope)),
    ];
    Ok(taken
        .into_iter()
        .filter_map(|(measure, is_taken)| is_taken.then_some(measure))
        .collect())
}

/// Takes all of them. Public access first: whatever comes after it cannot open anything.
pub(super) async fn write(cx: &Cx<'_, Aws, Call<'_>>, bucket: &str) -> Result<(), Failure> {
    let (s3, owner) = (&cx.cloud.s3, &cx.look.scope.account);
    let closed = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    cx.write(WRITE_ACCESS, |_| {
        let request = s3.put_public_access_block().bucket(bucket).expected_bucket_owner(owner);
        send_to_new(
            WRITE_ACCESS,
            request.public_access_block_configuration(closed.clone()).send(),
        )
    })
    .await?;
    let policy = tls_only(bucket).to_string();
    cx.write(WRITE_POLICY, |_| {
        let request = s3.put_bucket_policy().bucket(bucket).expected_bucket_owner(owner);
        send_to_new(WRITE_POLICY, request.policy(&policy).send())
    })
    .await?;
    let encryption = encryption()?;
    cx.write(WRITE_ENCRYPTION, |_| {
        let request = s3.put_bucket_encryption().bucket(bucket).expected_bucket_owner(owner);
        let request = request.server_side_encryption_configuration(encryption.clone());
        send_to_new(WRITE_ENCRYPTION, request.send())
    })
    .await?;
    let versions = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .build();
    cx.write(WRITE_VERSIONING, |_| {
        let request = s3.put_bucket_versioning().bucket(bucket).expected_bucket_owner(owner);
        send_to_new(
            WRITE_VERSIONING,
            request.versioning_configuration(versions.clone()).send(),
        )
    })
    .await?;
    let lifecycle = lifecycle()?;
    cx.write(WRITE_LIFECYCLE, |_| {
        let request = s3
            .put_bucket_lifecycle_configuration()
            .bucket(bucket)
            .expected_bucket_owner(owner);
        send_to_new(
            WRITE_LIFECYCLE,
            request.lifecycle_configuration(lifecycle.clone()).send(),
        )
    })
    .await?;
    let look = Site {
        look: &cx.look,
        aws: cx.cloud,
        bucket,
    };
    let tagging = tagging(&look.tags().await?, &Tags::of(cx))?;
    cx.write(WRITE_TAGS, |_| {
        let request = s3.put_bucket_tagging().bucket(bucket).expected_bucket_owner(owner);
        send_to_new(WRITE_TAGS, request.tagging(tagging.clone()).send())
    })
    .await
    .map(drop)
}
