//! What is wrong on this side, or at AWS, is named with what to do, before the first write.

use std::fs;

use super::site::Site;
use crate::bed::{Bed, Outcome};
use jiff::SignedDuration;
use libtest_mimic::Trial;

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(a_configuration_that_cannot_be_is_refused_without_asking_anybody),
        bed.trial(credentials_that_have_expired_are_named),
        bed.trial(a_clock_that_is_off_by_an_hour_is_named),
        bed.trial(a_region_that_is_none_is_named),
        bed.trial(a_class_that_aws_does_not_have_is_named),
        bed.trial(a_name_that_somebody_else_has_taken_is_named),
    ]
}

async fn a_configuration_that_cannot_be_is_refused_without_asking_anybody(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    for (variable, value, words) in [
        ("LOGLINE_NETWORK_ZONES", "a", "network.zones"),
        ("LOGLINE_NETWORK_CIDR", "10.0.0.0/30", "network.cidr"),
        ("LOGLINE_DATABASE_CLASS", "t3.medium", "database.class"),
        ("LOGLINE_CACHE_CLASS", "db.t3.micro", "cache.class"),
        ("LOGLINE_AWS_REGION", "nowhere", "aws.region"),
        ("LOGLINE_LOGS_RETENTION_DAYS", "8", "logs.retention_days"),
        ("LOGLINE_DATABASE_BACKUP_DAYS", "36", "database.backup_days"),
        ("LOGLINE_SECRETS_RECOVERY_DAYS", "5", "secrets.recovery_days"),
    ] {
        site.beside("up --yes", &[(variable, value)])
            .await?
            .assert_refused(2, &[words, value, "try: "]);
    }
    fs::write(
        site.home.path().join("logline.toml"),
        "[env.dev.network]\ncidr = \"10.1.0.0/17\"\n",
    )?;
    site.run("up --yes")?
        .assert_refused(2, &["10.1.0.0/17", "staging", "try: "]);
    assert_eq!(site.cloud.recorder().calls().len(), 0);
    Ok(())
}

async fn credentials_that_have_expired_are_named(bed: &'static Bed) -> Outcome {
    let site = Site::hurried(bed).await?;
    site.cloud.expire_credentials(true);
    for line in ["plan", "up --yes", "down --yes", "status"] {
        site.run(line)?.assert_refused(7, &["expired", "try: aws sso login"]);
    }
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

async fn a_clock_that_is_off_by_an_hour_is_named(bed: &'static Bed) -> Outcome {
    let site = Site::behind(bed, |strict| strict.with_clock_ahead(SignedDuration::from_hours(1))).await?;
    for line in ["plan", "up --yes"] {
        site.run(line)?.assert_refused(7, &["clock", "try: timedatectl"]);
    }
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

/// The shell's own region decides nothing, and is not passed over in silence.
async fn a_region_that_is_none_is_named(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let plan = site.beside("plan", &[("AWS_REGION", "eu-west-1")]).await?.succeeded()?;
    assert!(
        plan.err.contains("AWS_REGION says eu-west-1; dev is in us-east-1"),
        "{plan:?}"
    );
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

/// Classes of caches are known before as well; no emulator tells which there are.
async fn a_class_that_aws_does_not_have_is_named(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    site.beside("up --yes", &[("LOGLINE_DATABASE_CLASS", "db.t9.medium")])
        .await?
        .assert_refused(
            1,
            &[
                "AWS would not let this come true",
                "db.t9.medium",
                "choose another one",
                "nothing was changed",
            ],
        );
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    Ok(())
}

/// Something with a name that we need, and without our tags, is not taken over, not changed and not removed.
async fn a_name_that_somebody_else_has_taken_is_named(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let family = [
        ("DBParameterGroupFamily", "postgres15"),
        ("Description", "somebody else's"),
    ];
    let name = "logline-dev-database-parameters-postgres15";
    let group = [&[("DBParameterGroupName", name)], &family[..]].concat();
    site.raw.query("rds", "CreateDBParameterGroup", &group).await?;
    let other = "logline-dev-cache-parameters-redis7";
    let group = [
        ("CacheParameterGroupName", other),
        ("CacheParameterGroupFamily", "redis7"),
        ("Description", "somebody else's"),
    ];
    site.raw
        .query("elasticache", "CreateCacheParameterGroup", &group)
        .await?;
    let before = site.inventory().await?;
    let up = site.run("up --yes")?;
    assert!([Some(1), Some(5)].contains(&up.code), "{up:?}");
    for words in [name, other, "not ours", "try: "] {
        assert!(up.err.contains(words), "{words}: {up:?}");
    }
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    let down = site.run("down --yes")?.succeeded()?;
    assert!(down.out.contains(name) && down.out.contains(other), "{down:?}");
    super::site::same(&site.inventory().await?, &before)
}
