//! Events that are requests of our own, as plain JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::guarded::{Broken, guarded};
use super::{Answer, Function};
use crate::failure::Failure;
use crate::invocation::Invocation;

/// A handler of typed requests, and what it answers from.
struct Direct<S, H, I> {
    state: S,
    handle: H,
    takes: std::marker::PhantomData<fn(I)>,
}

/// A function that is invoked by name.
pub fn direct<S, H, I, O>(state: S, handle: H) -> impl Function
where
    I: DeserializeOwned,
    O: Serialize,
    H: AsyncFn(&S, I) -> O,
{
    Direct {
        state,
        handle,
        takes: std::marker::PhantomData::<fn(I)>,
    }
}

impl<S, H, I, O> Function for Direct<S, H, I>
where
    I: DeserializeOwned,
    O: Serialize,
    H: AsyncFn(&S, I) -> O,
{
    async fn call(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let request = serde_json::from_slice(&invocation.event).map_err(|error| Failure::event(&error))?;
        let output = guarded(invocation.time_left(), (self.handle)(&self.state, request)).await;
        let output = output.map_err(|broken| match broken {
            Broken::OutOfTime => Failure::new("OutOfTime", "the function did not finish in the time it is given"),
            Broken::Panicked => Failure::new("Panic", "the function panicked; its log says where"),
        })?;
        Ok(Answer {
            bytes: serde_json::to_vec(&output).map_err(|error| Failure::new("Answer", error.to_string()))?,
            is_server_error: false,
        })
    }
}
