//! The life of a function's process: begin, then answer one invocation after the other.

use std::process::ExitCode;
use std::time::Instant;

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::adapter::Function;
use crate::current::{self, Current};
use crate::failure::{Failure, InitError, chain};
use crate::invocation::Invocation;
use crate::lines::Lines;
use crate::metrics;
use crate::runtime_api::{RuntimeApi, RuntimeApiError};
use crate::segments::Segments;
use crate::settings::Settings;
use crate::trace_header::TraceHeader;

/// Runs a function until Lambda ends its process. `begin` makes it from the settings.
pub fn serve<F: Function>(begin: impl FnOnce(&Settings) -> Result<F, InitError>) -> ExitCode {
    let started = Instant::now();
    // One thread: a process has one invocation at a time, and at most two processors.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(begin, started)),
        Err(error) => Err(error.into()),
    };
    // Lambda alone ends a function that works.
    if let Err(error) = ended {
        tracing::error!(error = error.as_ref() as &dyn std::error::Error, "the function ended");
    }
    ExitCode::FAILURE
}

async fn run<F: Function>(
    begin: impl FnOnce(&Settings) -> Result<F, InitError>,
    started: Instant,
) -> Result<(), InitError> {
    let settings = Settings::from_env();
    listen(settings.as_ref().ok())?;
    let settings = settings?;
    metrics::begin(&settings.environment, &settings.function);
    let api = RuntimeApi::new(&settings.runtime_api);
    let function = match begin(&settings) {
        Ok(function) => function,
        Err(error) => {
            let failure = Failure::new("Init", chain(error.as_ref()));
            api.fail_to_begin(&failure).await?;
            return Err(error);
        }
    };
    let mut took = Some(started.elapsed());
    loop {
        let invocation = api.next().await?;
        current::begin(Current {
            request_id: invocation.request_id.clone(),
            trace_id: invocation.trace_id().to_owned(),
            sampled: invocation.trace.as_ref().and_then(TraceHeader::sampled),
        });
        if let Some(took) = took.take() {
            metrics::started(took);
        }
        answer(&api, &function, &invocation).await?;
        current::end();
    }
}

async fn answer(api: &RuntimeApi, function: &impl Function, invocation: &Invocation) -> Result<(), RuntimeApiError> {
    match function.call(invocation).await {
        Ok(answer) => {
            if answer.is_server_error {
                metrics::count(metrics::SERVER_ERRORS);
            }
            api.answer(&invocation.request_id, answer.bytes).await
        }
        Err(failure) => {
            // Its message can quote the event, and is for whoever sent it.
            tracing::error!(kind = failure.error_type, "the invocation failed");
            api.fail(&invocation.request_id, &failure).await
        }
    }
}

/// Makes everything heard that is said, also of a process that can't begin.
fn listen(settings: Option<&Settings>) -> Result<(), InitError> {
    let lines = Lines {
        level: settings.map_or(tracing::level_filters::LevelFilter::INFO, |settings| settings.log_level),
    };
    let segments = match settings.and_then(|settings| settings.segments) {
        Some(daemon) => Some(Segments::new(daemon)?.with_filter(filter_fn(Segments::takes))),
        None => None,
    };
    let level = lines.level;
    let lines = lines.with_filter(level);
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines).with(segments))?;
    // Without its message, which may hold what was being worked on.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
    Ok(())
}
