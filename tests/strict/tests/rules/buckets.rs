//! S3.

use http::Method;

use crate::aws::{Aws, Reply, quick, slow};
use crate::story::{bites, bites_in, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_has_a_name_and_a_place() {
    for name in ["Capital", "ab", "192.168.0.1", "a..b", "xn--b", "under_score"] {
        refused("bucket-name-form", "InvalidBucketName", async |aws| {
            aws.s3(Method::PUT, &format!("/{name}"), &[]).await
        })
        .await;
    }
    refused("bucket-location", "InvalidLocationConstraint", async |aws| {
        let headers = [("content-type", "application/xml")];
        aws.s3_body(Method::PUT, &bucket(aws), &headers, &place("us-east-1"))
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_made_once_outside_of_the_first_region() {
    let aws = Aws::with(quick().await).await.in_region("eu-west-1");
    let headers = [("content-type", "application/xml")];
    let made = async || {
        aws.s3_body(Method::PUT, &bucket(&aws), &headers, &place("eu-west-1"))
            .await
    };
    made().await.ok();
    assert_eq!(made().await.code().as_deref(), Some("BucketAlreadyOwnedByYou"));
    // Kept where the documentation says so: "bucket-unique".
    let first = Aws::with(quick().await).await;
    first.s3(Method::PUT, &bucket(&first), &[]).await.ok();
    first.s3(Method::PUT, &bucket(&first), &[]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_empty_of_versions_too_before_it_is_deleted_and_its_name_rests() {
    // Kept whatever the emulator does: "bucket-empty-before-deletion".
    let aws = Aws::with(quick().await).await;
    let bucket = bucket(&aws);
    aws.s3(Method::PUT, &bucket, &[]).await.ok();
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let headers = [("content-type", "application/xml")];
    aws.s3_body(Method::PUT, &format!("{bucket}?versioning"), &headers, versioning)
        .await
        .ok();
    aws.s3(Method::PUT, &format!("{bucket}/o"), &[]).await.ok();
    aws.s3(Method::DELETE, &format!("{bucket}/o"), &[]).await.ok();
    let refused = aws.s3(Method::DELETE, &bucket, &[]).await;
    assert_eq!(refused.code().as_deref(), Some("BucketNotEmpty"), "{}", refused.body);

    bites_in(
        slow().await,
        "bucket-name-free-after-deletion",
        "OperationAborted",
        async |aws| {
            let bucket = self::bucket(aws);
            aws.s3(Method::PUT, &bucket, &[]).await.ok();
            aws.s3(Method::DELETE, &bucket, &[]).await.ok();
            aws.s3(Method::PUT, &bucket, &[]).await
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_write_under_a_condition_one_wins_and_none_hears_anything_but_412_and_409() {
    // The 409 is "object-conditions-conflict".
    let aws = Aws::with(quick().await).await;
    let bucket = bucket(&aws);
    aws.s3(Method::PUT, &bucket, &[]).await.ok();
    let path = format!("{bucket}/o");
    let write = async || aws.s3(Method::PUT, &path, &[("if-none-match", "*")]).await;
    let (a, b, c, d) = tokio::join!(write(), write(), write(), write());
    let mut replies: Vec<Reply> = vec![a, b, c, d];
    replies.push(write().await);
    let codes: Vec<Option<String>> = replies.iter().map(Reply::code).collect();
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    let known = ["ConditionalRequestConflict", "PreconditionFailed"];
    assert!(
        codes.iter().flatten().all(|code| known.contains(&code.as_str())),
        "{codes:?}"
    );
    assert_eq!(codes[4].as_deref(), Some("PreconditionFailed"));
    assert!(
        codes.contains(&Some("ConditionalRequestConflict".to_owned())),
        "{codes:?}"
    );

    bites("object-condition-form", "NotImplemented", async |aws| {
        let bucket = self::bucket(aws);
        aws.s3(Method::PUT, &bucket, &[]).await.ok();
        aws.s3(Method::PUT, &format!("{bucket}/o"), &[("if-none-match", "\"etag\"")])
            .await
    })
    .await;
}

fn place(region: &str) -> String {
    format!("<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>")
}

/// Names are shared by all accounts.
fn bucket(aws: &Aws) -> String {
    format!("/strict-{}", aws.account())
}
