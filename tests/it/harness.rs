//! The harness itself: a test bed that mixes trials up, or leaves servers behind, proves nothing.

use std::fs::{self, File};
use std::path::Path;

use libtest_mimic::Trial;
use postgres::{Account, Cluster};

use crate::bed::{Bed, Outcome, Pg, Role, place, verdict};

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials = bed.on_each_server(databases_are_apart_and_the_app_owns_nothing);
    trials.push(bed.trial(a_killed_run_is_swept_with_its_servers));
    trials.push(bed.trial(a_server_of_ones_own_has_roles_of_its_own));
    trials
}

async fn databases_are_apart_and_the_app_owns_nothing(pg: &'static Pg) -> Outcome {
    let (one, other, empty) = (pg.database().await?, pg.database().await?, pg.empty_database().await?);
    one.as_owner().await?.batch_execute("CREATE TABLE app.mine ()").await?;
    let mine = "SELECT FROM app.mine";
    assert_eq!(verdict(one.as_owner().await?.query(mine, &[]).await), "accepted");
    assert_eq!(verdict(other.as_owner().await?.query(mine, &[]).await), "42P01");
    assert_eq!(
        verdict(
            empty
                .as_owner()
                .await?
                .query("SELECT FROM ledger.universal_registry", &[])
                .await
        ),
        "42P01"
    );
    for create in [
        "CREATE TABLE public.mine ()",
        "CREATE TABLE app.mine ()",
        "CREATE TEMPORARY TABLE mine ()",
    ] {
        assert_eq!(
            verdict(other.as_app().await?.batch_execute(create).await),
            "42501",
            "{create}"
        );
    }
    Ok(())
}

async fn a_server_of_ones_own_has_roles_of_its_own(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let own = bed.own_server(major)?;
        let db = own.database().await?;
        assert_eq!(own.major(), major);
        assert_ne!(own.port().await?, bed.pg(major)?.port().await?);
        db.as_superuser()
            .await?
            .batch_execute("ALTER ROLE logline_app BYPASSRLS")
            .await?;
        let shared = bed.pg(major)?.database().await?;
        let passes = "SELECT FROM pg_roles WHERE rolname = 'logline_app' AND rolbypassrls";
        for (database, count) in [(&db, 1), (&shared, 0)] {
            let config = database.url(Role::Owner).parse::<tokio_postgres::Config>()?;
            assert_eq!(
                &config,
                database.config(Role::Owner),
                "the address is the configuration"
            );
            let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            assert_eq!(client.query(passes, &[]).await?.len(), count);
        }
    }
    Ok(())
}

/// A killed run is a directory whose lock nobody holds, with servers that nobody waits for.
async fn a_killed_run_is_swept_with_its_servers(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let dead = std::env::temp_dir().join(format!("{}dead-{}-{major}", place::PREFIX, std::process::id()));
        place::make_open_directory(&dead)?;
        let cluster = Cluster::new(
            &dead.join("pg/data"),
            bed.pg(major)?.installation().clone(),
            Account::for_server()?,
        )?;
        cluster.initialise("secret").await?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = cluster
            .start(&postgres::Settings::durable(port, dead.join("log")))
            .await?;
        File::create_new(dead.join("lock"))?;

        place::sweep_dead().await?;
        assert!(!server.is_alive());
        assert!(!dead.exists());
    }
    assert!(
        fs::exists(bed.directory("kept")?)?,
        "the place of this run is left alone"
    );
    assert!(
        Path::new(&bed.directory("kept")?).read_dir()?.next().is_none(),
        "directories are new"
    );
    Ok(())
}
