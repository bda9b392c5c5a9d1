//! Interrupted, killed, in each other's way: the next run arrives.

use std::fs;
use std::process::Child;

use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use strict::faults::When;

use super::site::{Site, arguments};
use crate::bed::home::until;
use crate::bed::{Answer, Bed, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(ctrl_c_lets_calls_end_and_the_next_up_goes_on),
        bed.trial(a_second_ctrl_c_leaves_at_once),
        bed.trial(a_killed_up_is_taken_up_by_the_next_one),
        bed.trial(of_two_operators_one_is_refused),
        bed.trial(a_damaged_journal_is_put_away),
    ]
}

/// In the middle of the first wave of creations.
const MIDDLE: usize = 20;

fn signal(child: &Child, signal: Signal) -> Result<(), Trouble> {
    let pid = i32::try_from(child.id()).map_err(|error| Trouble::new(error.to_string()))?;
    Ok(kill(Pid::from_raw(pid), signal)?)
}

async fn ended(mut child: Child) -> Result<Answer, Trouble> {
    until("the program ends", || !matches!(child.try_wait(), Ok(None))).await?;
    Ok(child.wait_with_output()?.into())
}

/// One more run arrives; then there is nothing to do; then nothing is left.
fn arrives(site: &Site) -> Outcome {
    site.json("up --yes", 0)?;
    let plan = site.json("plan --exit-code", 0)?;
    assert_eq!(
        plan["platform"]["reported"].as_array().map(Vec::len),
        Some(0),
        "{plan:#}"
    );
    let down = site.json("down --yes", 0)?;
    assert_eq!(down["foreign"].as_array().map(Vec::len), Some(0), "{down:#}");
    Ok(())
}

async fn ctrl_c_lets_calls_end_and_the_next_up_goes_on(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let mut hold = site.cloud.faults().hold_before(When::Mutation(MIDDLE));
    let up = site.home.start(&arguments("up --yes"))?;
    hold.reached().await;
    signal(&up, Signal::SIGINT)?;
    hold.release();
    let up = ended(up).await?;
    assert_eq!(up.code, Some(130), "{up:?}");
    assert!(
        up.err.contains("error: interrupted") && up.err.contains("try: logline up --env dev"),
        "{up:?}"
    );
    let made = site.changes();
    assert!(
        made.iter().all(|call| call.code().is_none()),
        "calls in flight ended: {made:#?}"
    );
    arrives(&site)
}

async fn a_second_ctrl_c_leaves_at_once(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let mut hold = site.cloud.faults().hold_before(When::Mutation(MIDDLE));
    let mut up = site.home.start(&arguments("up --yes"))?;
    hold.reached().await;
    signal(&up, Signal::SIGINT)?;
    // It is told that it was heard, so that nobody has to press twice.
    let mut stderr = std::io::BufReader::new(up.stderr.take().ok_or(std::fmt::Error)?);
    let mut line = String::new();
    while !line.contains("a second Ctrl-C leaves at once") {
        line.clear();
        if std::io::BufRead::read_line(&mut stderr, &mut line)? == 0 {
            return Err(Trouble::new("it ended after the first signal"));
        }
    }
    signal(&up, Signal::SIGINT)?;
    assert_eq!(ended(up).await?.code, Some(130), "while a call is still held");
    drop(hold);
    arrives(&site)
}

async fn a_killed_up_is_taken_up_by_the_next_one(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    // It has had its effect, and nobody knows.
    let mut hold = site.cloud.faults().hold_after(When::Mutation(MIDDLE));
    let up = site.home.start(&arguments("up --yes"))?;
    hold.reached().await;
    signal(&up, Signal::SIGKILL)?;
    ended(up).await?;
    hold.release();
    arrives(&site)
}

async fn of_two_operators_one_is_refused(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    let mut hold = site.cloud.faults().hold_before(When::Mutation(MIDDLE));
    let first = site.home.start(&arguments("up --yes"))?;
    hold.reached().await;
    site.run("up --yes")?
        .assert_refused(6, &["another logline changes dev from here"]);
    let second = site.another_home(bed)?;
    let refused = second.run(&arguments("up --yes"))?;
    refused.assert_refused(6, &["somebody else is changing dev", "logline up, process"]);
    hold.release();
    assert_eq!(ended(first).await?.code, Some(0));
    second.run(&arguments("down --yes"))?.succeeded()?;
    Ok(())
}

async fn a_damaged_journal_is_put_away(bed: &'static Bed) -> Outcome {
    let site = Site::new(bed).await?;
    site.json("up --yes", 0)?;
    let journal = site.home.path().join(".logline/dev/journal.ndjson");
    let mut text = fs::read(&journal)?;
    let middle = text.len() / 2;
    text[middle] ^= 1;
    fs::write(&journal, text)?;
    assert!(site.run("doctor")?.out.contains("is damaged"));
    let down = site.run("down --yes")?.succeeded()?;
    assert!(
        down.err.contains("of the journal is damaged; it is put away as"),
        "{down:?}"
    );
    site.run("status")?.succeeded()?;
    Ok(())
}
