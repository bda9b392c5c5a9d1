//! The function's real process.

use runtime_api::{Function, Runtime, Trouble};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_and_the_loader_are_told_that_it_is_not_there_yet() -> Result<(), Trouble> {
    let runtime = Runtime::start().await?;
    let _function = Function::start(env!("CARGO_BIN_EXE_kernel_executor").as_ref(), &runtime, &[])?;
    let schedule = json!({
        "version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event",
        "source": "aws.events", "account": "123456789012", "time": "2015-10-08T16:53:06Z", "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/MyScheduledRule"], "detail": {}
    });
    for event in [schedule, json!({"boot_event_id": "a"})] {
        let problem = runtime.invoke(&event).await?.answered()?;
        assert_eq!(problem["status"], 501, "{problem}");
    }
    Ok(())
}
