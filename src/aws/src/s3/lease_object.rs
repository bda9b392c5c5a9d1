//! The lease as an object: S3's conditional writes decide who of many has it.

use std::fmt::Display;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use engine::{Boxed, Condition, LeaseFault, LeaseStore, Operation, Scope, Stored};

use super::bucket_name;
use crate::Aws;
use crate::failure::failure;
use crate::operation::operation;

pub(super) const KEY: &str = "lease";

/// A renewal that hangs must leave time for the next one before the lease has died.
const ANSWER: Duration = Duration::from_secs(5);

const DELETE: Operation = operation("s3", "DeleteObject");
const READ: Operation = operation("s3", "GetObject");
const WRITE: Operation = operation("s3", "PutObject");

/// In the environment's bucket, which has to be there.
pub struct LeaseObject {
    s3: Client,
    bucket: String,
    owner: String,
}

impl LeaseObject {
    pub fn new(aws: &Aws, scope: &Scope) -> Self {
        let patience = TimeoutConfig::builder().operation_timeout(ANSWER).build();
        let config = aws.s3.config().to_builder().timeout_config(patience);
        Self {
            s3: Client::from_conf(config.build()),
            bucket: bucket_name(scope),
            owner: scope.account.clone(),
        }
    }
}

impl LeaseStore for LeaseObject {
    fn read(&self) -> Boxed<'_, Result<Option<Stored>, LeaseFault>> {
        Box::pin(async {
            let request = self
                .s3
                .get_object()
                .bucket(&self.bucket)
                .expected_bucket_owner(&self.owner);
            let object = match request.key(KEY).send().await {
                Ok(object) => object,
                Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
                Err(error) => return Err(fault(READ, &error)),
            };
            let etag = object.e_tag().unwrap_or_default().to_owned();
            let body = object.body.collect().await.map_err(|error| away(READ, &error))?;
            Ok(Some(Stored {
                body: body.to_vec(),
                etag,
            }))
        })
    }

    fn put(&self, body: Vec<u8>, condition: Condition) -> Boxed<'_, Result<String, LeaseFault>> {
        Box::pin(async {
            let request = self
                .s3
                .put_object()
                .bucket(&self.bucket)
                .expected_bucket_owner(&self.owner);
            let request = request.key(KEY).body(ByteStream::from(body));
            let request = match condition {
                Condition::Absent => request.if_none_match("*"),
                Condition::Matches(etag) => request.if_match(etag),
            };
            let answer = request.send().await.map_err(|error| fault(WRITE, &error))?;
            let etag = answer.e_tag.filter(|etag| !etag.is_empty());
            etag.ok_or_else(|| away(WRITE, &"the answer has no etag"))
        })
    }

    fn delete(&self, etag: String) -> Boxed<'_, Result<(), LeaseFault>> {
        Box::pin(async {
            let request = self
                .s3
                .delete_object()
                .bucket(&self.bucket)
                .expected_bucket_owner(&self.owner);
            let answer = request.key(KEY).if_match(etag).send().await;
            answer.map(drop).map_err(|error| fault(DELETE, &error))
        })
    }
}

/// What is to be changed and is not there any more has been given back by somebody: that is a lost condition, too.
fn fault<E>(operation: Operation, error: &SdkError<E, HttpResponse>) -> LeaseFault
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let status = error.raw_response().map(|response| response.status().as_u16());
    match (error.code(), status) {
        (Some("NoSuchKey"), _) | (_, Some(412)) => LeaseFault::Lost,
        (_, Some(409)) => LeaseFault::Retry,
        _ => LeaseFault::Away(failure(operation, error).to_string()),
    }
}

fn away(operation: Operation, why: &impl Display) -> LeaseFault {
    LeaseFault::Away(format!("cannot call s3:{}: {why}", operation.name))
}
