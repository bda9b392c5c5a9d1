//! `logs tail` on what a real platform has written.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use jiff::Timestamp;
use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::bed::{Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(all_parts_come_in_one_order_also_when_the_platform_is_stopped),
        bed.trial(a_request_is_found_by_its_trace_id),
        bed.trial(what_happens_now_is_followed_until_ctrl_c),
        bed.trial(the_hint_after_a_failed_start_leads_to_its_reason),
    ]
}

fn lines(home: &Home, arguments: &[&str]) -> Result<Vec<Value>, Trouble> {
    let tail = home.json(&[&["logs", "tail", "--since", "1h"], arguments].concat())?;
    Ok(tail["log"].as_array().cloned().unwrap_or_default())
}

async fn all_parts_come_in_one_order_also_when_the_platform_is_stopped(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    assert!(lines(&home, &[])?.is_empty(), "there are no logs yet");
    home.up()?;
    home.append("something").await?;
    home.json(&["down"])?;
    let all = lines(&home, &[])?;
    for part in ["api_handlers", "gateway", "platform", "postgres"] {
        assert!(all.iter().any(|line| line["part"] == part), "{part}");
        let alone = lines(&home, &[part])?;
        assert!(
            !alone.is_empty() && alone.iter().all(|line| line["part"] == part),
            "{part}"
        );
    }
    let times: Vec<Timestamp> = all
        .iter()
        .filter_map(|line| line["time"].as_str()?.parse().ok())
        .collect();
    assert!(times.len() == all.len() && times.is_sorted());
    assert!(lines(&home, &["--level", "error", "gateway"])?.is_empty());
    home.run(&["logs", "tail", "nothing"])?
        .assert_refused(2, &["there are api_handlers", "postgres"]);
    home.run(&["logs", "tail", "--follow", "--output", "json"])?
        .assert_refused(2, &["--output ndjson"]);
    Ok(())
}

async fn a_request_is_found_by_its_trace_id(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let request = reqwest::Client::new().get(format!("{}/health", home.api_url()?));
    request
        .header("x-trace-id", "find-me")
        .send()
        .await?
        .error_for_status()?;
    let found = lines(&home, &["--request", "find-me", "--fields", "path"])?;
    let parts: Vec<_> = found
        .iter()
        .map(|line| line["part"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(parts, ["api_handlers", "gateway"]);
    assert!(
        found
            .iter()
            .all(|line| line["fields"] == serde_json::json!({"path": "/health"}))
    );
    let human = home
        .run(&["logs", "tail", "--grep", "find-me", "--exclude", "never"])?
        .succeeded()?;
    assert_eq!(human.out.lines().count(), 2, "{human:?}");
    Ok(())
}

async fn what_happens_now_is_followed_until_ctrl_c(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let mut tail = home.start(&["logs", "tail", "gateway", "--follow", "--grep", "/nothing-"])?;
    let mut told = BufReader::new(tail.stdout.take().ok_or_else(|| Trouble::new("no output"))?);
    for number in 0..3 {
        reqwest::get(format!("{}/nothing-{number}", home.api_url()?)).await?;
        let mut line = String::new();
        told.read_line(&mut line)?;
        assert!(line.contains(&format!("path=/nothing-{number}")), "{line}");
    }
    kill(Pid::from_raw(tail.id().try_into()?), Signal::SIGINT)?;
    let ended = tail.wait_with_output()?;
    assert_eq!(
        (ended.status.code(), ended.stderr.as_slice()),
        (Some(130), b"".as_slice())
    );

    let mut reader_gone = home.command(&["logs", "tail", "--follow"]);
    let mut tail = reader_gone.stdout(Stdio::piped()).spawn()?;
    drop(tail.stdout.take());
    let ended = tail.wait_with_output()?;
    assert_eq!(
        (ended.status.code(), ended.stderr.as_slice()),
        (Some(0), b"".as_slice())
    );
    Ok(())
}

async fn the_hint_after_a_failed_start_leads_to_its_reason(bed: &'static Bed) -> Outcome {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let home = Home::new(bed)?.with("LOGLINE_GATEWAY_PORT", &taken.local_addr()?.port().to_string());
    home.run(&["up"])?.assert_refused(1, &["can't listen"]);
    let errors = lines(&home, &["platform", "--level", "error"])?;
    let reason = errors.iter().find_map(|line| line["fields"]["because"].as_str());
    assert!(reason.is_some_and(|reason| reason.contains("in use")), "{errors:?}");
    Ok(())
}
