//! `invoke` calls the very functions that the platform runs.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::bed::{Bed, Home, Outcome};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(an_event_is_answered_as_a_request_is_and_its_lines_are_logged),
        bed.trial(what_cannot_be_called_is_refused),
        bed.trial(a_function_that_fails_ends_with_1),
    ]
}

async fn an_event_is_answered_as_a_request_is_and_its_lines_are_logged(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    let body = json!({"entity_type": "note", "who": "ana", "this": "by event"}).to_string();
    let event = json!({
        "httpMethod": "POST", "path": "/spans", "body": body,
        "headers": {"authorization": format!("Bearer {}", home.token("ana", "acme")?), "x-trace-id": "by-event",
            "content-type": "application/json"},
    });
    std::fs::write(home.path().join("event.json"), event.to_string())?;
    let invoked = home.run(&[
        "invoke",
        "api_handlers",
        "--payload",
        "@event.json",
        "--tail",
        "--output",
        "json",
    ])?;
    assert!(invoked.err.contains("trace_id=by-event"), "{invoked:?}");
    let answer = invoked.succeeded()?.json()?;
    assert_eq!(
        (&answer["statusCode"], &answer["headers"]["x-trace-id"]),
        (&201.into(), &"by-event".into())
    );
    let span: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
    assert_eq!(home.read(span["id"].as_str().unwrap_or_default()).await?, 200);
    let logged = home.json(&["logs", "tail", "api_handlers", "--request", "by-event"])?;
    assert_eq!(logged["lines"], 1);

    let verified = home.json(&["invoke", "db_migration", "--payload", r#"{"action":"verify"}"#])?;
    assert_eq!(
        (&verified["action"], &verified["findings"]),
        (&"verify".into(), &json!([]))
    );
    Ok(())
}

async fn what_cannot_be_called_is_refused(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.run(&["invoke", "api_handlers"])?
        .assert_refused(1, &["isn't running", "try: logline up"]);
    home.run(&["invoke", "nothing"])?
        .assert_refused(2, &["there are api_handlers, db_migration"]);
    for (function, payload) in [
        ("api_handlers", "{"),
        ("api_handlers", "{}"),
        ("api_handlers", r#"{"httpMethod":"GET","path":"no"}"#),
        ("api_handlers", "@/nowhere"),
        ("db_migration", r#"{"action":"down"}"#),
        ("db_migration", "-"),
    ] {
        home.run(&["invoke", function, "--payload", payload])?
            .assert_refused(2, &["payload"]);
    }
    Ok(())
}

async fn a_function_that_fails_ends_with_1(bed: &'static Bed) -> Outcome {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")?;
    let url = format!("postgres://owner@127.0.0.1:{}/ledger", nobody.local_addr()?.port());
    drop(nobody);
    let home = Home::new(bed)?.with("LOGLINE_DATABASE_URL", &url);
    let invoked = home.run(&["invoke", "api_handlers", "--output", "json"])?;
    assert_eq!((invoked.code, &invoked.json()?["statusCode"]), (Some(1), &503.into()));
    home.run(&["invoke", "db_migration"])?
        .assert_refused(1, &["Connection refused"]);
    Ok(())
}
