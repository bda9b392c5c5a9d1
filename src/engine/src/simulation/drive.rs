//! Runs processes on one virtual clock until each has ended or died.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::Clock;
use crate::simulation::{Process, VirtualClock};

/// Longer than any deadline of the engine.
const FOR_EVER: Duration = Duration::from_hours(6);

/// Nothing loops for ever, and nothing waits for what cannot come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    #[error("it waits for nothing")]
    Waiting,
    #[error("it loops for ever")]
    Looping,
}

pub type Running<'a, T> = (Process, Pin<Box<dyn Future<Output = T> + 'a>>);

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What each process came to; nothing for those that died.
pub fn drive<T>(clock: &VirtualClock, processes: Vec<Running<'_, T>>) -> Result<Vec<Option<T>>, Stuck> {
    let give_up = clock.now() + FOR_EVER;
    let mut results: Vec<Option<T>> = processes.iter().map(|_| None).collect();
    let mut alive: Vec<_> = processes
        .into_iter()
        .map(|running| Some((running, Arc::new(Woken(AtomicBool::new(true))))))
        .collect();
    while alive.iter().any(Option::is_some) {
        let (mut has_moved, mut next_awake) = (false, None);
        for (slot, result) in alive.iter_mut().zip(&mut results) {
            let Some(((process, future), woken)) = slot else {
                continue;
            };
            if let Some(until) = process.asleep_until(clock.now()) {
                next_awake = Some(next_awake.map_or(until, |next: Duration| next.min(until)));
                continue;
            }
            if !woken.0.swap(false, Ordering::Relaxed) {
                continue;
            }
            has_moved = true;
            let waker = Waker::from(Arc::clone(woken));
            let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
            if process.is_dead() {
                *slot = None;
            } else if let Poll::Ready(value) = polled {
                *result = Some(value);
                *slot = None;
            }
        }
        if !has_moved && !clock.advance(next_awake) {
            return Err(Stuck::Waiting);
        }
        if clock.now() > give_up {
            return Err(Stuck::Looping);
        }
    }
    Ok(results)
}
