//! The three environments as they are built in, by all of AWS's rules: states that take their time, lists that lag,
//! orders of deletion, limits.

use libtest_mimic::Trial;

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(dev_obeys_every_rule),
        bed.trial(staging_obeys_every_rule),
        bed.trial(production_obeys_every_rule),
    ]
}

async fn dev_obeys_every_rule(bed: &'static Bed) -> Outcome {
    obeys_every_rule(bed, "dev").await
}

async fn staging_obeys_every_rule(bed: &'static Bed) -> Outcome {
    obeys_every_rule(bed, "staging").await
}

async fn production_obeys_every_rule(bed: &'static Bed) -> Outcome {
    obeys_every_rule(bed, "production").await
}

/// AWS says these while something is still on its way; whoever gets them waits, and asks again.
const NOT_YET: [&str; 6] = [
    "DependencyViolation",
    "InvalidDBInstanceState",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidReplicationGroupState",
    "OperationAborted",
];

async fn obeys_every_rule(bed: &'static Bed, environment: &str) -> Outcome {
    // Eight minutes of a database are some two seconds, and a list shows at its third look what was made.
    let site = Site::behind(bed, |strict| strict.with_time_scale(0.005).with_lag(2)).await?;
    let before = site.inventory().await?;
    let confirm = format!("--env {environment} --confirm {environment}@{}", site.account);
    site.beside(&format!("up {confirm}"), &[]).await?.succeeded()?;
    let calls = site.cloud.recorder().mutating();
    let refused = calls.iter().filter(|call| {
        let is_not_yet = call.code().is_some_and(|code| NOT_YET.contains(&code));
        call.rule().is_some() && !is_not_yet
    });
    let refused: Vec<String> = refused
        .map(|call| format!("{} by {:?}", call.action(), call.rule()))
        .collect();
    assert_eq!(refused, Vec::<String>::new());
    site.changes();
    site.beside(&format!("up {confirm}"), &[]).await?.succeeded()?;
    assert_eq!(site.changes().len(), 0, "a second up changes nothing");
    site.beside(&format!("down {confirm}"), &[]).await?.succeeded()?;
    assert_eq!(site.cloud.complaints(), Vec::<String>::new());
    // What was configured to stay: a final snapshot, secrets that can be restored, the key until its day comes.
    let kept = ["DescribeDBSnapshots ", "ListSecrets "];
    let stays = |line: &str| {
        let is_doomed_key = line.starts_with("key ") && line.contains("PendingDeletion");
        is_doomed_key || (environment != "dev" && kept.iter().any(|list| line.starts_with(list)))
    };
    let left: Vec<String> = site
        .inventory()
        .await?
        .without(&before)
        .lines()
        .filter(|line| !stays(line))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    Ok(())
}
