//! What stands in the way, named before anything is written.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use strict::Quota;

use super::site::{Site, arguments};
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(bad_input_is_named_with_what_to_do),
        bed.trial(whoever_is_not_aws_is_noticed_within_seconds),
        bed.trial(a_missing_permission_is_named_with_a_policy_that_gives_it),
        bed.trial(a_quota_of_zero_is_known_before_the_first_write),
        bed.trial(a_command_that_works_locally_only_says_so),
    ]
}

/// Longer than any of them takes, and far below what retries would take.
const SECONDS: Duration = Duration::from_secs(30);

async fn bad_input_is_named_with_what_to_do(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    for (line, code, words) in [
        ("plan --only netwrk", 2, "there is no layer netwrk"),
        ("plan --env local", 2, "it is on this machine"),
        (
            "up --env local --only network",
            2,
            "--only means nothing to the environment local",
        ),
        (
            "up --database-url postgres://x@localhost/y",
            2,
            "--database-url means nothing to the environment dev",
        ),
        ("down --purge", 2, "--purge means nothing to the environment dev"),
        ("up --yes --plan nowhere.plan", 2, "can't read the plan in nowhere.plan"),
        ("outputs", 1, "there is nothing of dev"),
    ] {
        site.run(line)?.assert_refused(code, &[words]);
    }
    site.home = site.home.with("LOGLINE_NETWORK_CIDR", "10.0.0.0/30");
    site.run("plan")?.assert_refused(2, &["network.cidr"]);
    site.home = site.home.without("LOGLINE_NETWORK_CIDR").without("AWS_ACCESS_KEY_ID");
    site.run("up --yes")?
        .assert_refused(7, &["there are no credentials for AWS", "try: aws configure"]);
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

async fn whoever_is_not_aws_is_noticed_within_seconds(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let silent = std::net::TcpListener::bind("127.0.0.1:0")?;
    let silent = format!("http://{}", silent.local_addr()?);
    for url in ["http://127.0.0.1:1", &silent] {
        let started = Instant::now();
        let output = site
            .home
            .command(&arguments("up --yes"))
            .env("AWS_ENDPOINT_URL", url)
            .output()?;
        crate::bed::Answer::from(output).assert_refused(8, &["AWS doesn't answer at", url, "env | grep ^AWS_"]);
        assert!(started.elapsed() < SECONDS, "{url} took {:?}", started.elapsed());
    }
    Ok(())
}

async fn a_missing_permission_is_named_with_a_policy_that_gives_it(bed: &'static Bed) -> Outcome {
    let site = Site::behind(bed, |strict| strict.deny("ec2:CreateSubnet")).await?;
    let up = site.run("up --yes")?;
    up.assert_refused(
        7,
        &[
            "network/private-a",
            r#""Action":"ec2:CreateSubnet""#,
            "logline doctor --env dev",
        ],
    );
    site.cloud.allow("ec2:CreateSubnet");
    site.json("up --yes", 0)?;
    site.json("down --yes", 0)?;
    Ok(())
}

async fn a_quota_of_zero_is_known_before_the_first_write(bed: &'static Bed) -> Outcome {
    let site = Site::behind(bed, |strict| strict.with_quota(Quota::Addresses, 0)).await?;
    let up = site.run("up --yes")?;
    up.assert_refused(1, &["AWS would not let this come true", "address"]);
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

async fn a_command_that_works_locally_only_says_so(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    for line in ["migrate status", "logs tail", "spans list --user a --tenant b", "serve"] {
        site.run(line)?.assert_refused(
            2,
            &[
                "this command works on local environments only so far",
                "logline status --env dev",
            ],
        );
    }
    Ok(())
}
