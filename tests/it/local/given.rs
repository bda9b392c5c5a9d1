//! A database that somebody else runs.

use libtest_mimic::Trial;

use crate::bed::home::is_alive;
use crate::bed::{Bed, Home, Outcome, Role};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(a_given_server_is_used_and_left_running),
        bed.trial(a_server_that_cannot_be_reached_is_named_without_its_password),
    ]
}

async fn a_given_server_is_used_and_left_running(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let server = bed.own_server(major)?;
        let database = server.empty_database().await?;
        let url = database.url(Role::Owner);
        let home = Home::new(bed)?;
        let up = home.json(&["up", "--database-url", url])?;
        assert_eq!(up["started"], true);
        let id = home.append("theirs").await?;
        let supervisor = home.supervisor()?;
        let arguments = std::fs::read_to_string(format!("/proc/{supervisor}/cmdline"))?;
        assert!(!arguments.contains("postgres://"), "{arguments:?}");
        assert!(!home.data()?.exists(), "there is no private server");
        home.run(&["outputs", "database_url"])?
            .assert_refused(5, &["doesn't repeat it"]);

        assert_eq!(home.json(&["down"])?["stopped"], serde_json::json!(["gateway"]));
        assert!(!is_alive(supervisor));
        let count = "SELECT count(*) FROM ledger.universal_registry WHERE id::text = $1";
        let found: i64 = database.as_superuser().await?.query_one(count, &[&id]).await?.get(0);
        assert_eq!(found, 1, "on PostgreSQL {major}");
    }
    Ok(())
}

async fn a_server_that_cannot_be_reached_is_named_without_its_password(bed: &'static Bed) -> Outcome {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    drop(listener);
    let url = format!("postgres://owner:s3cr3t-word@127.0.0.1:{port}/ledger");
    let home = Home::new(bed)?.with("LOGLINE_DATABASE_URL", &url);
    let up = home.run(&["up"])?;
    up.assert_refused(1, &["connect", "Connection refused", "try: "]);
    let doctor = home.run(&["doctor"])?;
    assert_eq!(doctor.code, Some(1), "{doctor:?}");
    assert!(
        doctor.out.contains("can't log in to postgres://owner:***@127.0.0.1"),
        "{doctor:?}"
    );
    for answer in [up, doctor] {
        assert!(!format!("{answer:?}").contains("s3cr3t-word"), "{answer:?}");
    }
    Ok(())
}
