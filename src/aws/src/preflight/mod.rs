//! What can be known before the first write: whether AWS will let the plan come true.

mod offer;
mod quota;
mod zones;

use std::time::Duration;

use engine::Failure;
use futures_util::future::join4;
use serde::Serialize;

use crate::Aws;

/// What a plan will make, beside what is there already. Nothing is asked about what is not wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// As in `us-east-1a`.
    pub zones: Vec<String>,
    pub vpcs: u32,
    pub internet_gateways: u32,
    pub addresses: u32,
    /// The zone of each.
    pub nat_gateways: Vec<String>,
    pub gateway_endpoints: u32,
    /// As in `db.t3.medium`.
    pub database_class: Option<String>,
    /// As in `15`.
    pub database_major: Option<String>,
    /// Whether it has a standby in a second zone.
    pub database_standby: bool,
    /// As in `cache.t3.micro`.
    pub cache_class: Option<String>,
    /// `redis` or `valkey`.
    pub cache_engine: Option<String>,
    /// As in `7.1`.
    pub cache_version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub subject: String,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Fine,
    /// Nobody could say, for this reason; the plan may still come true.
    Unknown(String),
    Wrong {
        what: String,
        remedy: String,
    },
}

/// For one question: they are asked all at once, and a doctor who needs minutes is asked once.
const ANSWER: Duration = Duration::from_secs(20);

/// Reads only, in seconds. One finding for each subject.
pub async fn preflight(aws: &Aws, wish: &Wish) -> Vec<Finding> {
    let (zones, quotas, database, cache) = join4(
        zones::check(aws, wish),
        quota::check(aws, wish),
        offer::database(aws, wish),
        offer::cache(aws, wish),
    )
    .await;
    [zones, quotas, database, cache].concat()
}

impl Finding {
    fn new(subject: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            subject: subject.into(),
            verdict,
        }
    }
}

impl Verdict {
    fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Wrong {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// A question that was not answered decides nothing.
async fn asked(subject: &str, question: impl Future<Output = Result<Verdict, Failure>>) -> Finding {
    let verdict = match tokio::time::timeout(ANSWER, question).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(failure)) => Verdict::Unknown(failure.to_string()),
        Err(_) => Verdict::Unknown("AWS did not answer in time".to_owned()),
    };
    Finding::new(subject, verdict)
}
