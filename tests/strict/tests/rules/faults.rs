//! Faults do to requests what they say, and the record tells.

use std::time::{Duration, Instant};

use strict::Strict;
use strict::faults::{Fault, When};
use strict::recorder::Outcome;

use crate::aws::{Aws, emulator};

const VPC: &str = "CidrBlock=10.0.0.0/16";

async fn lax() -> Aws {
    Aws::with(Strict::new(emulator().await).lax()).await
}

async fn vpcs(aws: &Aws) -> usize {
    // One is there from the beginning.
    aws.ec2("DescribeVpcs", "").await.body.matches("<vpcId>").count() - 1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_before_has_no_effect_and_a_cut_after_has_one() {
    let aws = lax().await;
    aws.cloud.faults().add(When::Mutation(1), Fault::CutBefore);
    aws.cloud.faults().add(When::Mutation(2), Fault::CutAfter);
    for expected in [0, 1] {
        let cut = aws.try_query("ec2", "2016-11-15", "CreateVpc", VPC).await;
        assert!(cut.is_err());
        assert_eq!(vpcs(&aws).await, expected);
    }
    let outcomes: Vec<Outcome> = aws
        .cloud
        .recorder()
        .mutating()
        .into_iter()
        .map(|call| call.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Cut, Outcome::Cut]);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_in_the_words_of_the_service() {
    let aws = lax().await;
    let faults = aws.cloud.faults();
    faults.add(When::Mutation(1), Fault::InternalError);
    faults.add(When::Mutation(2), Fault::Unavailable);
    faults.add(When::Mutation(3), Fault::Throttle);
    faults.add(When::Action("rds:DescribeDBInstances".to_owned()), Fault::Throttle);
    for (status, code) in [
        (500, "InternalError"),
        (503, "Unavailable"),
        (503, "RequestLimitExceeded"),
    ] {
        let reply = aws.ec2("CreateVpc", VPC).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_deref()), (status, Some(code)));
    }
    assert_eq!(
        aws.rds("DescribeDBInstances", "").await.code().as_deref(),
        Some("Throttling")
    );
    assert_eq!(vpcs(&aws).await, 0);
    assert_eq!(aws.cloud.recorder().throttled().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_has_two_effects_and_one_answer() {
    let aws = lax().await;
    aws.cloud
        .faults()
        .add(When::Action("ec2:CreateVpc".to_owned()), Fault::Duplicate);
    aws.vpc().await;
    assert_eq!(vpcs(&aws).await, 2);
    assert_eq!(aws.cloud.recorder().of("ec2", "CreateVpc").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_late_cut_in_half_or_to_somebody_else() {
    let aws = lax().await;
    let faults = aws.cloud.faults();
    faults.add(When::Mutation(1), Fault::Delay(Duration::from_millis(200)));
    faults.add(When::Mutation(2), Fault::Truncate);
    faults.add(When::Mutation(3), Fault::WrongAnswer);
    let begin = Instant::now();
    aws.vpc().await;
    assert!(begin.elapsed() >= Duration::from_millis(200));
    assert!(aws.try_query("ec2", "2016-11-15", "CreateVpc", VPC).await.is_err());
    aws.rds("DescribeDBInstances", "").await.ok();
    let wrong = aws.ec2("CreateVpc", VPC).await.ok();
    assert!(wrong.body.contains("DescribeDBInstancesResponse"), "{}", wrong.body);
    assert_eq!(vpcs(&aws).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_held_until_it_is_released_or_cut() {
    let aws = lax().await;
    let mut hold = aws.cloud.faults().hold_before(When::Mutation(1));
    let sent = aws.try_query("ec2", "2016-11-15", "CreateVpc", VPC);
    let meanwhile = async {
        assert_eq!(hold.reached().await.unwrap().operation, "CreateVpc");
        assert_eq!(vpcs(&aws).await, 0);
        hold.release();
    };
    let (sent, ()) = tokio::join!(sent, meanwhile);
    sent.unwrap().ok();

    let mut hold = aws.cloud.faults().hold_after(When::Mutation(2));
    let sent = aws.try_query("ec2", "2016-11-15", "CreateVpc", VPC);
    let meanwhile = async {
        hold.reached().await.unwrap();
        assert_eq!(vpcs(&aws).await, 2);
        hold.cut();
    };
    let (sent, ()) = tokio::join!(sent, meanwhile);
    assert!(sent.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_client_has_sent_takes_its_course_once_released() {
    let aws = lax().await;
    let mut hold = aws.cloud.faults().hold_before(When::Mutation(1));
    {
        let sent = aws.try_query("ec2", "2016-11-15", "CreateVpc", VPC);
        // Dropped as soon as it has arrived, with its connection.
        tokio::select! {
            _ = sent => panic!("it is held"),
            call = hold.reached() => assert!(call.is_some()),
        }
    }
    assert_eq!(vpcs(&aws).await, 0);
    hold.release();
    crate::story::until("it has arrived", async || vpcs(&aws).await == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_few_or_a_share_of_requests_are_hit() {
    let aws = lax().await;
    aws.cloud
        .faults()
        .add(When::FirstOf("ec2:CreateVpc".to_owned(), 2), Fault::Throttle);
    let codes = [
        aws.ec2("CreateVpc", VPC).await.code(),
        aws.ec2("CreateVpc", VPC).await.code(),
    ];
    assert!(codes.iter().all(Option::is_some));
    aws.vpc().await;
    aws.cloud.faults().clear();
    aws.cloud.recorder().clear();
    let share = When::Share {
        seed: 7,
        share: 0.3,
        only_mutating: false,
    };
    aws.cloud.faults().add(share, Fault::Unavailable);
    for _ in 0..50 {
        aws.ec2("DescribeVpcs", "").await;
    }
    let hit = aws
        .cloud
        .recorder()
        .calls()
        .into_iter()
        .filter(|call| call.code() == Some("Unavailable"))
        .count();
    assert!((5..=25).contains(&hit), "{hit} of 50");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_counts_and_keeps_no_secrets() {
    let aws = lax().await;
    aws.vpc().await;
    aws.database("").await.ok();
    aws.ec2("DescribeVpcs", "").await.ok();
    let recorder = aws.cloud.recorder();
    assert_eq!(
        (
            recorder.mutating().len(),
            recorder.reads().len(),
            recorder.lists().len()
        ),
        (2, 1, 1)
    );
    let numbers: Vec<Option<usize>> = recorder.calls().iter().map(|call| call.mutation).collect();
    assert_eq!(numbers, [Some(1), Some(2), None]);
    assert!(!format!("{:?}", recorder.calls()).contains("correct-horse"));
}
