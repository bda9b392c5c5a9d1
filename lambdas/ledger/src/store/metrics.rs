//! What the executions of a tenant add up to.

use serde::Serialize;

use super::{Store, StoreError};
use crate::context::Context;

/// Executions of one day that ended in one status.
#[derive(Debug, Clone, Serialize)]
pub struct ExecutionCount {
    /// In UTC: `2026-11-23`.
    pub day: String,
    pub status: Option<String>,
    pub count: i64,
    /// Median duration, in milliseconds; absent when none was recorded.
    pub p50_ms: Option<i32>,
    pub p95_ms: Option<i32>,
}

/// A month and a day: whoever compares with the same day of last month finds it.
const BY_DAY: &str = "
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), status, count(*),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ms),
           percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_ms)
    FROM ledger.visible_timeline
    WHERE tenant_id = $1 AND entity_type = 'execution' AND at >= now() - interval '32 days'
    GROUP BY 1, 2 ORDER BY 1 DESC, 2";

impl Store {
    /// Executions of the last 32 days that the caller may read.
    pub async fn executions(&self, cx: &Context) -> Result<Vec<ExecutionCount>, StoreError> {
        let rows = self.read(cx, BY_DAY, &[&cx.tenant.as_str()]).await?;
        rows.iter()
            .map(|row| {
                Ok(ExecutionCount {
                    day: row.try_get(0)?,
                    status: row.try_get(1)?,
                    count: row.try_get(2)?,
                    p50_ms: row.try_get(3)?,
                    p95_ms: row.try_get(4)?,
                })
            })
            .collect()
    }
}
