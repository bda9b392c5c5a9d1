//! Invalid indexes are found and rebuilt.

use db_migration::{Error, Migrations, UpOptions, status, up};
use libtest_mimic::Trial;

use super::runner::{INDEX, TABLE, apply, files, number, spoil, target};
use crate::bed::{Bed, Database, Outcome, Pg};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        bed.on_each_server(if_not_exists_does_not_hide_an_invalid_index),
        bed.on_each_server(an_index_of_that_name_on_another_table_is_an_error),
        bed.on_each_database(an_invalid_index_of_an_applied_migration_is_rebuilt),
        bed.on_each_database(what_a_stopped_rebuild_left_behind_is_dropped),
    ]
    .into_iter()
    .flatten()
    .collect()
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
