//! A cluster's life on every server of this machine: made, started, killed, taken over, stopped.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod bed;

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use bed::{Bed, signal};
use logline_postgres::{ClusterError, StartError, Stopped, bootstrap};
use nix::sys::signal::Signal;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_cluster_is_made_once_and_keeps_its_rows_between_servers() {
    for bed in Bed::on_each_server("keeps").await {
        let cluster = bed.cluster("data");
        assert!(cluster.initialise("secret").await.unwrap());
        assert!(
            !cluster.initialise("another").await.unwrap(),
            "a second call finds the first one's cluster"
        );

        let mut server = cluster.start(&bed.settings()).await.unwrap();
        assert!(server.is_alive() && !server.is_adopted());
        bed.sql(&server, "CREATE TABLE kept AS SELECT 42 AS answer")
            .await
            .unwrap();
        assert_eq!(server.stop(PATIENCE).await.unwrap(), Stopped::Fast);
        assert!(!server.is_alive());
        assert_eq!(server.stop(PATIENCE).await.unwrap(), Stopped::Already);

        let mut server = cluster.start(&bed.settings()).await.unwrap();
        assert_eq!(bed.number(&server, "SELECT answer FROM kept").await, 42);
        server.stop(PATIENCE).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_whose_supervisor_is_gone_is_taken_over_and_stopped() {
    for bed in Bed::on_each_server("adopts").await {
        let cluster = bed.cluster("data");
        cluster.initialise("secret").await.unwrap();
        assert!(cluster.adopt(PATIENCE).await.unwrap().is_none(), "nothing runs yet");

        let server = cluster.start(&bed.settings()).await.unwrap();
        let (pid, port) = (server.pid(), server.port());
        drop(server);
        let mut adopted = cluster
            .adopt(PATIENCE)
            .await
            .unwrap()
            .expect("dropping leaves the server running");
        assert!(adopted.is_adopted() && adopted.is_alive());
        assert_eq!((adopted.pid(), adopted.port()), (pid, port));
        bed.sql(&adopted, "SELECT 1").await.unwrap();

        let refused = cluster.start(&bed.settings()).await.unwrap_err();
        assert!(matches!(refused, StartError::AlreadyRunning { .. }), "{refused}");
        assert_eq!(adopted.stop(PATIENCE).await.unwrap(), Stopped::Fast);
        assert!(cluster.adopt(PATIENCE).await.unwrap().is_none());
        tokio::time::timeout(PATIENCE, adopted.ended())
            .await
            .expect("the end is noticed");
    }
}

#[tokio::test]
async fn a_killed_server_is_seen_to_be_dead_and_the_next_one_recovers_what_was_committed() {
    for bed in Bed::on_each_server("recovers").await {
        let cluster = bed.cluster("data");
        cluster.initialise("secret").await.unwrap();
        let mut server = cluster.start(&bed.settings()).await.unwrap();
        bed.sql(&server, "CREATE TABLE kept AS SELECT 42 AS answer")
            .await
            .unwrap();

        signal(server.pid(), Signal::SIGKILL);
        tokio::time::timeout(PATIENCE, server.ended())
            .await
            .expect("the end is noticed");
        assert!(!server.is_alive());
        assert!(
            cluster.adopt(PATIENCE).await.unwrap().is_none(),
            "its postmaster.pid is stale"
        );

        let mut server = cluster.start(&bed.settings()).await.unwrap();
        assert_eq!(bed.number(&server, "SELECT answer FROM kept").await, 42);
        server.stop(PATIENCE).await.unwrap();
    }
}

#[tokio::test]
async fn a_number_that_went_to_another_process_does_not_keep_the_server_from_starting() {
    for bed in Bed::on_each_server("reused").await {
        let cluster = bed.cluster("data");
        cluster.initialise("secret").await.unwrap();
        let mut server = cluster.start(&bed.settings()).await.unwrap();
        let file = cluster.directory().join("postmaster.pid");
        let written = fs::read_to_string(&file).unwrap();
        server.stop(PATIENCE).await.unwrap();

        // A process of the server's own account: of anybody else's the server knows by itself that
        // it cannot be its predecessor.
        let mut stranger = bed.stranger();
        let (_, rest) = written.split_once('\n').unwrap();
        bed.write_as_account(&file, &format!("{}\n{rest}", stranger.id()));
        assert!(cluster.adopt(PATIENCE).await.unwrap().is_none());
        let mut server = cluster.start(&bed.settings()).await.unwrap();
        assert!(stranger.try_wait().unwrap().is_none(), "the stranger was left alone");
        server.stop(PATIENCE).await.unwrap();
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }
}

#[tokio::test]
async fn what_a_killed_initdb_left_is_removed_and_made_again() {
    for bed in Bed::on_each_server("redone").await {
        let cluster = bed.cluster("data");
        let leftover = bed.root.join(".data.initialising-1/data");
        fs::create_dir_all(&leftover).unwrap();
        fs::write(leftover.join("PG_VERSION"), "15\n").unwrap();

        assert!(cluster.initialise("secret").await.unwrap());
        let mut server = cluster.start(&bed.settings()).await.unwrap();
        server.stop(PATIENCE).await.unwrap();
        let names: Vec<_> = fs::read_dir(&bed.root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert!(
            names
                .iter()
                .all(|name| !name.to_string_lossy().contains("initialising")),
            "{names:?}"
        );
    }
}

#[tokio::test]
async fn a_directory_of_something_else_is_left_alone() {
    let bed = Bed::on_each_server("foreign").await.remove(0);
    fs::create_dir(bed.root.join("data")).unwrap();
    fs::write(bed.root.join("data/thesis.txt"), "years of work").unwrap();
    let error = bed.cluster("data").initialise("secret").await.unwrap_err();
    assert!(matches!(error, ClusterError::Foreign { .. }), "{error}");
    assert_eq!(
        fs::read_to_string(bed.root.join("data/thesis.txt")).unwrap(),
        "years of work"
    );
}

#[tokio::test]
async fn a_taken_port_and_an_absent_cluster_are_told_apart() {
    for bed in Bed::on_each_server("port").await {
        let cluster = bed.cluster("data");
        let error = cluster.start(&bed.settings()).await.unwrap_err();
        assert!(matches!(error, StartError::NoCluster { .. }), "{error}");

        cluster.initialise("secret").await.unwrap();
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut settings = bed.settings();
        settings.port = holder.local_addr().unwrap().port();
        let error = cluster.start(&settings).await.unwrap_err();
        assert!(
            matches!(error, StartError::PortTaken { port } if port == settings.port),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_server_that_cannot_start_tells_its_last_words() {
    let bed = Bed::on_each_server("dies").await.remove(0);
    let cluster = bed.cluster("data");
    cluster.initialise("secret").await.unwrap();
    fs::write(cluster.directory().join("postgresql.conf"), "no_such_setting = on\n").unwrap();
    let error = cluster.start(&bed.settings()).await.unwrap_err();
    assert!(
        matches!(&error, StartError::Died { told, .. } if told.contains("no_such_setting")),
        "{error}"
    );
}

#[tokio::test]
async fn a_cluster_of_another_major_is_not_started() {
    let bed = Bed::on_each_server("major").await.remove(0);
    let cluster = bed.cluster("data");
    cluster.initialise("secret").await.unwrap();
    fs::write(cluster.directory().join("PG_VERSION"), "14\n").unwrap();
    let error = cluster.start(&bed.settings()).await.unwrap_err();
    assert!(matches!(error, StartError::OtherMajor { data: 14, .. }), "{error}");
}

#[tokio::test]
async fn the_owner_gets_a_database_with_no_more_rights_than_a_managed_server_gives() {
    for bed in Bed::on_each_server("owner").await {
        let cluster = bed.cluster("data");
        cluster.initialise("it's secret").await.unwrap();
        let mut server = cluster.start(&bed.settings()).await.unwrap();
        let port = server.port();
        for password in ["first \\ 'pass", "second"] {
            let made = bootstrap(port, "it's secret", "logline_owner", password, "logline")
                .await
                .unwrap();
            assert_eq!(made.vector, bed.installation.vector);

            let mut config = tokio_postgres::Config::new();
            config
                .host("127.0.0.1")
                .port(port)
                .user("logline_owner")
                .password(password)
                .dbname("logline");
            let (owner, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            let rights = "SELECT NOT rolsuper AND NOT rolbypassrls AND rolcreaterole AND rolcreatedb
                FROM pg_roles WHERE rolname = current_user";
            assert!(owner.query_one(rights, &[]).await.unwrap().get::<_, bool>(0));
            owner.batch_execute("CREATE SCHEMA IF NOT EXISTS ledger").await.unwrap();
            drop(owner);
            connection.await.unwrap().unwrap();
        }
        server.stop(PATIENCE).await.unwrap();
        let log = fs::read_to_string(bed.root.join("postgres.log")).unwrap();
        assert!(!log.contains("SCRAM-SHA-256") && !log.contains("second"), "{log}");
    }
}

#[tokio::test]
async fn the_log_and_the_data_are_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let bed = Bed::on_each_server("closed").await.remove(0);
    let cluster = bed.cluster("data");
    cluster.initialise("secret").await.unwrap();
    let settings = bed.settings();
    let mut server = cluster.start(&settings).await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&settings.log), 0o600);
    assert_eq!(mode(cluster.directory()), 0o700);
    server.stop(PATIENCE).await.unwrap();
}
