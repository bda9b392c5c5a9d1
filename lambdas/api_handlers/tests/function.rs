//! The function's real process: work from a Runtime API, spans in a real PostgreSQL.

mod bed;

use std::time::Duration;

use runtime_api::{Daemon, Trouble, until};
use serde_json::json;

use bed::{Bed, body, event};

#[tokio::test(flavor = "multi_thread")]
async fn a_span_is_written_and_read_through_the_function() -> Result<(), Trouble> {
    let daemon = Daemon::start().await?;
    let bed = Bed::with(&[("AWS_XRAY_DAEMON_ADDRESS", daemon.address.to_string())]).await?;

    let posted = bed
        .call(&bed.authorized(
            "POST",
            "/spans",
            Some(json!({"entity_type": "note", "who": "ana", "this": "payload-ü"})),
        ))
        .await?;
    assert_eq!(posted["statusCode"], 201, "{posted}");
    let id = body(&posted)["id"].as_str().unwrap_or_default().to_owned();

    let read = bed.call(&bed.authorized("GET", &format!("/spans/{id}"), None)).await?;
    assert_eq!(
        (&read["statusCode"], &body(&read)["this"]),
        (&json!(200), &json!("payload-ü"))
    );
    assert_eq!(read["headers"]["x-trace-id"], "1-5759e988-bd862e3fe1be46a994272793");

    // As API Gateway sends it: each header and parameter in both forms, and much that says nothing.
    let mut listed = bed.authorized("GET", "/spans", None);
    listed["queryStringParameters"] = json!({"since": "2020-01-01T00:00:00+01:00", "limit": "1"});
    listed["multiValueQueryStringParameters"] = json!({"since": ["2020-01-01T00:00:00+01:00"], "limit": ["1"]});
    let listed = bed.call(&listed).await?;
    assert_eq!(
        (&listed["statusCode"], &body(&listed)["count"]),
        (&json!(200), &json!(1)),
        "{listed}"
    );

    let stranger = bed.call(&event("GET", "/spans", None)).await?;
    assert_eq!(stranger["statusCode"], 401);
    let health = bed.call(&event("GET", "/health", None)).await?;
    assert_eq!(
        (&health["statusCode"], &body(&health)["environment"]),
        (&json!(200), &json!("dev"))
    );

    // Of the first request: the connection, then the transaction.
    let segments = [daemon.segment().await?, daemon.segment().await?];
    for (segment, operation) in segments.iter().zip(["connect", "transaction"]) {
        assert_eq!(segment["annotations"]["operation"], operation, "{segment}");
        assert_eq!(segment["trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(segment["parent_id"], "53995c3f42cd8ad8");
        assert!(segment["end_time"].as_f64() >= segment["start_time"].as_f64() && segment.get("fault").is_none());
    }

    assert_eq!(bed.secrets.reads(), 1);
    bed.log_is_clean().await?;
    let starts = bed
        .function
        .log()?
        .iter()
        .filter(|line| line["ColdStarts"] == 1)
        .count();
    assert_eq!(starts, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_died_while_the_function_was_frozen_is_replaced() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    let list = bed.authorized("GET", "/spans", None);
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    let connections = bed.cable.connections();

    bed.function.freeze()?;
    bed.cable.go_dead();
    let frozen = std::time::Instant::now();
    until("the function was frozen for a while", async || {
        (frozen.elapsed() > Duration::from_millis(1500)).then_some(())
    })
    .await?;
    bed.function.thaw()?;

    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    assert_eq!(bed.cable.connections(), connections + 1);
    bed.log_is_clean().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_after_a_restart_of_the_database_succeeds() -> Result<(), Trouble> {
    let mut bed = Bed::new().await?;
    let list = bed.authorized("GET", "/spans", None);
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    bed.server.restart().await?;
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    assert_eq!(bed.secrets.reads(), 1, "a restart says nothing about the password");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_changed_is_read_again() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    let list = bed.authorized("GET", "/spans", None);
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    assert_eq!(bed.secrets.reads(), 1);

    // In the database, and not in the secret: nobody can help.
    bed.change_password("the-second-password").await?;
    let refused = bed.call(&list).await?;
    assert_eq!(refused["statusCode"], 503, "{refused}");
    assert_eq!(bed.secrets.reads(), 2);

    // Secrets Manager has a bad moment, and the request succeeds.
    bed.publish_password("the-second-password");
    bed.secrets.fail_next(2);
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    assert_eq!(bed.secrets.reads(), 5);
    bed.log_is_clean().await?;
    let errors = bed
        .function
        .log()?
        .iter()
        .filter(|line| line["ServerErrors"] == 1)
        .count();
    assert_eq!(errors, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_found_as_soon_as_its_secret_says_where_it_is() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    bed.publish_no_host();
    let health = event("GET", "/health", None);
    assert_eq!(bed.call(&health).await?["statusCode"], 503);
    bed.publish_password(runtime_api::PASSWORD);
    assert_eq!(bed.call(&health).await?["statusCode"], 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_runs_out_of_time_is_answered_before_lambda_ends_it() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    assert_eq!(
        bed.call(&bed.authorized("GET", "/spans", None)).await?["statusCode"],
        200
    );
    let blocker = bed.server.superuser().await?;
    blocker
        .batch_execute("BEGIN; LOCK TABLE ledger.universal_registry IN ACCESS EXCLUSIVE MODE")
        .await?;
    let list = bed.authorized("GET", "/spans", None);
    let late = bed
        .runtime
        .invoke_with(&list, "Root=1-2-3", Duration::from_millis(900))
        .await?;
    let late = late.answered()?;
    assert_eq!(
        (&late["statusCode"], &body(&late)["trace_id"]),
        (&json!(504), &json!("1-2-3")),
        "{late}"
    );
    blocker.batch_execute("ROLLBACK").await?;
    assert_eq!(bed.call(&list).await?["statusCode"], 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_fails_and_the_next_one_succeeds() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    let failed = bed.runtime.invoke(&json!({"action": "up"})).await?.failed()?;
    assert_eq!(failed["errorType"], "Event", "{failed}");
    assert_eq!(bed.call(&event("GET", "/openapi.json", None)).await?["statusCode"], 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_misses_a_setting_says_which() -> Result<(), Trouble> {
    let runtime = runtime_api::Runtime::start().await?;
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_api_handlers"));
    let settings = [("LOGLINE_DATABASE_SECRET", "a".to_owned())];
    let mut function = runtime_api::Function::start(program, &runtime, &settings)?;
    let error = runtime.init_error().await?;
    assert_eq!(
        error["errorMessage"],
        "the environment variable LOGLINE_TOKEN_KEYS is not set"
    );
    assert!(!function.ended().await?.success());
    until("it is in the log", async || {
        let log = function.log().ok()?;
        log.iter()
            .any(|line| line["error"] == "the environment variable LOGLINE_TOKEN_KEYS is not set")
            .then_some(())
    })
    .await
}
