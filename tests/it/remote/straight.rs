//! From nothing to an environment and back, under AWS's rules, with nothing kept on this side.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use libtest_mimic::Trial;
use strict::recorder::Call;

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(an_environment_comes_and_goes_with_every_local_file_deleted_between_commands),
        bed.trial(a_changed_setting_is_a_drift_and_then_one_change),
        bed.trial(only_the_named_layers_are_touched),
    ]
}

/// A run with nothing to do looks once.
const MOST_LISTS: usize = 40;
/// What lists don't show is read of each resource.
const OF_ONE: [&str; 7] = [
    "TagsForResource",
    "ListResourceTags",
    "VpcAttribute",
    "DescribeSecret",
    "DescribeKey",
    "DBParameters",
    "CacheParameters",
];

async fn an_environment_comes_and_goes_with_every_local_file_deleted_between_commands(bed: &'static Bed) -> Outcome {
    let site = Site::behind(bed, |strict| strict).await?;
    let planned = site.json("plan --exit-code", 3)?;
    assert_eq!(site.changes().len(), 0, "a plan changes nothing");
    assert!(
        !site.home.path().join(".logline/dev").exists(),
        "a plan leaves nothing here"
    );

    let up = site.json("up --yes", 0)?;
    assert_eq!(up["changed"], true);
    let made = site.changes();
    assert_eq!(planned["summary"]["calls"], made.len(), "{made:#?}");
    site.forget()?;

    let again = site.json("plan --exit-code", 0)?;
    assert_eq!(again["summary"]["calls"], 0, "{again:#}");
    let mut lists: Vec<String> = site.cloud.recorder().lists().iter().map(Call::action).collect();
    lists.retain(|action| !OF_ONE.iter().any(|word| action.contains(word)));
    assert!(lists.len() <= MOST_LISTS, "{lists:?}");
    let up = site.json("up --yes", 0)?;
    assert_eq!(up["changed"], false);
    assert_eq!(
        site.cloud.recorder().mutating().len(),
        0,
        "not even a lease is taken for nothing"
    );

    let status = site.json("status --drift", 0)?;
    for layer in status["layers"].as_array().into_iter().flatten() {
        assert_eq!(layer["ready"], layer["resources"], "{status:#}");
    }
    let vpc = site.run("outputs vpc_id")?.succeeded()?;
    assert_eq!(up["outputs"]["vpc_id"], vpc.out.trim());
    site.forget()?;

    let down = site.json("down --yes", 0)?;
    assert_eq!(down["removed"], planned["summary"]["create"], "{down:#}");
    for kept in down["kept"].as_array().into_iter().flatten() {
        assert_eq!(kept["kind"], "kms/key", "{down:#}");
    }
    assert_eq!(down["foreign"].as_array().map(Vec::len), Some(0));
    assert!(down["billable_gone_ms"].as_u64() <= down["duration_ms"].as_u64());
    kept_for_their_owner_only(&site)?;
    site.changes();
    let nothing = site.json("down --yes", 0)?;
    assert_eq!((&nothing["removed"], site.changes().len()), (&0.into(), 0));
    let status = site.json("status", 0)?;
    assert_eq!(status["layers"][1]["ready"], 0, "{status:#}");
    assert_eq!(site.cloud.complaints(), Vec::<String>::new());
    Ok(())
}

/// The records of its runs came here before the bucket went.
fn kept_for_their_owner_only(site: &Site) -> Outcome {
    let history = site.home.path().join(".logline/dev/history");
    let mut names = Vec::new();
    for entry in fs::read_dir(&history)? {
        let entry = entry?;
        assert_eq!(entry.metadata()?.permissions().mode() & 0o777, 0o600, "{entry:?}");
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    for part in ["-up.json", "-down.json", "-journal.ndjson"] {
        assert!(
            names.iter().any(|name| name.ends_with(part)),
            "{part} is missing in {names:?}"
        );
    }
    assert_eq!(fs::metadata(&history)?.permissions().mode() & 0o777, 0o700);
    Ok(())
}

async fn a_changed_setting_is_a_drift_and_then_one_change(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    site.json("up --yes", 0)?;
    site.changes();
    site.home = site.home.with("LOGLINE_DATABASE_BACKUP_DAYS", "3");
    let status = site.run("status --drift")?;
    assert_eq!(status.code, Some(4), "{status:?}");
    assert!(
        status.out.contains("drifted  database/main (rds/instance)"),
        "{status:?}"
    );
    assert!(status.out.contains("backup_days: 7 → 3"), "{status:?}");
    let plan = site.run("plan")?.succeeded()?;
    assert!(plan.out.contains("Plan: 1 to change; 1 call; "), "{plan:?}");

    site.json("up --yes", 0)?;
    let made: Vec<String> = site.changes().iter().map(Call::action).collect();
    assert_eq!(made, ["rds:ModifyDBInstance"]);
    site.run("status")?.succeeded()?;
    site.json("down --yes", 0)?;
    Ok(())
}

async fn only_the_named_layers_are_touched(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let early = site.run("up --yes --only security")?;
    early.assert_refused(1, &["which is in another layer and is not there yet", "--only network"]);
    assert_eq!(site.changes().len(), 0);
    site.json("up --yes --only network", 0)?;
    let status = site.json("status", 4)?;
    let layers = status["layers"].as_array().cloned().unwrap_or_default();
    let ready: Vec<_> = layers
        .iter()
        .filter(|layer| layer["ready"] != 0)
        .map(|layer| &layer["name"])
        .collect();
    assert_eq!(ready, ["foundation", "network"]);
    site.json("up --yes --only security,database", 0)?;
    let down = site.json("down --yes", 0)?;
    assert!(down["removed"].as_u64() > Some(30), "down sees everything: {down:#}");
    Ok(())
}
