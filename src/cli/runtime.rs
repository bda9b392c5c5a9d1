//! Runs a command's asynchronous part. Commands without one never start a runtime, which keeps them fast.

use std::future::Future;

use super::Failure;

/// Runs to the end, or to the first Ctrl-C, which drops the future where it stands.
/// A command that has something to tidy up listens for Ctrl-C itself and isn't run by this.
pub fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed("can't start the asynchronous runtime").caused_by(&error))?;
    runtime.block_on(async {
        tokio::select! {
            outcome = future => outcome,
            signal = tokio::signal::ctrl_c() => Err(match signal {
                Ok(()) => Failure::interrupted(),
                Err(error) => Failure::failed("can't listen for Ctrl-C").caused_by(&error),
            }),
        }
    })
}
