//! `s3/bucket`: the foundation. Holds the lease, run records and packages; made first, emptied and removed last.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, Tag};
use engine::{
    Act, Address, Call, Class, Cx, Failure, Found, Kind, Look, Operation, Owner, RepeatSafety, Resource, Scope, State,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::contents::empty;
use super::protection;
use crate::Aws;
use crate::operation::{built, operation, send};
use crate::tags::Tags;

/// There is one in each environment.
pub const ADDRESS: &str = "foundation/bucket";

#[derive(Debug, Serialize, Deserialize)]
pub struct Bucket {
    /// Everything but its name is one decision: what must be true of it, in words. See [`Bucket::protected`].
    pub policy: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct BucketOut {
    /// Its name.
    pub id: String,
}

impl Kind for Bucket {
    const KIND: &'static str = "s3/bucket";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const AFTER_CREATE: &'static [&'static str] = &["policy"];
    const UNORDERED: &'static [&'static str] = &["policy"];
    const WRITES: fn(Act, &[String]) -> usize = |act, _| match act {
        Act::Update => protection::WRITES,
        // A thousand objects, which are the records of hundreds of runs, and then the bucket.
        Act::Delete => 2,
        _ => 1,
    };

    fn names(&self, scope: &Scope, _: &Address) -> BTreeMap<String, Value> {
        BTreeMap::from([("name".to_owned(), Value::from(bucket_name(scope)))])
    }
}

impl Bucket {
    /// Old versions kept, encrypted, private, TLS only; what nobody misses expires.
    pub fn protected() -> Self {
        Self {
            policy: protection::MEASURES.map(str::to_owned).to_vec(),
        }
    }
}

/// Bucket names are shared by everybody: account and region make ours unique.
pub fn bucket_name(scope: &Scope) -> String {
    format!("logline-{}-{}-{}", scope.environment, scope.account, scope.region)
}

const CREATE: Operation = operation("s3", "CreateBucket");
const DELETE: Operation = operation("s3", "DeleteBucket");
const HEAD: Operation = operation("s3", "HeadBucket");
const LIST: Operation = operation("s3", "ListBuckets");

/// Something may still be written while it is emptied.
const ROUNDS: usize = 3;

impl Resource for Bucket {
    type Cloud = Aws;
    type Out = BucketOut;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let name = bucket_name(cx.scope);
        let (owner, policy) = match presence(cx, &name).await? {
            Presence::None => return Ok(Vec::new()),
            Presence::Elsewhere => (Owner::Foreign, None),
            // It has our account and region in its name and is in our account: nobody else's.
            Presence::Here => (Owner::Ours, Some(protection::read(cx, &name).await?)),
        };
        Ok(vec![Found {
            address: Some(Address::new(ADDRESS)),
            id: name.clone(),
            born: None,
            out: json!({ "id": name }),
            seen: json!({ "policy": policy }),
            state: State::Ready,
            owner,
        }])
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<BucketOut, Failure> {
        let scope = cx.look.scope;
        let name = bucket_name(scope);
        let tags = Tags::of(cx);
        let tags = tags
            .iter()
            .map(|(key, value)| built(Tag::builder().key(key).value(value).build()));
        let tags: Vec<Tag> = tags.collect::<Result<_, _>>()?;
        // The first region of all has no name here.
        let region = (scope.region != "us-east-1").then(|| BucketLocationConstraint::from(scope.region.as_str()));
        let place = CreateBucketConfiguration::builder()
            .set_location_constraint(region)
            .set_tags(Some(tags))
            .build();
        cx.write(CREATE, |_| {
            let request = cx.cloud.s3.create_bucket().bucket(&name);
            let sending = request.create_bucket_configuration(place.clone()).send();
            async {
                send(CREATE, sending).await.map_err(|failure| match failure.class {
                    // One of this name was deleted a moment ago.
                    Class::Busy => Failure {
                        class: Class::Propagating,
                        ..failure
                    },
                    _ => failure,
                })
            }
        })
        .await?;
        Ok(BucketOut { id: name })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: BucketOut, _: &[String]) -> Result<BucketOut, Failure> {
        protection::write(cx, &out.id).await?;
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: BucketOut) -> Result<(), Failure> {
        let mut round = 1;
        loop {
            empty(cx, &out.id).await?;
            let deleted = cx
                .write(DELETE, |_| {
                    let request = cx.cloud.s3.delete_bucket().bucket(&out.id);
                    send(DELETE, request.expected_bucket_owner(&cx.look.scope.account).send())
                })
                .await;
            match deleted {
                Err(failure) if failure.message.starts_with("BucketNotEmpty") && round < ROUNDS => round += 1,
                deleted => return deleted.map(drop),
            }
        }
    }
}

enum Presence {
    None,
    Here,
    /// In another account, or in another region of ours.
    Elsewhere,
}

async fn presence(cx: &Cx<'_, Aws, Look<'_>>, name: &str) -> Result<Presence, Failure> {
    let asked = cx
        .read(HEAD, || {
            let request = cx.cloud.s3.head_bucket().bucket(name);
            let sending = Box::pin(request.expected_bucket_owner(&cx.scope.account).send());
            async {
                let answer = sending.await;
                let status = answer
                    .as_ref()
                    .err()
                    .and_then(|error| error.raw_response())
                    .map(|raw| raw.status().as_u16());
                match status {
                    Some(301 | 307) => Ok(Presence::Elsewhere),
                    _ => send(HEAD, std::future::ready(answer))
                        .await
                        .map(|head| match head.bucket_region() {
                            Some(region) if region != cx.scope.region => Presence::Elsewhere,
                            _ => Presence::Here,
                        }),
                }
            }
        })
        .await;
    match asked {
        Err(failure) if failure.class == Class::NotFound => Ok(Presence::None),
        // Somebody else's, or ours and we may not look: our own list tells which.
        Err(failure) if failure.class == Class::Denied => {
            let list = cx
                .read(LIST, || send(LIST, cx.cloud.s3.list_buckets().prefix(name).send()))
                .await;
            match list {
                Ok(list) if !list.buckets().iter().any(|bucket| bucket.name() == Some(name)) => Ok(Presence::Elsewhere),
                _ => Err(failure),
            }
        }
        asked => asked,
    }
}
