//! Migrations that stop half-way, by a kill or an error, and the run after.

use db_migration::{Error, Event, Patience, status};
use libtest_mimic::Trial;

use super::runner::{IMPATIENT, INDEX, Runner, TABLE, apply, files, number, refusal, target};
use crate::bed::{Bed, Outcome, Pg, Trouble, verdict};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        bed.on_each_server(a_killed_runner_leaves_nothing_half_made_and_the_next_one_continues),
        bed.on_each_server(an_index_build_that_was_cut_off_is_begun_again),
        bed.on_each_server(a_failing_migration_leaves_nothing_and_what_came_before_is_told_and_kept),
        bed.on_each_server(without_a_transaction_the_failing_statement_is_named_and_a_second_run_continues),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn a_killed_runner_leaves_nothing_half_made_and_the_next_one_continues(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let reader = db.as_owner().await?;
    let set = [
        TABLE,
        ("0002_more.sql", "CREATE TABLE app.more ();"),
        (
            "0003_change.sql",
            "CREATE TABLE app.new ();\nALTER TABLE app.t ADD COLUMN name text;",
        ),
    ];
    apply(&db, &set[..1]).await?;
    reader.batch_execute("BEGIN; SELECT FROM app.t").await?;
    let mut runner = Runner::start(&db, files(&set), Patience::default())?;
    runner
        .until(|event| matches!(event, Event::StatementBlocked { version: 3, .. }))
        .await?;
    runner.kill().await;
    reader.batch_execute("COMMIT").await?;

    assert_eq!(
        apply(&db, &set).await?.applied,
        [3],
        "the second was kept, the third left nothing"
    );
    Ok(())
}

async fn an_index_build_that_was_cut_off_is_begun_again(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    let writer = db.as_owner().await?;
    writer.batch_execute("BEGIN; INSERT INTO app.t VALUES (0)").await?;
    let mut runner = Runner::start(&db, files(&[TABLE, INDEX]), IMPATIENT)?;
    runner
        .until(|event| matches!(event, Event::StatementBlocked { .. }))
        .await?;
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(number(&db, kill).await?, 1);
    assert!(matches!(runner.finish().await, Err(Error::Statement { .. })));
    writer.batch_execute("COMMIT").await?;

    let shown = status(&target(&db), &files(&[TABLE, INDEX])?).await?;
    assert_eq!(shown.invalid_indexes, ["app.t_id"]);
    let mut second = Runner::start(&db, files(&[TABLE, INDEX]), IMPATIENT)?;
    second
        .until(|event| {
            *event
                == Event::IndexDropped {
                    index: "app.t_id".into(),
                }
        })
        .await?;
    assert_eq!(second.finish().await?.applied, [2]);
    assert!(status(&target(&db), &files(&[TABLE, INDEX])?).await?.is_current());
    Ok(())
}

async fn a_failing_migration_leaves_nothing_and_what_came_before_is_told_and_kept(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let bad = (
        "0002_bad.sql",
        "CREATE TABLE app.new ();\n-- why\nINSERT INTO app.t VALUES (NULL);\n",
    );
    let Err(error @ Error::HalfWay { .. }) = apply(&db, &[TABLE, bad]).await else {
        return Err(Trouble::new("it did not fail"));
    };
    assert!(error.is_half_way());
    let told = Trouble::from(error).to_string();
    let expected = "stopped after applying 0001: 0002_bad.sql, statement 2 of 2 (line 3, INSERT INTO app.t VALUES) \
                    failed; nothing of this migration was kept";
    assert!(told.starts_with(expected), "{told}");
    assert_eq!(
        number(&db, "SELECT count(*) FROM pg_class WHERE relname = 'new'").await?,
        0
    );

    let good = (bad.0, "CREATE TABLE app.new ();\nINSERT INTO app.t VALUES (0);\n");
    assert_eq!(apply(&db, &[TABLE, good]).await?.applied, [2]);
    Ok(())
}

async fn without_a_transaction_the_failing_statement_is_named_and_a_second_run_continues(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let two = (
        "0002_two.sql",
        "-- transaction: none\nCREATE INDEX CONCURRENTLY t_a ON app.t (id);\nCREATE UNIQUE INDEX CONCURRENTLY t_b ON app.t (id);\n",
    );
    apply(&db, &[TABLE]).await?;
    let owner = db.as_owner().await?;
    owner.batch_execute("INSERT INTO app.t VALUES (1)").await?;
    let error = refusal(apply(&db, &[TABLE, two]).await)?;
    assert!(error.is_half_way(), "the first index is there");
    assert!(
        error
            .to_string()
            .contains("0002_two.sql, statement 2 of 2 (line 3, CREATE UNIQUE INDEX CONCURRENTLY t_b)"),
        "{error}"
    );
    assert_eq!(
        status(&target(&db), &files(&[TABLE, two])?).await?.invalid_indexes,
        ["app.t_b"]
    );

    owner.batch_execute("DELETE FROM app.t WHERE id = 1").await?;
    assert_eq!(apply(&db, &[TABLE, two]).await?.applied, [2]);
    let unique = "INSERT INTO app.t VALUES (2)";
    assert_eq!(verdict(owner.batch_execute(unique).await), "23505", "the index guards");
    Ok(())
}
