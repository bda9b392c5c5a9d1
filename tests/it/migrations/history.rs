//! What is applied against what the files say.

use std::path::Path;

use db_migration::{
    Error, Kind, Migrations, Request, Response, UpOptions, dry_run, handle, set_app_password, status, up, verify,
};
use libtest_mimic::Trial;

use super::runner::{INDEX, TABLE, apply, files, number, refusal, target, wrong};
use crate::bed::{Bed, Database, Outcome, Pg, Role, verdict};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials: Vec<Trial> = [
        bed.on_each_server(an_edited_file_is_refused_with_a_diff),
        bed.on_each_server(what_waits_for_an_extension_comes_once_it_is_there),
        bed.on_each_server(embeddings_come_once_somebody_with_the_right_has_made_the_extension),
        bed.on_each_server(up_stops_at_the_version_or_the_number_asked_for),
        bed.on_each_server(the_database_itself_keeps_a_dry_run_from_writing),
        bed.on_each_server(a_changed_record_is_noticed),
        bed.on_each_database(a_second_up_changes_nothing),
        bed.on_each_database(the_app_may_not_read_the_history),
    ]
    .into_iter()
    .flatten()
    .collect();
    trials.push(bed.trial(the_password_of_the_app_reaches_the_server_as_a_verifier_only));
    trials
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
    let told = refusal(apply(&db, &edited).await)?.to_string();
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

/// `vector` is not trusted: where it is only available, the owner cannot make it.
async fn embeddings_come_once_somebody_with_the_right_has_made_the_extension(pg: &'static Pg) -> Outcome {
    if !pg.has_vector().await? {
        return Ok(());
    }
    let (db, all) = (pg.empty_database().await?, Migrations::embedded()?);
    let superuser = db.as_superuser().await?;
    superuser.batch_execute("DROP EXTENSION vector").await?;
    let first = up(&target(&db), &all, &UpOptions::default(), &|_| ()).await?;
    assert_eq!((first.waiting, first.remaining), (vec![8], vec![]));
    assert_eq!(verify(&target(&db), &all).await?.findings, []);

    superuser.batch_execute("CREATE EXTENSION vector SCHEMA public").await?;
    let second = up(&target(&db), &all, &UpOptions::default(), &|_| ()).await?;
    assert_eq!((second.applied, second.waiting), (vec![8], vec![]));
    assert_eq!(verify(&target(&db), &all).await?.findings, []);
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
    assert_eq!(kinds, [(1, Kind::Schema), (2, Kind::Rows), (2, Kind::ConcurrentIndex)]);
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
