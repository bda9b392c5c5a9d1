//! Metrics that AWS does not measure by itself, in the embedded metric format: lines of the log,
//! no calls. <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
//!
//! Only what happened is counted: a metric costs money in each hour that has a value of it.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{current, stdout};

const NAMESPACE: &str = "LogLine";
/// A request that was answered with a status of 500 or more. Lambda itself counts none of these.
pub(crate) const SERVER_ERRORS: &str = "ServerErrors";
const COLD_STARTS: &str = "ColdStarts";
/// From the start of the process to its first question for work, in milliseconds.
const START: &str = "StartDuration";

/// Whose metrics these are.
#[derive(Debug)]
struct Dimensions {
    environment: String,
    function: String,
}

static DIMENSIONS: OnceLock<Dimensions> = OnceLock::new();

pub(crate) fn begin(environment: &str, function: &str) {
    // A second time would be the same.
    let _first = DIMENSIONS.set(Dimensions {
        environment: environment.to_owned(),
        function: function.to_owned(),
    });
}

/// It happened once.
pub fn count(name: &str) {
    emit(&[(name, "Count", 1.into())]);
}

pub(crate) fn started(took: Duration) {
    let milliseconds = ledger::http::milliseconds(took);
    emit(&[
        (COLD_STARTS, "Count", 1.into()),
        (START, "Milliseconds", milliseconds.into()),
    ]);
}

fn emit(values: &[(&str, &str, Value)]) {
    if let Some(dimensions) = DIMENSIONS.get() {
        stdout::write(&line(dimensions, Timestamp::now(), values));
    }
}

fn line(dimensions: &Dimensions, time: Timestamp, values: &[(&str, &str, Value)]) -> Value {
    let metrics: Vec<Value> = values
        .iter()
        .map(|(name, unit, _)| json!({"Name": name, "Unit": unit}))
        .collect();
    let mut line = json!({
        "_aws": {
            "Timestamp": time.as_millisecond(),
            "CloudWatchMetrics": [
                {"Namespace": NAMESPACE, "Dimensions": [["Environment", "Function"]], "Metrics": metrics}
            ],
        },
        "Environment": dimensions.environment,
        "Function": dimensions.function,
    });
    for (name, _, value) in values {
        line[name] = value.clone();
    }
    if let Some(current) = current::get() {
        line["request_id"] = current.request_id.into();
        line["trace_id"] = current.trace_id.into();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_a_line_that_describes_itself() {
        let dimensions = Dimensions {
            environment: "dev".into(),
            function: "logline-dev-api_handlers".into(),
        };
        let time = Timestamp::from_millisecond(1_800_000_000_123).unwrap();
        let expected = json!({
            "_aws": {
                "Timestamp": 1_800_000_000_123_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "LogLine", "Dimensions": [["Environment", "Function"]],
                    "Metrics": [{"Name": "ServerErrors", "Unit": "Count"}],
                }],
            },
            "Environment": "dev", "Function": "logline-dev-api_handlers", "ServerErrors": 1,
        });
        assert_eq!(line(&dimensions, time, &[(SERVER_ERRORS, "Count", 1.into())]), expected);
    }
}
