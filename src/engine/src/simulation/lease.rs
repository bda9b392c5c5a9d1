//! The one object with conditional writes.

use std::time::Duration;

use crate::simulation::{Cloud, Process};
use crate::{Boxed, Clock, Condition, LeaseFault, LeaseStore, Stored};

const LATENCY: Duration = Duration::from_millis(20);

pub(super) struct LeaseObject {
    pub cloud: Cloud,
    pub process: Process,
}

impl LeaseObject {
    async fn arrive(&self) {
        self.cloud.clock().sleep(LATENCY).await;
        if self.process.is_dead() {
            std::future::pending::<()>().await;
        }
    }
}

impl LeaseStore for LeaseObject {
    fn read(&self) -> Boxed<'_, Result<Option<Stored>, LeaseFault>> {
        Box::pin(async move {
            self.arrive().await;
            Ok(self.cloud.inner().lease.clone())
        })
    }

    fn put(&self, body: Vec<u8>, condition: Condition) -> Boxed<'_, Result<String, LeaseFault>> {
        Box::pin(async move {
            self.arrive().await;
            let mut inner = self.cloud.inner();
            let etag = inner.lease.as_ref().map(|stored| stored.etag.clone());
            let holds = match condition {
                Condition::Absent => etag.is_none(),
                Condition::Matches(wanted) => etag.as_ref() == Some(&wanted),
            };
            if !holds {
                return Err(LeaseFault::Lost);
            }
            inner.serial += 1;
            let etag = format!("etag-{}", inner.serial);
            inner.lease = Some(Stored {
                body,
                etag: etag.clone(),
            });
            Ok(etag)
        })
    }

    fn delete(&self, etag: String) -> Boxed<'_, Result<(), LeaseFault>> {
        Box::pin(async move {
            self.arrive().await;
            let mut inner = self.cloud.inner();
            if inner.lease.as_ref().is_none_or(|stored| stored.etag != etag) {
                return Err(LeaseFault::Lost);
            }
            inner.lease = None;
            Ok(())
        })
    }
}
