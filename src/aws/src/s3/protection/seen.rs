//! What somebody who looks at the bucket sees of each measure.

use aws_sdk_s3::types::{BucketVersioningStatus, LifecycleRule, ServerSideEncryption, ServerSideEncryptionRule};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use engine::{Failure, Look, Operation};
use serde_json::Value;

use super::documents::tls_only;
use crate::Aws;
use crate::operation::{if_there, operation, send};
use crate::tags::Tags;

const READ_ACCESS: Operation = operation("s3", "GetPublicAccessBlock");
const READ_ENCRYPTION: Operation = operation("s3", "GetBucketEncryption");
const READ_LIFECYCLE: Operation = operation("s3", "GetBucketLifecycleConfiguration");
const READ_POLICY: Operation = operation("s3", "GetBucketPolicy");
const READ_TAGS: Operation = operation("s3", "GetBucketTagging");
const READ_VERSIONING: Operation = operation("s3", "GetBucketVersioning");

/// Where to look.
pub(super) struct Site<'a> {
    pub look: &'a Look<'a>,
    pub aws: &'a Aws,
    pub bucket: &'a str,
}

impl Site<'_> {
    pub async fn is_versioned(&self) -> Result<bool, Failure> {
        let asked = self.look.read(READ_VERSIONING, || {
            let request = self.aws.s3.get_bucket_versioning().bucket(self.bucket);
            let sending = Box::pin(request.expected_bucket_owner(&self.look.scope.account).send());
            async {
                match sending.await {
                    Err(error) if is_misnamed(&error) => Ok(says_enabled(&error)),
                    answer => {
                        let answer = send(READ_VERSIONING, std::future::ready(answer)).await?;
                        Ok(answer.status() == Some(&BucketVersioningStatus::Enabled))
                    }
                }
            }
        });
        Ok(if_there(asked.await)?.unwrap_or_default())
    }

    /// S3 encrypts by itself what nobody says anything about; this is about who says something else.
    pub async fn is_encrypted(&self) -> Result<bool, Failure> {
        let asked = self.look.read(READ_ENCRYPTION, || {
            let request = self.aws.s3.get_bucket_encryption().bucket(self.bucket);
            send(
                READ_ENCRYPTION,
                request.expected_bucket_owner(&self.look.scope.account).send(),
            )
        });
        let answer = if_there(asked.await)?.and_then(|answer| answer.server_side_encryption_configuration);
        let algorithm = |rule: &ServerSideEncryptionRule| {
            let default = rule.apply_server_side_encryption_by_default()?;
            Some(default.sse_algorithm() == &ServerSideEncryption::Aes256)
        };
        Ok(answer.is_some_and(|answer| answer.rules().iter().any(|rule| algorithm(rule) == Some(true))))
    }

    pub async fn is_private(&self) -> Result<bool, Failure> {
        let asked = self.look.read(READ_ACCESS, || {
            let request = self.aws.s3.get_public_access_block().bucket(self.bucket);
            send(
                READ_ACCESS,
                request.expected_bucket_owner(&self.look.scope.account).send(),
            )
        });
        let answer = if_there(asked.await)?.and_then(|answer| answer.public_access_block_configuration);
        Ok(answer.is_some_and(|block| {
            let all = [
                block.block_public_acls(),
                block.ignore_public_acls(),
                block.block_public_policy(),
                block.restrict_public_buckets(),
            ];
            all.iter().all(|is_blocked| *is_blocked == Some(true))
        }))
    }

    /// Somebody may have added to the policy; our statement has to be in it as we wrote it.
    pub async fn is_tls_only(&self) -> Result<bool, Failure> {
        let asked = self.look.read(READ_POLICY, || {
            let request = self.aws.s3.get_bucket_policy().bucket(self.bucket);
            send(
                READ_POLICY,
                request.expected_bucket_owner(&self.look.scope.account).send(),
            )
        });
        let policy: Option<Value> =
            if_there(asked.await)?.and_then(|answer| serde_json::from_str(answer.policy()?).ok());
        let wanted = tls_only(self.bucket);
        let statements = policy.as_ref().and_then(|policy| policy.get("Statement")?.as_array());
        Ok(statements.is_some_and(|statements| statements.contains(&wanted["Statement"][0])))
    }

    pub async fn lifecycle(&self) -> Result<Vec<LifecycleRule>, Failure> {
        let asked = self.look.read(READ_LIFECYCLE, || {
            let request = self.aws.s3.get_bucket_lifecycle_configuration().bucket(self.bucket);
            send(
                READ_LIFECYCLE,
                request.expected_bucket_owner(&self.look.scope.account).send(),
            )
        });
        Ok(if_there(asked.await)?
            .and_then(|answer| answer.rules)
            .unwrap_or_default())
    }

    pub async fn tags(&self) -> Result<Tags, Failure> {
        let asked = self.look.read(READ_TAGS, || {
            let request = self.aws.s3.get_bucket_tagging().bucket(self.bucket);
            send(
                READ_TAGS,
                request.expected_bucket_owner(&self.look.scope.account).send(),
            )
        });
        let tags = if_there(asked.await)?.map(|answer| answer.tag_set).unwrap_or_default();
        Ok(tags.iter().map(|tag| (tag.key(), tag.value())).collect())
    }
}

/// An emulator gives the document that says whether there are versions another name than S3 does.
fn is_misnamed<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|answer| answer.status().is_success())
}

fn says_enabled<E>(error: &SdkError<E, HttpResponse>) -> bool {
    let body = error.raw_response().and_then(|answer| answer.body().bytes());
    body.is_some_and(|body| String::from_utf8_lossy(body).contains("<Status>Enabled</Status>"))
}
