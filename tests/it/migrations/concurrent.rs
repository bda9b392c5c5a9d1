//! Many runners, and others at work, on one database.

use std::time::Duration;

use db_migration::{Error, Event, Migrations, Patience, status};
use libtest_mimic::Trial;

use super::runner::{IMPATIENT, INDEX, Runner, TABLE, apply, files, number, target};
use crate::bed::{Bed, Outcome, Pg, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        bed.on_each_server(twenty_runners_at_once_apply_everything_exactly_once),
        bed.on_each_server(twenty_runners_at_once_build_an_index_beside_each_other_once),
        bed.on_each_server(a_waiting_runner_does_not_disturb_a_concurrent_index_build),
        bed.on_each_server(a_runner_that_waits_too_long_names_the_holder),
        bed.on_each_server(a_blocked_statement_names_the_session_and_gives_way),
        bed.on_each_server(a_statement_tries_again_until_it_gets_its_lock),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const COLUMN: (&str, &str) = (
    "0002_column.sql",
    "CREATE TABLE app.new ();\n\nALTER TABLE app.t ADD COLUMN name text;\n",
);

async fn twenty_runners_at_once_apply_everything_exactly_once(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let runners: Vec<_> = (0..20)
        .map(|_| Runner::start(&db, Migrations::embedded(), IMPATIENT))
        .collect();
    let mut applied = Vec::new();
    for runner in runners {
        applied.extend(runner?.finish().await?.applied);
    }
    applied.sort_unstable();
    let expected: Vec<u32> = (1..=Migrations::embedded()?.newest())
        .filter(|version| *version != 8 || pg.major() != 15)
        .collect();
    assert_eq!(applied, expected);
    assert!(status(&target(&db), &Migrations::embedded()?).await?.is_current());
    Ok(())
}

async fn twenty_runners_at_once_build_an_index_beside_each_other_once(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let set = [TABLE, INDEX];
    let runners: Vec<_> = (0..20).map(|_| Runner::start(&db, files(&set), IMPATIENT)).collect();
    let mut applied = Vec::new();
    for runner in runners {
        applied.extend(runner?.finish().await?.applied);
    }
    assert_eq!(applied.len(), 2);
    assert!(status(&target(&db), &files(&set)?).await?.is_current());
    Ok(())
}

/// A runner that blocked on the lock would hold a snapshot, which the index build waits for.
async fn a_waiting_runner_does_not_disturb_a_concurrent_index_build(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    // An older writer, so that the build is still going on when the second runner comes.
    let writer = db.as_owner().await?;
    writer.batch_execute("BEGIN; INSERT INTO app.t VALUES (0)").await?;

    let mut first = Runner::start(&db, files(&[TABLE, INDEX]), IMPATIENT)?;
    first
        .until(|event| matches!(event, Event::StatementBlocked { .. }))
        .await?;
    let mut second = Runner::start(&db, files(&[TABLE, INDEX]), IMPATIENT)?;
    let holder = match second.until(|event| matches!(event, Event::LockAwaited { .. })).await? {
        Event::LockAwaited { holder } => holder.ok_or_else(|| Trouble::new("nobody held the lock"))?,
        other => return Err(Trouble::new(format!("{other:?}"))),
    };
    assert_eq!(holder.application.as_deref(), Some("logline migrate"));
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE application_name = 'logline migrate' AND wait_event_type = 'Lock' AND wait_event = 'advisory' \
                     AND datname = current_database()";
    assert_eq!(number(&db, waiting).await?, 0, "no runner blocks on the migration lock");
    writer.batch_execute("COMMIT").await?;

    assert_eq!(
        (first.finish().await?.applied, second.finish().await?.applied),
        (vec![2], vec![])
    );
    assert_eq!(
        status(&target(&db), &files(&[TABLE, INDEX])?).await?.invalid_indexes,
        [""; 0]
    );
    Ok(())
}

async fn a_runner_that_waits_too_long_names_the_holder(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    let writer = db.as_owner().await?;
    writer.batch_execute("BEGIN; LOCK app.t").await?;
    let mut first = Runner::start(&db, files(&[TABLE, INDEX]), IMPATIENT)?;
    first.until(|event| matches!(event, Event::LockTaken { .. })).await?;

    let short = Patience {
        migration_lock: Duration::from_millis(300),
        ..IMPATIENT
    };
    let refused = Runner::start(&db, files(&[TABLE, INDEX]), short)?.finish().await;
    assert!(
        matches!(&refused, Err(Error::LockHeld { holder: Some(holder), .. }) if holder.pid > 0),
        "{refused:?}"
    );
    writer.batch_execute("ROLLBACK").await?;
    first.finish().await?;
    Ok(())
}

async fn a_blocked_statement_names_the_session_and_gives_way(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    let reader = db.as_owner().await?;
    reader
        .batch_execute("SET application_name = 'a report'; BEGIN; SELECT 'secret' FROM app.t")
        .await?;

    let Err(Error::Blocked {
        place,
        attempts,
        blockers,
        source,
        ..
    }) = apply(&db, &[TABLE, COLUMN]).await
    else {
        return Err(Trouble::new("it was not blocked"));
    };
    assert_eq!(
        (place.file.as_str(), place.number, place.line, attempts),
        ("0002_column.sql", 2, 3, 2)
    );
    assert_eq!(
        source.code(),
        Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE)
    );
    let blocker = &blockers[0];
    assert_eq!(blocker.application.as_deref(), Some("a report"));
    assert_eq!(blocker.state.as_deref(), Some("idle in transaction"));
    assert!(blocker.user.is_some() && blocker.since.is_some());
    assert!(
        !blocker.query.clone().unwrap_or_default().contains("secret"),
        "{blocker}"
    );
    assert_eq!(
        number(&db, "SELECT count(*) FROM pg_class WHERE relname = 'new'").await?,
        0,
        "nothing was kept"
    );
    Ok(())
}

async fn a_statement_tries_again_until_it_gets_its_lock(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    let reader = db.as_owner().await?;
    reader.batch_execute("BEGIN; SELECT FROM app.t").await?;
    let mut runner = Runner::start(&db, files(&[TABLE, COLUMN]), IMPATIENT)?;
    runner
        .until(|event| matches!(event, Event::LockTimedOut { attempt: 1, .. }))
        .await?;
    reader.batch_execute("COMMIT").await?;
    assert_eq!(runner.finish().await?.applied, [2]);
    Ok(())
}
