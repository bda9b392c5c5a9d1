//! The documents that say what must be true of the bucket.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, NoncurrentVersionExpiration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging,
};
use engine::Failure;
use serde_json::{Value, json};

use crate::operation::built;
use crate::s3::lease_object::KEY;
use crate::tags::Tags;

pub(super) fn tls_only(bucket: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            // IAM compares names of actions without their case. An emulator that does not look at conditions
            // compares with it, and would deny us everything.
            "Action": "S3:*",
            "Resource": [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    })
}

pub(super) fn encryption() -> Result<ServerSideEncryptionConfiguration, Failure> {
    let default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256);
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(built(default.build())?);
    built(ServerSideEncryptionConfiguration::builder().rules(rule.build()).build())
}

pub(super) fn lifecycle() -> Result<BucketLifecycleConfiguration, Failure> {
    let rule = |id: &str, prefix: &str| {
        let filter = LifecycleRuleFilter::builder().prefix(prefix).build();
        LifecycleRule::builder()
            .id(id)
            .status(ExpirationStatus::Enabled)
            .filter(filter)
    };
    // A release leaves a marker, which goes once nothing is behind it.
    let leases = rule("leases", KEY)
        .noncurrent_version_expiration(NoncurrentVersionExpiration::builder().noncurrent_days(1).build())
        .expiration(
            LifecycleExpiration::builder()
                .expired_object_delete_marker(true)
                .build(),
        );
    let uploads = rule("uploads", "").abort_incomplete_multipart_upload(
        AbortIncompleteMultipartUpload::builder()
            .days_after_initiation(1)
            .build(),
    );
    let rules = BucketLifecycleConfiguration::builder()
        .rules(built(leases.build())?)
        .rules(built(uploads.build())?);
    built(rules.build())
}

fn is_about(rule: &LifecycleRule, prefix: &str) -> bool {
    let filter = rule.filter().and_then(LifecycleRuleFilter::prefix).unwrap_or_default();
    rule.status() == &ExpirationStatus::Enabled && filter == prefix
}

pub(super) fn expires_leases(rule: &LifecycleRule) -> bool {
    let days = rule
        .noncurrent_version_expiration()
        .and_then(NoncurrentVersionExpiration::noncurrent_days);
    is_about(rule, KEY) && days == Some(1)
}

pub(super) fn expires_uploads(rule: &LifecycleRule) -> bool {
    let uploads = rule.abort_incomplete_multipart_upload();
    is_about(rule, "") && uploads.and_then(AbortIncompleteMultipartUpload::days_after_initiation) == Some(1)
}

/// With the tags that somebody else has put there.
pub(super) fn tagging(there: &Tags, ours: &Tags) -> Result<Tagging, Failure> {
    let others = there.iter().filter(|(key, _)| ours.get(key).is_none());
    let tags = ours
        .iter()
        .chain(others)
        .map(|(key, value)| built(Tag::builder().key(key).value(value).build()));
    built(
        Tagging::builder()
            .set_tag_set(Some(tags.collect::<Result<_, _>>()?))
            .build(),
    )
}
