//! What may be a tag.

use serde_json::json;

use crate::aws::{Aws, Reply};
use crate::story::bites;

async fn tagged(aws: &Aws, kind: &str, tags: &[(&str, &str)]) -> Reply {
    let tag = |(number, (key, value)): (u32, &(&str, &str))| {
        format!("&TagSpecification.1.Tag.{number}.Key={key}&TagSpecification.1.Tag.{number}.Value={value}")
    };
    let tags: Vec<String> = (1..).zip(tags).map(tag).collect();
    let form = format!(
        "CidrBlock=10.0.0.0/16&TagSpecification.1.ResourceType={kind}{}",
        tags.concat()
    );
    aws.ec2("CreateVpc", &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_have_lengths_a_number_and_keys_of_their_own() {
    let value = "InvalidParameterValue";
    let (key, long) = ("k".repeat(129), "v".repeat(257));
    bites("tag-key-length", value, async |aws| {
        tagged(aws, "vpc", &[(&key, "v")]).await
    })
    .await;
    bites("tag-value-length", value, async |aws| {
        tagged(aws, "vpc", &[("k", &long)]).await
    })
    .await;
    bites("tag-key-not-reserved", value, async |aws| {
        tagged(aws, "vpc", &[("aws:k", "v")]).await
    })
    .await;
    bites("tag-keys-differ", value, async |aws| {
        tagged(aws, "vpc", &[("k", "v"), ("k", "w")]).await
    })
    .await;
    bites("tag-specification-of-its-kind", value, async |aws| {
        tagged(aws, "subnet", &[("k", "v")]).await
    })
    .await;
    let keys: Vec<String> = (0..51).map(|n| format!("k{n}")).collect();
    let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
    bites("tags-not-too-many", "TagLimitExceeded", async |aws| {
        tagged(aws, "vpc", &many).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_tags_in_every_protocol() {
    bites("tag-key-not-reserved", "InvalidParameterException", async |aws| {
        let tags = json!([{"Key": "aws:k", "Value": "v"}]);
        aws.secrets("CreateSecret", json!({"Name": "s", "SecretString": "x", "Tags": tags}))
            .await
    })
    .await;
    bites("tag-key-not-reserved", "TagException", async |aws| {
        aws.kms("CreateKey", json!({"Tags": [{"TagKey": "aws:k", "TagValue": "v"}]}))
            .await
    })
    .await;
    bites("tag-key-not-reserved", "InvalidParameterException", async |aws| {
        aws.logs("CreateLogGroup", json!({"logGroupName": "g", "tags": {"aws:k": "v"}}))
            .await
    })
    .await;
    bites("tag-key-not-reserved", "InvalidParameterValue", async |aws| {
        aws.database("Tags.Tag.1.Key=aws:k&Tags.Tag.1.Value=v").await
    })
    .await;
}
