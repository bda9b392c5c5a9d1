//! Tenants are kept apart: hostile cases by name, as SQL under the app's role and over HTTP; and
//! walls that are taken down, which the cases must notice.

mod case;
mod contexts;
mod embeddings;
mod failure;
mod forgery;
mod oracles;
mod probe;
mod reading;
mod requests;
mod ruling;
mod sessions;
mod target;
mod tokens;
mod versions;
mod walls;
mod who;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use libtest_mimic::Trial;
use tokio::sync::Mutex;

use crate::bed::{Bed, Outcome, Pg};
use case::Case;
use target::Target;

/// One target for each server, for the cases that leave it as it was; one at a time.
type Shared = Arc<BTreeMap<u16, Mutex<Option<Target>>>>;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let shared: Shared = Arc::new(bed.majors().map(|major| (major, Mutex::new(None))).collect());
    let mut trials = Vec::new();
    for case in case::all() {
        let (name, shared, case) = (
            format!("isolation::{}::{}", case.group, case.name),
            shared.clone(),
            Arc::new(case),
        );
        let body = async move |pg: &'static Pg| Box::pin(on_a_target(&case, pg, &shared)).await;
        trials.extend(bed.on_each_server_as(&name, &body));
    }
    for wall in walls::WALLS {
        let body = async move |pg: &'static Pg| -> Outcome { Ok(Box::pin(wall.run(pg)).await?) };
        trials.extend(bed.on_each_server_as(&format!("isolation::walls::{}", wall.name), &body));
    }
    trials.push(bed.trial(walls_of_the_role));
    trials
}

async fn on_a_target(case: &Case, pg: &Pg, shared: &Shared) -> Outcome {
    let Some(shared) = shared.get(&pg.major()).filter(|_| !case.leaves_traces()) else {
        return Ok(case.run(&Target::on(pg).await?).await?);
    };
    let mut shared = shared.lock().await;
    // A target that a failed case may have changed is not used again.
    let target = match shared.take() {
        Some(target) => target,
        None => Target::on(pg).await?,
    };
    case.run(&target).await?;
    *shared = Some(target);
    Ok(())
}

async fn walls_of_the_role(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let own = bed.own_server(major)?;
        for wall in walls::WALLS_OF_THE_ROLE {
            Box::pin(wall.run(&own)).await?;
        }
    }
    Ok(())
}
