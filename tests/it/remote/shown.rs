//! What is seen of a run: lines, JSON lines, one JSON value; and never a secret.

use libtest_mimic::Trial;
use serde_json::Value;

use super::site::Site;
use crate::bed::{Bed, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(the_first_line_names_environment_account_and_region),
        bed.trial(json_lines_tell_the_same_facts_and_end_with_the_answer),
        bed.trial(down_lists_what_holds_data_first),
        bed.trial(doctor_says_what_aws_says_and_changes_nothing),
    ]
}

async fn the_first_line_names_environment_account_and_region(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let first = format!("environment dev, account {}, us-east-1", site.account);
    for line in ["up --yes", "up --yes", "down --yes"] {
        let answer = site.run(line)?.succeeded()?;
        assert_eq!(answer.err.lines().next(), Some(first.as_str()), "{line}");
    }
    Ok(())
}

async fn json_lines_tell_the_same_facts_and_end_with_the_answer(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let up = site.run("up --yes --output ndjson")?.succeeded()?;
    assert_eq!(up.err, "", "the conversation is in the lines");
    let lines: Vec<Value> = up.out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let count = |event: &str| lines.iter().filter(|line| line["event"] == event).count();
    let planned = lines
        .iter()
        .find(|line| line["event"] == "planned")
        .ok_or(std::fmt::Error)?;
    let steps = planned["result"]["summary"]["create"].as_u64().unwrap_or_default();
    let of_resources = |event: &str| {
        let is_one = |line: &&Value| line["event"] == event && line["address"].is_string();
        lines.iter().filter(is_one).count() as u64
    };
    assert_eq!(
        (of_resources("step_started"), of_resources("step_finished")),
        (steps, steps)
    );
    assert_eq!((count("step_failed"), count("lease_taken")), (0, 1));
    let last = lines.last().ok_or(std::fmt::Error)?;
    assert_eq!(
        (&last["event"], &last["result"]["changed"]),
        (&"result".into(), &true.into())
    );
    assert!(
        lines
            .iter()
            .all(|line| line["schema_version"] == 1 && line["ts"].is_string())
    );
    site.json("down --yes", 0)?;
    Ok(())
}

async fn down_lists_what_holds_data_first(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    site.json("up --yes", 0)?;
    let refused = site.run("down")?;
    refused.assert_refused(
        5,
        &[
            "These hold data:",
            "database/main",
            "nothing of it stays",
            "--yes would answer",
        ],
    );
    let at = |words: &str| refused.err.find(words);
    assert!(at("These hold data:") < at("Plan: "), "{refused:?}");
    let kept = site.run("down --keep-data")?;
    kept.assert_refused(5, &["a final snapshot stays", "it can be restored for a while"]);
    site.json("down --yes", 0)?;
    Ok(())
}

async fn doctor_says_what_aws_says_and_changes_nothing(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let doctor = site.run("doctor")?.succeeded()?;
    for words in [
        &*site.account,
        "the credentials don't expire",
        "`up` has 42 steps to do",
        "NAT gateways",
    ] {
        assert!(doctor.out.contains(words), "{words}: {doctor:?}");
    }
    assert_eq!(site.cloud.recorder().mutating().len(), 0);
    assert!(!site.home.path().join(".logline/dev").exists());
    let lonely = site
        .home
        .command(&["doctor", "--env", "dev"])
        .env_remove("AWS_ACCESS_KEY_ID")
        .output()?;
    assert_eq!(lonely.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&lonely.stdout).contains("there are no credentials for AWS"),
        "{lonely:?}"
    );
    Ok(())
}
