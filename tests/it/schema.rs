//! What the migrated schema promises, asked of the database itself.

use libtest_mimic::Trial;
use tokio_postgres::Client;

use crate::bed::{Bed, Database, Outcome, Pg, Span, Trouble, context, verdict};

const CHANGES: [&str; 5] = [
    "UPDATE ledger.universal_registry SET who = 'somebody else'",
    "UPDATE ledger.universal_registry SET who = 'somebody else' WHERE false",
    "DELETE FROM ledger.universal_registry",
    "DELETE FROM ledger.universal_registry WHERE false",
    "TRUNCATE ledger.universal_registry",
];

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        bed.on_each_database(the_registry_has_70_columns),
        bed.on_each_database(the_owner_is_refused_every_change),
        bed.on_each_database(the_app_is_refused_every_change_even_when_it_is_granted),
        bed.on_each_database(a_replica_session_is_refused_every_change),
        bed.on_each_database(the_owner_may_not_append),
        bed.on_each_database(positions_count_from_one_in_each_tenant_without_gaps),
        bed.on_each_database(a_version_without_one_before_it_is_refused),
        bed.on_each_database(a_version_that_does_not_fit_is_refused),
        bed.on_each_database(an_incomplete_context_sees_and_writes_nothing),
        bed.on_each_database(users_read_what_is_theirs_their_tenants_or_public),
        bed.on_each_database(nobody_appends_for_somebody_else),
        bed.on_each_database(the_timeline_shows_the_latest_undeleted_version),
        bed.on_each_server(embeddings_are_there_where_the_server_has_vectors),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn the_registry_has_70_columns(db: Database) -> Outcome {
    let columns = "SELECT count(*) FROM information_schema.columns
        WHERE table_schema = 'ledger' AND table_name = 'universal_registry'";
    assert_eq!(number(&db.as_owner().await?, columns).await?, 70);
    Ok(())
}

async fn the_owner_is_refused_every_change(db: Database) -> Outcome {
    Span::of("acme", "ann", "tenant")
        .append_as_owner(&mut db.as_app().await?)
        .await?;
    let owner = db.as_owner().await?;
    for change in CHANGES {
        assert_eq!(verdict(owner.batch_execute(change).await), "LL001", "{change}");
    }
    assert_eq!(
        number(
            &owner,
            "SELECT count(*) FROM ledger.universal_registry WHERE who = 'it'"
        )
        .await?,
        1
    );
    Ok(())
}

async fn the_app_is_refused_every_change_even_when_it_is_granted(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    Span::of("acme", "ann", "tenant").append_as_owner(&mut app).await?;
    for (refusal, rights) in [
        ("42501", ""),
        ("LL001", "GRANT ALL ON ledger.universal_registry TO logline_app"),
    ] {
        db.as_owner().await?.batch_execute(rights).await?;
        for change in CHANGES {
            let transaction = context(&mut app, "acme", "ann").await?;
            assert_eq!(verdict(transaction.batch_execute(change).await), refusal, "{change}");
        }
    }
    Ok(())
}

/// A session that applies changes as a replica skips ordinary triggers.
async fn a_replica_session_is_refused_every_change(db: Database) -> Outcome {
    Span::of("acme", "ann", "tenant")
        .append_as_owner(&mut db.as_app().await?)
        .await?;
    let superuser = db.as_superuser().await?;
    superuser
        .batch_execute("SET session_replication_role = replica")
        .await?;
    for change in CHANGES {
        assert_eq!(verdict(superuser.batch_execute(change).await), "LL001", "{change}");
    }
    Ok(())
}

async fn the_owner_may_not_append(db: Database) -> Outcome {
    let mut owner = db.as_owner().await?;
    assert_eq!(
        verdict(Span::of("acme", "ann", "tenant").append_as_owner(&mut owner).await),
        "42501"
    );
    Ok(())
}

async fn positions_count_from_one_in_each_tenant_without_gaps(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    let mut positions = Vec::new();
    for tenant in ["acme", "acme", "globex", "acme", "globex"] {
        let abandoned = context(&mut app, tenant, "ann").await?;
        Span::of(tenant, "ann", "private").append(&abandoned).await?;
        abandoned.rollback().await?;
        positions.push((
            tenant,
            Span::of(tenant, "ann", "private").append_as_owner(&mut app).await?,
        ));
    }
    assert_eq!(
        positions,
        [("acme", 1), ("acme", 2), ("globex", 1), ("acme", 3), ("globex", 2)]
    );

    let transaction = context(&mut app, "acme", "bob").await?;
    let unreadable = Span::of("acme", "bob", "private").append(&transaction).await?;
    assert_eq!(unreadable, 4, "the position follows rows that the writer cannot read");
    transaction.rollback().await?;
    assert_eq!(
        number(&db.as_owner().await?, "SELECT count(*) FROM app.tenants").await?,
        2
    );
    Ok(())
}

async fn a_version_without_one_before_it_is_refused(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    let span = Span::of("acme", "ann", "tenant");
    assert_eq!(
        verdict(span.next().append_as_owner(&mut app).await),
        "LL002",
        "nothing before it"
    );
    span.append_as_owner(&mut app).await?;
    assert_eq!(
        verdict(span.next().next().append_as_owner(&mut app).await),
        "LL002",
        "a gap"
    );

    let foreign = [
        Span {
            owner: "bob".into(),
            ..span.next()
        },
        Span {
            tenant: "globex".into(),
            ..span.next()
        },
    ];
    for version in foreign {
        assert_eq!(verdict(version.append_as_owner(&mut app).await), "LL002", "{version:?}");
    }
    span.next().append_as_owner(&mut app).await?;
    Ok(())
}

async fn a_version_that_does_not_fit_is_refused(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    let span = Span::of("acme", "ann", "tenant");
    span.append_as_owner(&mut app).await?;
    let wider = Span {
        visibility: "public".into(),
        ..span.next()
    };
    let unlinked = Span {
        prev_hash: "f".repeat(64),
        ..span.next()
    };
    for version in [wider, unlinked] {
        assert_eq!(verdict(version.append_as_owner(&mut app).await), "LL003", "{version:?}");
    }
    Ok(())
}

async fn an_incomplete_context_sees_and_writes_nothing(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    for visibility in ["private", "tenant", "public"] {
        Span::of("acme", "ann", visibility).append_as_owner(&mut app).await?;
    }
    for (tenant, user, role) in [
        ("", "", ""),
        ("acme", "ann", ""),
        ("acme", "ann", "admin"),
        ("acme", "", "user"),
        ("acme", "", "worker"),
        ("", "ann", "user"),
        ("", "ann", "worker"),
    ] {
        let told = format!("tenant {tenant:?}, user {user:?}, role {role:?}");
        let transaction = app.transaction().await?;
        for (name, value) in [("app.tenant_id", tenant), ("app.user_id", user), ("app.role", role)] {
            transaction
                .execute("SELECT set_config($1, $2, true)", &[&name, &value])
                .await?;
        }
        for relation in ["universal_registry", "visible_timeline"] {
            let rows = transaction
                .query(&format!("SELECT id FROM ledger.{relation}"), &[])
                .await?;
            assert_eq!(rows.len(), 0, "{told} reads {relation}");
        }
        assert_eq!(
            verdict(Span::of("acme", "ann", "tenant").append(&transaction).await),
            "42501",
            "{told}"
        );
    }
    assert_eq!(
        number(&app, "SELECT count(*) FROM ledger.universal_registry").await?,
        0,
        "after all of them"
    );
    Ok(())
}

async fn users_read_what_is_theirs_their_tenants_or_public(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    for visibility in ["private", "tenant", "public"] {
        Span::of("acme", "ann", visibility).append_as_owner(&mut app).await?;
    }
    for (tenant, user, sees) in [
        ("acme", "ann", vec!["private", "public", "tenant"]),
        ("acme", "bob", vec!["public", "tenant"]),
        ("globex", "ann", vec!["public"]),
    ] {
        let transaction = context(&mut app, tenant, user).await?;
        let rows = transaction
            .query("SELECT visibility FROM ledger.universal_registry ORDER BY 1", &[])
            .await?;
        let seen: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(seen, sees, "{user} of {tenant}");
    }
    Ok(())
}

async fn nobody_appends_for_somebody_else(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    for (tenant, owner) in [("acme", "bob"), ("globex", "ann"), ("globex", "bob")] {
        let transaction = context(&mut app, "acme", "ann").await?;
        let appended = Span::of(tenant, owner, "public").append(&transaction).await;
        assert_eq!(verdict(appended), "42501", "ann of acme as {owner} of {tenant}");
    }
    Ok(())
}

async fn the_timeline_shows_the_latest_undeleted_version(db: Database) -> Outcome {
    let mut app = db.as_app().await?;
    let (kept, deleted) = (Span::of("acme", "ann", "tenant"), Span::of("acme", "ann", "tenant"));
    let end = Span {
        is_deleted: true,
        ..deleted.next()
    };
    for version in [&kept, &deleted, &kept.next(), &end] {
        version.append_as_owner(&mut app).await?;
    }
    let transaction = context(&mut app, "acme", "bob").await?;
    let rows = transaction
        .query(r#"SELECT id, seq, "when" = at FROM ledger.visible_timeline"#, &[])
        .await?;
    let seen: Vec<(uuid::Uuid, i32, bool)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(seen, [(kept.id, 1, true)]);
    Ok(())
}

async fn embeddings_are_there_where_the_server_has_vectors(pg: &'static Pg) -> Outcome {
    let db = pg.database().await?;
    let embeddings = "SELECT to_regclass('ledger.memory_embeddings') IS NOT NULL";
    let there: bool = db.as_owner().await?.query_one(embeddings, &[]).await?.get(0);
    assert_eq!(there, pg.has_vector().await?);
    Ok(())
}

async fn number(client: &Client, query: &str) -> Result<i64, Trouble> {
    Ok(client.query_one(query, &[]).await?.get(0))
}
