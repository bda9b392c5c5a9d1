//! The wish to end: nothing new is started, what is in flight is let in.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    is_requested: bool,
    waiting: Vec<Waker>,
}

impl Stop {
    pub fn request(&self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.is_requested = true;
        inner.waiting.drain(..).for_each(Waker::wake);
    }

    pub fn is_requested(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_requested
    }

    pub(crate) async fn requested(&self) {
        poll_fn(|context| {
            let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if inner.is_requested {
                return Poll::Ready(());
            }
            // One future polled often must not leave a waker each time.
            inner.waiting.retain(|waker| !waker.will_wake(context.waker()));
            inner.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
