use std::sync::Arc;

use aws_sdk_s3::primitives::ByteStream;
use engine::{Condition, Deaf, Graph, Holder, Lease, LeaseError, LeaseFault, LeaseStore, Problem};
use futures_util::future::join_all;

use super::emulators::both;
use super::lab::Lab;
use crate::s3::{ADDRESS, Bucket, LeaseObject, bucket_name};
use crate::{WallClock, foundation};

fn graph(lab: &Lab) -> Graph {
    let mut graph = lab.graph();
    graph.add(ADDRESS, &Bucket::protected());
    graph
}

async fn put(lab: &Lab, key: &str, body: &'static [u8]) {
    let request = lab.aws.s3.put_object().bucket(bucket_name(&lab.scope)).key(key);
    request.body(ByteStream::from_static(body)).send().await.unwrap();
}

#[tokio::test]
async fn the_bucket_is_made_protected_and_goes_with_everything_in_it() {
    for lab in both(331, foundation).await {
        lab.up(&graph(&lab)).await;
        for body in [b"first", b"again"] {
            put(&lab, "runs/1.json", body).await;
        }
        let bucket = bucket_name(&lab.scope);
        lab.aws
            .s3
            .delete_object()
            .bucket(&bucket)
            .key("runs/1.json")
            .send()
            .await
            .unwrap();
        let proof = lab.down().await;
        assert!(proof.kept.is_empty());
        assert!(lab.aws.s3.head_bucket().bucket(&bucket).send().await.is_err());
    }
}

#[tokio::test]
async fn each_measure_that_somebody_has_taken_back_is_noticed_and_taken_again() {
    for lab in both(332, foundation).await {
        let wanted = graph(&lab);
        lab.up(&wanted).await;
        let (s3, bucket) = (&lab.aws.s3, bucket_name(&lab.scope));
        s3.delete_bucket_policy().bucket(&bucket).send().await.unwrap();
        s3.delete_public_access_block().bucket(&bucket).send().await.unwrap();
        s3.delete_bucket_lifecycle().bucket(&bucket).send().await.unwrap();
        s3.delete_bucket_tagging().bucket(&bucket).send().await.unwrap();
        let seen = &lab.observe().await.found.into_values().next().unwrap().found.seen;
        assert_eq!(
            seen["policy"],
            serde_json::json!(["old versions are kept", "encrypted"])
        );
        assert_eq!(
            lab.change(&wanted).await,
            [(ADDRESS.to_owned(), vec!["policy".to_owned()])]
        );
        lab.down().await;
    }
}

#[tokio::test]
async fn tags_that_somebody_else_has_put_on_it_stay() {
    for lab in both(333, foundation).await {
        lab.up(&graph(&lab)).await;
        let (s3, bucket) = (&lab.aws.s3, bucket_name(&lab.scope));
        let tag = |key: &str| aws_sdk_s3::types::Tag::builder().key(key).value("1").build().unwrap();
        let theirs = aws_sdk_s3::types::Tagging::builder()
            .tag_set(tag("cost"))
            .build()
            .unwrap();
        s3.put_bucket_tagging()
            .bucket(&bucket)
            .tagging(theirs)
            .send()
            .await
            .unwrap();
        lab.up(&graph(&lab)).await;
        let tags = s3.get_bucket_tagging().bucket(&bucket).send().await.unwrap();
        assert!(tags.tag_set().contains(&tag("cost")));
        assert_eq!(tags.tag_set().len(), 6);
        lab.down().await;
    }
}

#[tokio::test]
async fn a_bucket_in_which_somebody_holds_the_lease_is_not_removed() {
    for lab in both(334, foundation).await {
        lab.up(&graph(&lab)).await;
        let lease = LeaseObject::new(&lab.aws, &lab.scope);
        let etag = lease.put(b"theirs".to_vec(), Condition::Absent).await.unwrap();
        put(&lab, "runs/1.json", b"{}").await;
        let failures = lab.fail(&lab.graph()).await;
        assert!(
            failures[0].ends_with("somebody holds the lease that is in it"),
            "{failures:?}"
        );
        assert_eq!(lease.read().await.unwrap().unwrap().body, b"theirs");
        lease.delete(etag).await.unwrap();
        lab.down().await;
    }
}

#[tokio::test]
async fn of_sixteen_who_want_the_lease_at_once_one_gets_it() {
    for lab in both(335, foundation).await {
        lab.up(&graph(&lab)).await;
        let leases: Vec<_> = (0..16).map(|_| LeaseObject::new(&lab.aws, &lab.scope)).collect();
        let all = leases.iter().enumerate();
        let puts = all.map(|(number, lease)| lease.put(format!("{number}").into_bytes(), Condition::Absent));
        let results = join_all(puts).await;
        let winners: Vec<usize> = (0..16).filter(|number| results[*number].is_ok()).collect();
        let [winner] = winners[..] else { panic!("{results:?}") };
        let others = results.iter().filter_map(|result| result.as_ref().err());
        assert!(
            others
                .clone()
                .all(|fault| matches!(fault, LeaseFault::Lost | LeaseFault::Retry)),
            "{results:?}"
        );
        let stored = leases[0].read().await.unwrap().unwrap();
        assert_eq!(stored.body, format!("{winner}").into_bytes());
        assert_eq!(Ok(stored.etag.clone()), results[winner]);
        leases[winner].delete(stored.etag).await.unwrap();
        lab.down().await;
    }
}

#[tokio::test]
async fn a_lease_is_renewed_and_given_back_by_its_holder_alone() {
    for lab in both(336, foundation).await {
        lab.up(&graph(&lab)).await;
        let lease = LeaseObject::new(&lab.aws, &lab.scope);
        assert_eq!(lease.read().await, Ok(None));
        let first = lease.put(b"1".to_vec(), Condition::Absent).await.unwrap();
        let second = lease
            .put(b"2".to_vec(), Condition::Matches(first.clone()))
            .await
            .unwrap();
        assert_eq!(
            lease.put(b"3".to_vec(), Condition::Matches(first.clone())).await,
            Err(LeaseFault::Lost)
        );
        assert_eq!(lease.delete(first).await, Err(LeaseFault::Lost));
        assert_eq!(lease.delete(second.clone()).await, Ok(()));
        assert_eq!(lease.read().await, Ok(None));
        assert_eq!(
            lease.put(b"4".to_vec(), Condition::Matches(second)).await,
            Err(LeaseFault::Lost)
        );
        let again = lease.put(b"5".to_vec(), Condition::Absent).await.unwrap();
        lease.delete(again).await.unwrap();
        lab.down().await;
    }
}

#[tokio::test]
async fn of_two_operators_the_second_hears_who_the_first_is() {
    for lab in both(339, foundation).await {
        lab.up(&graph(&lab)).await;
        let take = |who: &str| {
            let holder = Holder {
                who: who.to_owned(),
                nonce: who.to_owned(),
            };
            let store = Arc::new(LeaseObject::new(&lab.aws, &lab.scope));
            Lease::take(store, Arc::new(WallClock::hurried(20)), Arc::new(Deaf), holder)
        };
        let first = take("the first").await.unwrap();
        let Err(LeaseError::Held(holder)) = first.while_held(take("the second")).await else {
            panic!("the first one still has it");
        };
        assert_eq!(holder.who, "the first");
        first.release().await.unwrap();
        take("the second").await.unwrap().release().await.unwrap();
        lab.down().await;
    }
}

#[tokio::test]
async fn without_its_bucket_the_lease_is_away_and_not_free() {
    for lab in both(337, foundation).await {
        let lease = LeaseObject::new(&lab.aws, &lab.scope);
        assert!(matches!(lease.read().await, Err(LeaseFault::Away(_))));
        assert!(matches!(
            lease.put(Vec::new(), Condition::Absent).await,
            Err(LeaseFault::Away(_))
        ));
    }
}

/// Neither emulator keeps accounts' buckets apart as S3 does; a bucket in another region of ours is as far away.
#[tokio::test]
async fn a_bucket_of_our_name_that_is_elsewhere_is_not_ours() {
    let lab = &both(338, foundation).await[0];
    let place = aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint("eu-west-1".into())
        .build();
    let request = lab.aws.s3.create_bucket().bucket(bucket_name(&lab.scope));
    request.create_bucket_configuration(place).send().await.unwrap();
    let problems = lab.plan(&graph(lab)).await.unwrap_err();
    assert!(matches!(&problems[..], [Problem::Taken { .. }]), "{problems:?}");
}
