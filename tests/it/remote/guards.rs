//! Who may say yes: nobody by accident, and to production nobody with `--yes`.

use libtest_mimic::Trial;

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(where_nobody_can_answer_the_flag_is_named_and_nothing_is_changed),
        bed.trial(staging_is_opened_by_its_own_name_and_account),
        bed.trial(an_account_that_is_pinned_is_the_only_one),
    ]
}

/// One of the classes that the emulator offers.
const CLASS: (&str, &str) = ("LOGLINE_DATABASE_CLASS", "db.r5.large");

async fn where_nobody_can_answer_the_flag_is_named_and_nothing_is_changed(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    site.home = site.home.with(CLASS.0, CLASS.1);
    let account = &site.account;
    for (line, flag) in [
        ("up".to_owned(), "--yes would answer".to_owned()),
        ("up --no-input".to_owned(), "--yes would answer".to_owned()),
        (
            "up --env staging --yes".to_owned(),
            format!("--confirm staging@{account} would answer"),
        ),
        (
            "up --env production --yes".to_owned(),
            format!("--confirm production@{account} would answer"),
        ),
        (
            format!("up --env production --yes --confirm dev@{account}"),
            format!("would have to be production@{account}"),
        ),
        (
            "up --env production --confirm production@999999999999".to_owned(),
            format!("would have to be production@{account}"),
        ),
    ] {
        site.run(&line)?.assert_refused(5, &[&flag]);
        assert_eq!(site.cloud.recorder().mutating().len(), 0, "{line}");
    }
    let planned = site.json("plan --env production", 0)?;
    assert!(planned["summary"]["create"].as_u64() > Some(50), "{planned:#}");
    Ok(())
}

async fn staging_is_opened_by_its_own_name_and_account(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    site.home = site.home.with(CLASS.0, CLASS.1);
    let confirm = format!("--env staging --confirm staging@{}", site.account);
    site.json(&format!("up {confirm}"), 0)?;
    site.run("down --env staging --yes")?.assert_refused(
        5,
        &[
            "a final snapshot stays",
            "it can be restored for 30 days",
            "--confirm staging@",
        ],
    );
    let down = site.json(&format!("down {confirm}"), 0)?;
    let kept: Vec<&str> = down["kept"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|kept| kept["kind"].as_str())
        .collect();
    assert!(kept.contains(&"kms/key"), "{down:#}");
    Ok(())
}

async fn an_account_that_is_pinned_is_the_only_one(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    site.home = site.home.with("LOGLINE_AWS_ACCOUNT", "999999999999");
    for line in ["plan", "up --yes", "down --yes", "status"] {
        site.run(line)?
            .assert_refused(5, &["dev is in account 999999999999", &site.account]);
    }
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}
