//! What `spans append` reads: good lines are appended, bad ones told, none lost.

use std::process::Command;

use libtest_mimic::Trial;

use super::{file, note};
use crate::bed::{Bed, Home, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(the_history_of_a_git_repository_fills_the_ledger),
        bed.trial(bad_lines_are_told_and_kept_and_the_others_are_appended),
        bed.trial(the_same_input_again_appends_nothing),
        bed.trial(two_tenants_read_back_what_is_theirs),
        bed.trial(a_version_is_appended_by_its_id_and_shown_with_its_history),
        bed.trial(without_a_platform_append_says_how_to_start_it),
    ]
}

async fn the_history_of_a_git_repository_fills_the_ledger(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let script = r#"
        set -eu
        git init -q repo && cd repo
        git config user.name 'Ana "the" Author' && git config user.email ana@example.org
        for n in 1 2 3; do git commit -q --allow-empty -m "commit $n: tabs	and \"quotes\""; done
        git log --reverse --format='%H%x09%an%x09%aI%x09%s' > ../log
    "#;
    let mut git = Command::new("bash");
    home.place(&mut git);
    assert!(git.args(["-c", script]).status()?.success());
    let columns = [
        "--columns",
        "idempotency_key,who,at,this",
        "--set",
        "entity_type=commit",
    ];
    let append = |home: &Home| home.json(&[&["spans", "append", "log"][..], &columns].concat());
    assert_eq!(append(&home)?["new"], 3);
    assert_eq!(append(&home)?["repeated"], 3);
    let spans = home.json(&["spans", "list", "--entity-type", "commit"])?;
    assert_eq!(spans["count"], 3);
    assert_eq!(spans["spans"][0]["who"], "Ana \"the\" Author");
    assert_eq!(spans["spans"][0]["this"], "commit 3: tabs\tand \"quotes\"");
    Ok(())
}

async fn bad_lines_are_told_and_kept_and_the_others_are_appended(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let reserved = r#"{"entity_type":"execution","who":"a","this":"x"}"#.to_owned();
    let unknown = r#"{"entity_type":"note","who":"a","this":"x","colour":1}"#.to_owned();
    let long = format!(
        r#"{{"entity_type":"note","who":"a","this":"x","name":"{}"}}"#,
        "x".repeat(3 << 20)
    );
    let input = file(
        &home,
        "input",
        [
            note("1"),
            "{bad".to_owned(),
            String::new(),
            reserved.clone(),
            note("2"),
            unknown,
            long,
            note("3"),
        ],
    )?;
    let answer = home.run(&["spans", "append", &input, "--rejects", "rejects", "--output", "json"])?;
    assert_eq!(answer.code, Some(10), "{answer:?}");
    let appended = answer.json()?;
    assert_eq!((&appended["new"], &appended["refused"]), (&3.into(), &4.into()));
    let lines: Vec<u64> = appended["refusals"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|refusal| refusal["line"].as_u64())
        .collect();
    assert_eq!(
        lines,
        [2, 6, 7, 4],
        "what the API refuses is told after what the program refuses"
    );
    for words in ["line 2 ", "line 4 ", "`colour`", "longer than"] {
        assert!(answer.err.contains(words), "{words:?} is missing in {}", answer.err);
    }
    let rejects = std::fs::read_to_string(home.path().join("rejects"))?;
    assert!(
        rejects.contains("{bad\n") && rejects.contains(&reserved),
        "{}",
        &rejects[..200]
    );
    assert_eq!(home.json(&["spans", "list"])?["count"], 3);
    Ok(())
}

async fn the_same_input_again_appends_nothing(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    // Two equal lines are two spans.
    let input = file(&home, "input", (0..1500).map(|n| note(&(n % 1000).to_string())))?;
    let first = home.json(&["spans", "append", &input])?;
    let second = home.json(&["spans", "append", &input])?;
    assert_eq!((&first["new"], &first["repeated"]), (&1500.into(), &0.into()));
    assert_eq!((&second["new"], &second["repeated"]), (&0.into(), &1500.into()));
    let verified = home.json(&["ledger", "verify"])?;
    assert_eq!((&verified["sound"], &verified["rows"]), (&true.into(), &1500.into()));
    Ok(())
}

async fn two_tenants_read_back_what_is_theirs(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    for (tenant, this) in [("acme", "secret of acme"), ("globex", "secret of globex")] {
        let input = file(&home, tenant, [note(this)])?;
        home.json(&["spans", "append", &input, "--tenant", tenant, "--user", "ana"])?;
    }
    let text = home
        .json(&["spans", "list", "--tenant", "acme", "--user", "ana"])?
        .to_string();
    assert!(text.contains("secret of acme") && !text.contains("globex"), "{text}");
    let other = home.json(&["spans", "list", "--tenant", "acme", "--user", "bob"])?;
    assert_eq!(other["count"], 0, "private is for the owner");
    Ok(())
}

async fn a_version_is_appended_by_its_id_and_shown_with_its_history(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    home.json(&["spans", "append", &file(&home, "first", [note("one")])?])?;
    let id = home.json(&["spans", "list"])?["spans"][0]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let second = serde_json::json!({"id": id, "entity_type": "note", "who": "ana", "this": "two"}).to_string();
    home.json(&["spans", "append", &file(&home, "second", [second])?])?;
    assert_eq!(home.json(&["spans", "show", &id])?["this"], "two");
    assert_eq!(home.json(&["spans", "show", &id, "--seq", "0"])?["this"], "one");
    let history = home.json(&["spans", "show", &id, "--history"])?;
    assert_eq!(history[1]["prev_hash"], history[0]["curr_hash"]);
    home.run(&["spans", "show", "nonsense"])?
        .assert_refused(2, &["no UUID"]);
    home.run(&["spans", "show", "00000000-0000-7000-8000-000000000000"])?
        .assert_refused(1, &["404"]);
    home.run(&["spans", "list", "--limit", "1000"])?
        .assert_refused(2, &["`limit`"]);
    Ok(())
}

async fn without_a_platform_append_says_how_to_start_it(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let input = file(&home, "input", [note("1")])?;
    home.run(&["spans", "append", &input])?
        .assert_refused(1, &["isn't running", "try: logline up"]);
    Ok(())
}
