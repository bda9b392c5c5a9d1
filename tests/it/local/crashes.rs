//! What was killed, or spoilt, is mended by the next `up`, and nothing that was acknowledged is lost.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use libtest_mimic::Trial;
use nix::unistd::Pid;

use crate::bed::home::{is_alive, kill_dead, until};
use crate::bed::{Bed, Home, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(after_a_killed_supervisor_its_server_is_taken_over),
        bed.trial(after_a_killed_supervisor_down_ends_its_server),
        bed.trial(a_killed_server_comes_back_by_itself),
        bed.trial(when_both_were_killed_nothing_is_lost),
        bed.trial(a_stale_record_harms_no_strangers_process),
        bed.trial(a_record_that_is_spoilt_while_the_platform_runs_is_mended),
        bed.trial(a_cluster_that_was_half_made_is_made_again),
        bed.trial(files_that_are_no_cluster_are_left_alone),
    ]
}

async fn after_a_killed_supervisor_its_server_is_taken_over(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let id = home.append("kept").await?;
    let (supervisor, postgres) = (home.supervisor()?, home.postgres()?);
    kill_dead(supervisor).await?;
    assert_eq!(home.json(&["status"])?["platform"], "stopped");
    let up = home.up()?;
    assert_eq!(up["started"], true);
    assert_eq!(home.postgres()?, postgres, "the server went on");
    assert_ne!(home.supervisor()?, supervisor);
    assert_eq!(home.read(&id).await?, 200);
    Ok(())
}

async fn after_a_killed_supervisor_down_ends_its_server(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let postgres = home.postgres()?;
    kill_dead(home.supervisor()?).await?;
    let doctor = home.run(&["doctor"])?.succeeded()?;
    assert!(
        doctor.out.contains("PostgreSQL runs without the platform"),
        "{doctor:?}"
    );
    assert_eq!(home.json(&["down"])?["stopped"], serde_json::json!(["postgres"]));
    assert!(!is_alive(postgres));
    Ok(())
}

async fn a_killed_server_comes_back_by_itself(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let id = home.append("kept").await?;
    let (supervisor, postgres) = (home.supervisor()?, home.postgres()?);
    kill_dead(postgres).await?;
    let mut answers = Vec::new();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_mins(1);
    while answers.last() != Some(&200) {
        assert!(tokio::time::Instant::now() < deadline, "{answers:?}");
        answers.push(home.read(&id).await?);
    }
    assert!(answers.iter().all(|status| [200, 503].contains(status)), "{answers:?}");
    assert_eq!(home.supervisor()?, supervisor);
    home.append("more").await?;
    Ok(())
}

async fn when_both_were_killed_nothing_is_lost(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let id = home.append("kept").await?;
    let (supervisor, postgres) = (home.supervisor()?, home.postgres()?);
    kill_dead(supervisor).await?;
    kill_dead(postgres).await?;
    home.up()?;
    assert_eq!(home.read(&id).await?, 200);
    Ok(())
}

async fn a_stale_record_harms_no_strangers_process(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let mut record = home.record()?;
    home.json(&["down"])?;
    let mut stranger = Command::new("sleep").arg("600").spawn()?;
    record["pid"] = stranger.id().into();
    let pid = Pid::from_raw(stranger.id().try_into()?);
    let files = home.files();
    for spoil in ["platform.lock", "command.lock"] {
        fs::write(files.join(spoil), stranger.id().to_string())?;
    }
    for text in [record.to_string(), "garbage".to_owned(), String::new()] {
        fs::write(files.join("platform.json"), &text)?;
        assert_eq!(home.json(&["status"])?["platform"], "stopped", "{text}");
        home.json(&["down"])?;
        fs::write(files.join("platform.json"), &text)?;
        assert_eq!(home.up()?["started"], true, "{text}");
        assert_ne!(home.supervisor()?, pid);
        home.json(&["down"])?;
    }
    assert!(is_alive(pid));
    stranger.kill()?;
    stranger.wait()?;
    Ok(())
}

async fn a_record_that_is_spoilt_while_the_platform_runs_is_mended(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let supervisor = home.supervisor()?;
    fs::write(home.files().join("platform.json"), "{\"pid\":1}")?;
    let status = home.run(&["status", "--output", "json"])?;
    assert_eq!((status.code, &status.json()?["platform"]), (Some(4), &"lost".into()));
    assert_eq!(home.up()?["started"], true);
    assert!(!is_alive(supervisor));

    let (supervisor, postgres) = (home.supervisor()?, home.postgres()?);
    fs::write(home.files().join("platform.json"), "")?;
    home.json(&["down"])?;
    assert!(!is_alive(supervisor) && !is_alive(postgres));
    Ok(())
}

async fn a_cluster_that_was_half_made_is_made_again(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let mut starting = home.start(&["serve", "--output", "ndjson"])?;
    let data = || home.data().unwrap_or_default();
    let workplace = || {
        let (parent, name) = (
            data().parent()?.to_owned(),
            data().file_name()?.to_string_lossy().into_owned(),
        );
        let entries = fs::read_dir(parent).ok()?;
        let mut names = entries.filter_map(|entry| Some(entry.ok()?.path()));
        names.find(|path| path.to_string_lossy().contains(&format!("{name}.initialising")))
    };
    until("initdb is at work", || {
        workplace().is_some_and(|it| it.join("data").exists())
    })
    .await?;
    starting.kill()?;
    starting.wait()?;
    assert!(!data().join("PG_VERSION").exists(), "it was killed in time");
    home.up()?;
    home.append("works").await?;
    assert_eq!(workplace(), None);
    Ok(())
}

async fn files_that_are_no_cluster_are_left_alone(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let theirs = bed.directory("theirs")?;
    fs::write(theirs.join("thesis.txt"), "years of work")?;
    fs::create_dir_all(home.files())?;
    fs::write(home.files().join("postgres.path"), theirs.display().to_string())?;
    home.run(&["up"])?
        .assert_refused(1, &["neither empty nor a PostgreSQL data directory"]);
    fs::remove_file(home.files().join("postgres.path"))?;
    symlink(&theirs, home.files().join("postgres"))?;
    home.run(&["down", "--purge", "--yes"])?;
    assert_eq!(fs::read_to_string(theirs.join("thesis.txt"))?, "years of work");
    Ok(())
}
