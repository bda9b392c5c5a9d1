//! The function's real process.

use runtime_api::{Function, Runtime, Trouble};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_is_not_there_yet() -> Result<(), Trouble> {
    let runtime = Runtime::start().await?;
    let _function = Function::start(env!("CARGO_BIN_EXE_stage0_loader").as_ref(), &runtime, &[])?;
    let event = json!({"httpMethod": "POST", "path": "/boot", "headers": {"X-Trace-Id": "mine"}, "body": "{}"});
    let answer = runtime.invoke(&event).await?.answered()?;
    let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
    assert_eq!((&answer["statusCode"], &problem["status"]), (&json!(501), &json!(501)));
    assert_eq!(answer["headers"]["content-type"], "application/problem+json");
    assert_eq!(
        (&problem["type"], &problem["trace_id"]),
        (&json!("urn:logline:problem:not-implemented"), &json!("mine"))
    );
    Ok(())
}
