//! The invocation that this process works on: a Lambda process has one at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::trace_header::Sampled;

/// What every line and every segment of an invocation says of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Current {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
    /// Where segments belong, if this request is one of those that are recorded.
    pub(crate) sampled: Option<Sampled>,
}

static CURRENT: Mutex<Option<Current>> = Mutex::new(None);

pub(crate) fn begin(current: Current) {
    *guard() = Some(current);
}

/// The trace id that the request itself brought.
pub(crate) fn rename(trace_id: &str) {
    if let Some(current) = guard().as_mut() {
        trace_id.clone_into(&mut current.trace_id);
    }
}

pub(crate) fn end() {
    *guard() = None;
}

pub(crate) fn get() -> Option<Current> {
    guard().clone()
}

fn guard() -> MutexGuard<'static, Option<Current>> {
    // Whole values are written: a panic can't leave half of one.
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}
