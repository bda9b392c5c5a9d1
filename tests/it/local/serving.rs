//! The platform in the foreground, and interruptions.

use std::process::Child;

use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::bed::home::{is_alive, is_listening, until};
use crate::bed::{Answer, Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(serve_ends_with_all_it_started_on_every_signal),
        bed.trial(an_interrupted_start_leaves_nothing_running),
        bed.trial(an_interrupted_up_leaves_nothing_running),
    ]
}

fn signal(child: &Child, signal: Signal) -> Outcome {
    Ok(kill(Pid::from_raw(child.id().try_into()?), signal)?)
}

fn serves(home: &Home) -> bool {
    home.api_url().is_ok_and(|api_url| is_listening(&api_url))
}

async fn serve_ends_with_all_it_started_on_every_signal(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    for ending in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let serve = home.start(&["serve"])?;
        until("serve serves", || serves(&home)).await?;
        let (postgres, api_url) = (home.postgres()?, home.api_url()?);
        let up = home.up()?;
        assert_eq!(
            (&up["started"], home.supervisor()?.as_raw()),
            (&false.into(), serve.id().try_into()?)
        );
        home.run(&["serve"])?
            .assert_refused(6, &["runs already", "try: logline status"]);
        signal(&serve, ending)?;
        Answer::from(serve.wait_with_output()?).succeeded()?;
        assert!(!is_alive(postgres) && !is_listening(&api_url), "after {ending}");
        assert!(!home.files().join("platform.json").exists());
    }
    Ok(())
}

/// Interrupts a command as soon as a server is there.
async fn interrupted(home: &Home, line: &[&str]) -> Result<Answer, Trouble> {
    let child = home.start(line)?;
    until("a server starts", || home.postgres().is_ok_and(is_alive)).await?;
    signal(&child, Signal::SIGINT)?;
    let answer = child.wait_with_output()?.into();
    until("everything ends", || !home.postgres().is_ok_and(is_alive)).await?;
    Ok(answer)
}

async fn an_interrupted_start_leaves_nothing_running(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let answer = interrupted(&home, &["serve"]).await?;
    assert!(matches!(answer.code, Some(0 | 130)), "{answer:?}");
    home.up()?;
    home.append("works").await?;
    Ok(())
}

async fn an_interrupted_up_leaves_nothing_running(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let answer = interrupted(&home, &["up"]).await?;
    assert_eq!(answer.code, Some(130), "{answer:?}");
    home.up()?;
    home.append("works").await?;
    Ok(())
}
