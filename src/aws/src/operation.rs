//! A call to AWS, named and sent.

use std::future::Future;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use engine::{Boxed, Class, Failure, Operation};

use crate::failure::failure;

/// Between tries, in milliseconds: limits refill within seconds.
const PAUSES: [u64; 6] = [250, 500, 1000, 2000, 4000, 8000];

pub(crate) const fn operation(service: &'static str, name: &'static str) -> Operation {
    Operation { service, name }
}

/// Awaits a call, and sorts what went wrong. On the heap, because the SDK's futures have twenty kilobytes each.
pub(crate) fn send<'a, T, E>(
    operation: Operation,
    sending: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send + 'a,
) -> Boxed<'a, Result<T, Failure>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    Box::pin(async move { sending.await.map_err(|error| failure(operation, &error)) })
}

/// [`send`] for a call that names something made a moment ago: not every part of AWS has heard of it yet.
pub(crate) fn send_to_new<'a, T, E>(
    operation: Operation,
    sending: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send + 'a,
) -> Boxed<'a, Result<T, Failure>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    T: 'a,
{
    let sent = send(operation, sending);
    Box::pin(async move {
        sent.await.map_err(|failure| match failure.class {
            Class::NotFound => Failure {
                class: Class::Propagating,
                ..failure
            },
            _ => failure,
        })
    })
}

/// Asks again when it comes too often, for reads that no gate of the engine stands before.
pub(crate) async fn again<'a, T>(ask: impl Fn() -> Boxed<'a, Result<T, Failure>>) -> Result<T, Failure> {
    for pause in PAUSES {
        match ask().await {
            Err(failure) if failure.class == Class::Throttled => tokio::time::sleep(Duration::from_millis(pause)).await,
            asked => return asked,
        }
    }
    ask().await
}

/// A part of a request; a field that AWS requires and we did not give is found before anything is sent.
pub(crate) fn built<T>(part: Result<T, BuildError>) -> Result<T, Failure> {
    part.map_err(|error| Failure::new(Class::Invalid, "write a request", error.to_string()))
}

/// What is not there is not a failure to whoever only looks.
pub(crate) fn if_there<T>(asked: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match asked {
        Err(failure) if failure.class == Class::NotFound => Ok(None),
        asked => asked.map(Some),
    }
}
