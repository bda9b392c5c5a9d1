//! The straight way: up, look, down, up again, purge.

use libtest_mimic::Trial;

use crate::bed::home::{is_alive, is_listening};
use crate::bed::{Answer, Bed, Home, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(the_first_up_ends_with_a_request_that_works_and_the_second_changes_nothing),
        bed.trial(down_leaves_nothing_running_and_up_finds_the_data_again),
        bed.trial(purge_asks_and_then_leaves_nothing),
        bed.trial(down_where_nothing_was_is_nothing_to_do),
        bed.trial(outputs_are_values_for_scripts),
        bed.trial(status_tells_healthy_stopped_and_unhealthy_apart),
    ]
}

async fn the_first_up_ends_with_a_request_that_works_and_the_second_changes_nothing(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let first = home.up()?;
    assert_eq!(first["started"], true);
    let health = reqwest::get(format!("{}/health", home.api_url()?)).await?;
    assert_eq!(health.status(), 200);
    let mut shell = std::process::Command::new("sh");
    home.place(&mut shell);
    let answer = Answer::from(
        shell
            .env("TOKEN", first["token"].as_str().unwrap_or_default())
            .args(["-c", first["curl"].as_str().unwrap_or_default()])
            .output()?,
    )
    .succeeded()?;
    assert_eq!(answer.json()?["count"], 0);

    let (supervisor, postgres) = (home.supervisor()?, home.postgres()?);
    let second = home.up()?;
    assert_eq!(
        (&second["started"], &second["api_url"]),
        (&false.into(), &first["api_url"])
    );
    assert_eq!((home.supervisor()?, home.postgres()?), (supervisor, postgres));
    Ok(())
}

async fn down_leaves_nothing_running_and_up_finds_the_data_again(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let id = home.append("kept").await?;
    let (supervisor, postgres, api_url) = (home.supervisor()?, home.postgres()?, home.api_url()?);
    let down = home.json(&["down"])?;
    assert_eq!(down["stopped"], serde_json::json!(["gateway", "postgres"]));
    assert!(!is_alive(supervisor) && !is_alive(postgres) && !is_listening(&api_url));
    assert_eq!(home.json(&["down"])?["stopped"], serde_json::json!([]));

    home.up()?;
    assert_eq!(home.read(&id).await?, 200);
    Ok(())
}

async fn purge_asks_and_then_leaves_nothing(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let (data, supervisor) = (home.data()?, home.supervisor()?);
    home.run(&["down", "--purge"])?
        .assert_refused(2, &["--yes would answer"]);
    assert!(
        data.join("PG_VERSION").exists() && is_alive(supervisor),
        "nothing was touched"
    );
    let down = home.json(&["down", "--purge", "--yes"])?;
    assert!(!data.exists() && !home.files().exists(), "{down}");
    Ok(())
}

async fn down_where_nothing_was_is_nothing_to_do(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.json(&["down"])?;
    home.json(&["down", "--purge", "--yes"])?;
    assert!(!home.path().join(".logline").exists());
    Ok(())
}

async fn outputs_are_values_for_scripts(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.run(&["outputs"])?
        .assert_refused(1, &["isn't running", "try: logline up"]);
    home.up()?;
    let all = home.json(&["outputs"])?;
    assert!(all.get("database_url").is_none(), "a secret is shown by its name only");
    let one = home.run(&["outputs", "api_url"])?.succeeded()?;
    assert_eq!(one.out.trim_end(), all["api_url"].as_str().unwrap_or_default());
    let url = home.run(&["outputs", "database_url"])?.succeeded()?;
    let (client, connection) = tokio_postgres::connect(url.out.trim_end(), tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let user: String = client.query_one("SELECT session_user::text", &[]).await?.get(0);
    assert_eq!(user, "logline_owner");
    home.run(&["outputs", "nothing"])?
        .assert_refused(2, &["there is no output nothing", "api_url"]);
    Ok(())
}

async fn status_tells_healthy_stopped_and_unhealthy_apart(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    assert_eq!(home.json(&["status"])?["platform"], "stopped");
    home.up()?;
    let healthy = home.json(&["status"])?;
    assert_eq!(
        (&healthy["platform"], &healthy["health"]["status"]),
        (&"running".into(), &"ok".into())
    );
    assert_eq!(healthy["migrations"]["pending"], 0);

    // A server that is stopped in its tracks answers nobody.
    let postgres = home.postgres()?;
    nix::sys::signal::kill(postgres, nix::sys::signal::Signal::SIGSTOP)?;
    let stopped = std::fs::read_to_string(format!("/proc/{postgres}/task/{postgres}/children"))?;
    for child in stopped.split_whitespace() {
        nix::sys::signal::kill(
            nix::unistd::Pid::from_raw(child.parse()?),
            nix::sys::signal::Signal::SIGSTOP,
        )?;
    }
    let unhealthy = home.run(&["status", "--output", "json"])?;
    for child in stopped.split_whitespace().chain([postgres.to_string().as_str()]) {
        nix::sys::signal::kill(
            nix::unistd::Pid::from_raw(child.parse()?),
            nix::sys::signal::Signal::SIGCONT,
        )?;
    }
    assert_eq!(unhealthy.code, Some(4), "{unhealthy:?}");
    assert_eq!(
        home.json(&["down"])?["stopped"],
        serde_json::json!(["gateway", "postgres"])
    );
    Ok(())
}
