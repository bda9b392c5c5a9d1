//! What was shown is what is done later, or nothing is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use libtest_mimic::Trial;

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(a_saved_plan_is_carried_out_as_it_was_saved),
        bed.trial(a_saved_plan_is_refused_when_the_cloud_has_moved),
        bed.trial(a_saved_plan_is_for_its_own_account_and_whole),
    ]
}

async fn a_saved_plan_is_carried_out_as_it_was_saved(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    let planned = site.json("plan --out dev.plan", 0)?;
    let file = site.home.path().join("dev.plan");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    // What is configured by now doesn't matter.
    site.home = site.home.with("LOGLINE_DATABASE_BACKUP_DAYS", "3");
    site.run("up --plan dev.plan")?
        .assert_refused(5, &["--yes would answer"]);
    assert_eq!(site.changes().len(), 0);
    site.json("up --plan dev.plan --yes", 0)?;
    assert_eq!(planned["summary"]["calls"], site.changes().len());
    let status = site.run("status --drift")?;
    assert!(status.out.contains("backup_days: 7 → 3"), "{status:?}");
    site.json("down --yes", 0)?;
    Ok(())
}

async fn a_saved_plan_is_refused_when_the_cloud_has_moved(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    site.json("plan --out nothing.plan", 0)?;
    site.json("up --yes", 0)?;
    site.changes();
    let moved = [
        "the saved plan isn't carried out",
        "nothing was changed",
        "logline plan --env dev --out FILE",
    ];
    site.run("up --plan nothing.plan --yes")?.assert_refused(5, &moved);
    site.home = site.home.with("LOGLINE_DATABASE_BACKUP_DAYS", "3");
    site.json("plan --out change.plan", 0)?;
    site.home = site.home.with("LOGLINE_DATABASE_BACKUP_DAYS", "4");
    site.json("up --yes", 0)?;
    site.changes();
    site.run("up --plan change.plan --yes")?.assert_refused(5, &moved);
    assert_eq!(site.cloud.recorder().mutating().len(), 0, "not even a lease was taken");
    site.json("down --yes", 0)?;
    Ok(())
}

async fn a_saved_plan_is_for_its_own_account_and_whole(bed: &'static Bed) -> Outcome {
    let (site, other) = (Site::new(bed).await?, Site::new(bed).await?);
    site.json("plan --out dev.plan", 0)?;
    let text = fs::read_to_string(site.home.path().join("dev.plan"))?;
    fs::write(other.home.path().join("dev.plan"), &text)?;
    other
        .run("up --plan dev.plan --yes")?
        .assert_refused(5, &[&site.account, &other.account]);
    for (spoilt, words) in [
        (
            text[..text.len() / 2].to_owned(),
            "is not one that this program can read",
        ),
        (
            text.replacen("\"schema_version\": 1", "\"schema_version\": 9", 1),
            "schema version 9",
        ),
        ("{}".to_owned(), "is not one that this program can read"),
    ] {
        fs::write(site.home.path().join("dev.plan"), spoilt)?;
        site.run("up --plan dev.plan --yes")?
            .assert_refused(2, &[words, "nothing was changed"]);
    }
    assert_eq!(site.changes().len() + other.changes().len(), 0);
    Ok(())
}
