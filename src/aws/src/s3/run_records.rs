//! What runs leave behind in the environment's bucket: who did what to it, and how that ended.

use std::sync::Arc;

use aws_sdk_s3::primitives::{AggregatedBytes, ByteStream, ByteStreamError};
use engine::{Class, Failure, Operation, Scope};

use super::bucket_name;
use crate::Aws;
use crate::operation::{again, operation, send};

pub struct RunRecords {
    aws: Arc<Aws>,
    bucket: String,
}

const PREFIX: &str = "runs/";

const PUT: Operation = operation("s3", "PutObject");
const LIST: Operation = operation("s3", "ListObjectsV2");
const GET: Operation = operation("s3", "GetObject");

impl RunRecords {
    pub fn new(aws: &Arc<Aws>, scope: &Scope) -> Self {
        Self {
            aws: Arc::clone(aws),
            bucket: bucket_name(scope),
        }
    }

    /// Names sort by time, so `name` begins with one.
    pub async fn put(&self, name: &str, record: Vec<u8>) -> Result<(), Failure> {
        let put = again(|| {
            let request = self.aws.s3.put_object().bucket(&self.bucket);
            let request = request
                .key(format!("{PREFIX}{name}"))
                .body(ByteStream::from(record.clone()));
            send(PUT, request.content_type("application/json").send())
        });
        put.await.map(drop)
    }

    /// Every record with its name, the oldest first.
    pub async fn all(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let listed = again(|| {
            let pages = self.aws.s3.list_objects_v2().bucket(&self.bucket).prefix(PREFIX);
            send(LIST, pages.into_paginator().send().collect::<Result<Vec<_>, _>>())
        });
        let mut records = Vec::new();
        for page in listed.await? {
            for key in page.contents().iter().filter_map(|object| object.key()) {
                let name = key.strip_prefix(PREFIX).unwrap_or(key).to_owned();
                records.push((name, self.get(key).await?));
            }
        }
        Ok(records)
    }

    async fn get(&self, key: &str) -> Result<Vec<u8>, Failure> {
        let got = again(|| send(GET, self.aws.s3.get_object().bucket(&self.bucket).key(key).send()));
        let object = got.await?;
        let body = object.body.collect().await;
        let lost = |error: ByteStreamError| Failure::new(Class::Lost, "call s3:GetObject", error.to_string());
        body.map(AggregatedBytes::to_vec).map_err(lost)
    }
}
