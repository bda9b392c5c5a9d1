//! Gateway and server are killed in the middle of a long input: every acknowledged span is there,
//! none twice, and every hash can be computed again.

use std::process::Stdio;
use std::time::Duration;

use libtest_mimic::Trial;
use tokio::time::sleep;

use super::{file, note, owner};
use crate::bed::home::{kill_dead, until};
use crate::bed::{Bed, Home, Outcome};

/// 100,000 where there is time; the variable `LOGLINE_TEST_SPANS` says how many.
const SPANS: usize = 20_000;

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(what_is_acknowledged_survives_every_kill)]
}

async fn what_is_acknowledged_survives_every_kill(bed: &'static Bed) -> Outcome {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's own size is no setting of the program"
    )]
    let count = std::env::var("LOGLINE_TEST_SPANS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(SPANS);
    let home = Home::new(bed)?;
    home.up()?;
    let input = file(&home, "input", (0..count).map(|n| note(&format!("thing {n}"))))?;
    let mut append = home
        .command(&["spans", "append", &input, "--output", "json"])
        .stderr(Stdio::null())
        .spawn()?;
    let database = || async { owner(&home).await };
    for (kill_gateway, kill_server, share) in [(false, true, 10), (true, false, 30), (true, true, 50)] {
        // At this share of the input, by what the database holds.
        let reached = i64::try_from(count * share / 100)?;
        loop {
            let rows = match database().await {
                Ok(client) => client
                    .query_one("SELECT count(*) FROM ledger.universal_registry", &[])
                    .await
                    .map(|row| row.get(0)),
                Err(_) => Ok(0),
            };
            if rows.unwrap_or(0) >= reached || append.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        let (supervisor, server) = (home.supervisor()?, home.postgres()?);
        if kill_gateway {
            kill_dead(supervisor).await?;
        }
        if kill_server {
            kill_dead(server).await?;
        }
        home.up()?;
    }
    until("the input ends", || matches!(append.try_wait(), Ok(Some(_)))).await?;
    let answer = append.wait_with_output()?;
    let appended: serde_json::Value = serde_json::from_slice(&answer.stdout)?;
    assert_eq!(answer.status.code(), Some(0), "{appended}");
    assert_eq!(
        appended["new"]
            .as_u64()
            .zip(appended["repeated"].as_u64())
            .map(|(new, repeated)| new + repeated),
        Some(count as u64)
    );

    let client = database().await?;
    let row = client
        .query_one(
            "SELECT count(*), count(DISTINCT \"this\"), max(stream_pos) FROM ledger.universal_registry",
            &[],
        )
        .await?;
    let rows: (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
    let count = i64::try_from(count)?;
    assert_eq!(rows, (count, count, count), "rows, different ones, last position");
    assert_eq!(home.json(&["ledger", "verify"])?["sound"], true);
    Ok(())
}
