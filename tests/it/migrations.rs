//! The migration runner on real servers: many at once, stopped half-way, blocked, and refused.

use std::path::Path;
use std::time::Duration;

use db_migration::{
    Error, Event, Migrations, Patience, Request, Response, Target, Up, UpOptions, dry_run, handle, set_app_password,
    status, up,
};
use libtest_mimic::Trial;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::bed::{Bed, Database, Outcome, Pg, Role, Trouble, verdict};

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials: Vec<Trial> = [
        bed.on_each_server(twenty_runners_at_once_apply_everything_exactly_once),
        bed.on_each_server(a_waiting_runner_does_not_disturb_a_concurrent_index_build),
        bed.on_each_server(a_runner_that_waits_too_long_names_the_holder),
        bed.on_each_server(an_edited_file_is_refused_with_a_diff),
        bed.on_each_server(a_blocked_statement_names_the_session_and_gives_way),
        bed.on_each_server(a_statement_tries_again_until_it_gets_its_lock),
        bed.on_each_server(a_killed_runner_leaves_nothing_half_made_and_the_next_one_continues),
        bed.on_each_server(an_index_build_that_was_cut_off_is_begun_again),
        bed.on_each_server(a_failing_migration_leaves_nothing_and_what_came_before_is_told_and_kept),
        bed.on_each_server(without_a_transaction_the_failing_statement_is_named_and_a_second_run_continues),
        bed.on_each_server(if_not_exists_does_not_hide_an_invalid_index),
        bed.on_each_server(an_index_of_that_name_on_another_table_is_an_error),
        bed.on_each_server(what_waits_for_an_extension_comes_once_it_is_there),
        bed.on_each_server(up_stops_at_the_version_or_the_number_asked_for),
        bed.on_each_server(the_database_itself_keeps_a_dry_run_from_writing),
        bed.on_each_server(a_changed_record_is_noticed),
        bed.on_each_database(an_invalid_index_of_an_applied_migration_is_rebuilt),
        bed.on_each_database(what_a_stopped_rebuild_left_behind_is_dropped),
        bed.on_each_database(a_second_up_changes_nothing),
        bed.on_each_database(the_app_may_not_read_the_history),
    ]
    .into_iter()
    .flatten()
    .collect();
    trials.push(bed.trial(the_password_of_the_app_reaches_the_server_as_a_verifier_only));
    trials
}

const TABLE: (&str, &str) = (
    "0001_table.sql",
    "CREATE TABLE app.t (id int NOT NULL);\nINSERT INTO app.t SELECT generate_series(1, 1000);\n",
);
const INDEX: (&str, &str) = (
    "0002_index.sql",
    "-- transaction: none\nCREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON app.t (id);\n",
);

/// Twice and quickly, where the real runner asks ten times with pauses of seconds.
const IMPATIENT: Patience = Patience {
    migration_lock: Duration::from_secs(60),
    attempts: 2,
    pause: Duration::from_millis(10),
};

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

async fn an_edited_file_is_refused_with_a_diff(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    let edited = [
        (
            TABLE.0,
            "CREATE TABLE app.t (id bigint NOT NULL);\nINSERT INTO app.t SELECT 1;\n",
        ),
        INDEX,
    ];
    let told = apply(&db, &edited).await.unwrap_err().to_string();
    assert!(told.contains("-CREATE TABLE app.t (id int NOT NULL);"), "{told}");
    assert!(told.contains("+CREATE TABLE app.t (id bigint NOT NULL);"), "{told}");
    let shown = status(&target(&db), &files(&edited)?).await?;
    assert_eq!((shown.edited.len(), shown.pending.len(), shown.agrees()), (1, 1, false));

    let windows = [
        (
            TABLE.0,
            "CREATE TABLE app.t (id int NOT NULL);  \r\nINSERT INTO app.t SELECT generate_series(1, 1000);",
        ),
        INDEX,
    ];
    assert_eq!(apply(&db, &windows).await?.applied, [2], "line ends are no edit");
    Ok(())
}

const COLUMN: (&str, &str) = (
    "0002_column.sql",
    "CREATE TABLE app.new ();\n\nALTER TABLE app.t ADD COLUMN name text;\n",
);

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
    let error = apply(&db, &[TABLE, two]).await.unwrap_err();
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

async fn if_not_exists_does_not_hide_an_invalid_index(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    db.as_owner()
        .await?
        .batch_execute("CREATE INDEX t_id ON app.t (id)")
        .await?;
    spoil(&db, "app.t_id").await?;
    assert_eq!(apply(&db, &[TABLE, INDEX]).await?.applied, [2]);
    assert!(status(&target(&db), &files(&[TABLE, INDEX])?).await?.is_current());
    Ok(())
}

async fn an_index_of_that_name_on_another_table_is_an_error(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    db.as_owner()
        .await?
        .batch_execute("CREATE TABLE app.u (id int); CREATE INDEX t_id ON app.u (id)")
        .await?;
    assert!(matches!(
        apply(&db, &[TABLE, INDEX]).await,
        Err(Error::IndexElsewhere { .. })
    ));
    Ok(())
}

async fn what_waits_for_an_extension_comes_once_it_is_there(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let waits = (
        "0002_waits.sql",
        "-- requires: extension from_tomorrow\nCREATE TABLE app.waited ();\n",
    );
    let set = [TABLE, waits, ("0003_last.sql", "CREATE TABLE app.last ();\n")];
    let first = apply(&db, &set).await?;
    assert_eq!((first.applied, first.waiting, first.current), (vec![1, 3], vec![2], 3));
    let shown = status(&target(&db), &files(&set)?).await?;
    assert_eq!(shown.waiting[0].extension, "from_tomorrow");
    assert!(shown.is_current());

    let install = "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) \
                   VALUES (4000000000, 'from_tomorrow', 10, 2200, false, '1')";
    db.as_superuser().await?.batch_execute(install).await?;
    let second = apply(&db, &set).await?;
    assert_eq!((second.applied, second.waiting, second.current), (vec![2], vec![], 3));
    Ok(())
}

async fn up_stops_at_the_version_or_the_number_asked_for(pg: &'static Pg) -> Outcome {
    let (db, all) = (pg.empty_database().await?, Migrations::embedded()?);
    let ask = async |request| handle(&target(&db), &all, request, &|_| ()).await;
    let Response::Up(to) = ask(Request::Up {
        to: Some(2),
        at_most: None,
    })
    .await?
    else {
        return wrong();
    };
    assert_eq!(
        (to.applied, to.current, to.remaining.first()),
        (vec![1, 2], 2, Some(&3))
    );
    let Response::Up(one) = ask(Request::Up {
        to: None,
        at_most: Some(1),
    })
    .await?
    else {
        return wrong();
    };
    assert_eq!((one.applied, one.current), (vec![3], 3));
    assert!(matches!(
        ask(Request::Up {
            to: Some(2),
            at_most: None
        })
        .await,
        Err(Error::Backwards { to: 2, current: 3 })
    ));
    assert!(matches!(
        ask(Request::Up {
            to: Some(9999),
            at_most: None
        })
        .await,
        Err(Error::NoSuchTarget { .. })
    ));
    let Response::Status(shown) = ask(Request::Status).await? else {
        return wrong();
    };
    assert_eq!(
        (shown.current, shown.applied.len(), shown.agrees(), shown.is_current()),
        (3, 3, true, false)
    );
    Ok(())
}

async fn the_database_itself_keeps_a_dry_run_from_writing(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let planned = dry_run(&target(&db), &files(&[TABLE, INDEX])?, None).await?;
    let kinds: Vec<_> = planned
        .migrations
        .iter()
        .flat_map(|m| &m.statements)
        .map(|s| (s.line, s.kind))
        .collect();
    use db_migration::Kind::{ConcurrentIndex, Rows, Schema};
    assert_eq!(kinds, [(1, Schema), (2, Rows), (2, ConcurrentIndex)]);
    assert_eq!(
        number(&db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'app'").await?,
        0
    );

    let session = target(&db).read_only_session().await?;
    for write in [
        "CREATE SCHEMA app",
        "CREATE TABLE public.t ()",
        "GRANT logline_app TO CURRENT_USER",
    ] {
        assert_eq!(verdict(session.client.batch_execute(write).await), "25006", "{write}");
    }
    Ok(())
}

async fn a_changed_record_is_noticed(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    apply(&db, &[TABLE]).await?;
    db.as_owner()
        .await?
        .batch_execute("UPDATE app.migrations SET body = 'SELECT 1;'")
        .await?;
    assert!(matches!(
        apply(&db, &[TABLE]).await,
        Err(Error::HistoryTampered { version: 1 })
    ));
    Ok(())
}

async fn an_invalid_index_of_an_applied_migration_is_rebuilt(db: Database) -> Outcome {
    let index = "ledger.universal_registry_newest";
    spoil(&db, index).await?;
    let all = Migrations::embedded()?;
    assert_eq!(status(&target(&db), &all).await?.invalid_indexes, [index]);
    assert_eq!(
        up(&target(&db), &all, &UpOptions::default(), &|_| ())
            .await?
            .repaired_indexes,
        [index]
    );
    assert!(status(&target(&db), &all).await?.is_current());
    Ok(())
}

async fn what_a_stopped_rebuild_left_behind_is_dropped(db: Database) -> Outcome {
    let left = "ledger.universal_registry_newest_ccnew1";
    let owner = db.as_owner().await?;
    owner
        .batch_execute("CREATE INDEX universal_registry_newest_ccnew1 ON ledger.universal_registry (at)")
        .await?;
    spoil(&db, left).await?;
    let done = up(&target(&db), &Migrations::embedded()?, &UpOptions::default(), &|_| ()).await?;
    assert_eq!(done.repaired_indexes, [left]);
    assert_eq!(number(&db, &format!("SELECT count(to_regclass('{left}'))")).await?, 0);
    Ok(())
}

async fn a_second_up_changes_nothing(db: Database) -> Outcome {
    let done = up(&target(&db), &Migrations::embedded()?, &UpOptions::default(), &|_| ()).await?;
    assert_eq!(
        (done.applied, done.remaining, done.repaired_indexes),
        (vec![], vec![], vec![])
    );
    Ok(())
}

async fn the_app_may_not_read_the_history(db: Database) -> Outcome {
    assert_eq!(
        verdict(db.as_app().await?.query("SELECT FROM app.migrations", &[]).await),
        "42501"
    );
    Ok(())
}

async fn the_password_of_the_app_reaches_the_server_as_a_verifier_only(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let db = bed.own_server(major)?.database().await?;
        let superuser = db.as_superuser().await?;
        superuser
            .batch_execute("ALTER ROLE logline_owner SET log_statement = 'all'")
            .await?;
        let runners: Vec<_> = (0..8)
            .map(|_| {
                let target = target(&db);
                tokio::spawn(async move { set_app_password(&target, "open sesame").await })
            })
            .collect();
        for runner in runners {
            runner.await??;
        }
        let mut app = db.config(Role::App).clone();
        let (client, connection) = app.password("open sesame").connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("SELECT 1").await?;
        let stored =
            "SELECT count(*) FROM pg_authid WHERE rolname = 'logline_app' AND rolpassword LIKE 'SCRAM-SHA-256$%'";
        assert_eq!(superuser.query_one(stored, &[]).await?.get::<_, i64>(0), 1);

        let data: String = superuser
            .query_one("SELECT current_setting('data_directory')", &[])
            .await?
            .get(0);
        let log = std::fs::read_to_string(Path::new(&data).with_file_name("postgres.log"))?;
        assert!(
            log.contains("ALTER ROLE logline_app PASSWORD 'SCRAM-SHA-256$"),
            "every statement is in the log"
        );
        assert!(!log.contains("open sesame"));
    }
    Ok(())
}

/// A runner in a task of its own, with its events as they come.
struct Runner {
    task: JoinHandle<Result<Up, Error>>,
    events: UnboundedReceiver<Event>,
}

impl Runner {
    fn start(
        db: &Database,
        migrations: Result<Migrations, db_migration::SourceError>,
        patience: Patience,
    ) -> Result<Self, Trouble> {
        let (target, migrations) = (target(db), migrations?);
        let (sender, events) = unbounded_channel();
        let task = tokio::spawn(async move {
            let options = UpOptions {
                patience,
                ..UpOptions::default()
            };
            // Nobody may be listening any more.
            up(&target, &migrations, &options, &|event| drop(sender.send(event))).await
        });
        Ok(Self { task, events })
    }

    /// The first event from now on that is such a one.
    async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Result<Event, Trouble> {
        let search = async {
            while let Some(event) = self.events.recv().await {
                if wanted(&event) {
                    return Ok(event);
                }
            }
            Err(Trouble::new("the runner ended without that event"))
        };
        timeout(Duration::from_secs(60), search).await?
    }

    async fn finish(self) -> Result<Up, Error> {
        match self.task.await {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    /// Its connections end without a word, as those of a killed process do.
    async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.is_err());
    }
}

fn target(db: &Database) -> Target {
    Target::new(db.config(Role::Owner).clone())
}

fn files(files: &[(&str, &str)]) -> Result<Migrations, db_migration::SourceError> {
    Migrations::from_files(files.iter().copied())
}

async fn apply(db: &Database, set: &[(&str, &str)]) -> Result<Up, Error> {
    up(
        &target(db),
        &files(set)?,
        &UpOptions {
            patience: IMPATIENT,
            ..UpOptions::default()
        },
        &|_| (),
    )
    .await
}

/// Makes an index what a stopped build leaves.
async fn spoil(db: &Database, index: &str) -> Outcome {
    let sql = format!("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass");
    Ok(db.as_superuser().await?.batch_execute(&sql).await?)
}

async fn number(db: &Database, sql: &str) -> Result<i64, Trouble> {
    Ok(db.as_owner().await?.query_one(sql, &[]).await?.get(0))
}

fn wrong() -> Outcome {
    Err(Trouble::new("the response is to another request"))
}
