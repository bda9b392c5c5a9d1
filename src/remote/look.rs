//! What there is, seen without changing anything.

use std::collections::BTreeMap;

use engine::{Observed, Owner, observe};
use futures_util::future::try_join;

use super::{RemoteContext, trouble};
use crate::cli::Failure;
use crate::platform;

pub struct Sight {
    pub foundation: Observed,
    pub platform: Observed,
}

impl Sight {
    pub async fn of(cx: &RemoteContext) -> Result<Self, Failure> {
        let step = cx.ui.step(format!("look at what is there of {}", cx.scope.environment));
        let gate = cx.looking()?;
        let (foundation, platform) = (cx.foundation(), cx.catalog());
        let seen = try_join(
            observe(&foundation, &cx.scope, &gate),
            observe(&platform, &cx.scope, &gate),
        );
        let (foundation, platform) = seen
            .await
            .map_err(|error| trouble::not_seen(&cx.scope.environment, &error))?;
        step.finish(match foundation.found.len() + platform.found.len() {
            1 => "1 resource".to_owned(),
            count => format!("{count} resources"),
        });
        Ok(Self { foundation, platform })
    }

    /// Endpoints, ids and names of what is there.
    pub fn outputs(&self, cx: &RemoteContext) -> BTreeMap<&'static str, String> {
        let found = self.platform.found.values();
        let known = found.map(|live| (live.address.clone(), live.found.out.clone()));
        platform::outputs(&cx.scope, &known.collect())
    }

    /// Whether nothing is there that would be ours to remove.
    pub fn is_empty(&self) -> bool {
        let seen = [&self.foundation, &self.platform];
        let mut all = seen.into_iter().flat_map(|seen| {
            let found = seen.found.values();
            found.chain(&seen.duplicates).chain(&seen.strays)
        });
        all.all(|live| live.found.owner == Owner::Foreign)
    }
}
