//! Environments on AWS: from the configuration to a connected account, what is there, what would be
//! done, who agrees, and the run that does it.

mod approval;
mod context;
mod draft;
mod event;
mod files;
mod interrupts;
mod look;
mod plan_view;
mod preflight;
mod progress;
mod records;
mod run;
mod saved_plan;
pub mod trouble;
mod watcher;

pub use approval::Agreement;
pub use context::RemoteContext;
pub use draft::Draft;
pub use files::RunFiles;
pub use interrupts::Interrupts;
pub use look::Sight;
pub use plan_view::{Detail, PlanView, told};
pub use preflight::{findings, refuse_unfit};
pub use run::{Agreed, Done, Gone, Run};

use std::collections::BTreeSet;
use std::future::Future;

use crate::cli::{Failure, runtime};
use crate::config::nearest;
use crate::platform::LAYERS;

/// Runs a command that listens for Ctrl-C itself, and waits for nothing that it has left behind.
pub fn drive<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = runtime()?;
    let done = runtime.block_on(Box::pin(work));
    runtime.shutdown_background();
    done
}

/// What `--only` names; none: everything.
pub fn layers(only: &[String]) -> Result<Option<BTreeSet<String>>, Failure> {
    let known: Vec<&str> = LAYERS.iter().map(|layer| layer.name).collect();
    if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
        let meant = nearest(unknown, known.iter().copied());
        let meant = meant
            .map(|meant| format!("; did you mean {meant}?"))
            .unwrap_or_default();
        return Err(Failure::usage(format!("there is no layer {unknown}"))
            .because(format!("there are {}{meant}", known.join(", ")))
            .hint("logline plan --help"));
    }
    Ok((!only.is_empty()).then(|| only.iter().cloned().collect()))
}
