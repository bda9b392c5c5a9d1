//! A clock that moves when everybody waits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use crate::{Boxed, Clock};

#[derive(Clone)]
pub struct VirtualClock(Arc<Mutex<Inner>>);

struct Inner {
    now: Duration,
    next: u64,
    timers: BinaryHeap<Reverse<(Duration, u64)>>,
    wakers: BTreeMap<u64, Waker>,
}

impl VirtualClock {
    pub fn at(now: Duration) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            now,
            next: 0,
            timers: BinaryHeap::new(),
            wakers: BTreeMap::new(),
        })))
    }

    /// Moves to the next moment at which somebody is woken. False if nobody waits for one.
    pub(super) fn advance(&self, latest: Option<Duration>) -> bool {
        let mut inner = self.inner();
        loop {
            let due = inner.timers.peek().map(|Reverse((due, _))| *due);
            if let Some(latest) = latest
                && due.is_none_or(|due| due > latest)
            {
                inner.now = inner.now.max(latest);
                return true;
            }
            let Some(Reverse((due, timer))) = inner.timers.pop() else {
                return false;
            };
            // A sleep that was given up has no waker left.
            if let Some(waker) = inner.wakers.remove(&timer) {
                inner.now = inner.now.max(due);
                drop(inner);
                waker.wake();
                return true;
            }
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes its timer along when it is given up.
struct Sleep {
    clock: VirtualClock,
    timer: u64,
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.inner().wakers.remove(&self.timer);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        self.inner().now
    }

    fn sleep(&self, time: Duration) -> Boxed<'static, ()> {
        let (until, timer) = {
            let mut inner = self.inner();
            inner.next += 1;
            let (until, timer) = (inner.now + time, inner.next);
            inner.timers.push(Reverse((until, timer)));
            (until, timer)
        };
        let sleep = Sleep {
            clock: self.clone(),
            timer,
        };
        Box::pin(async move {
            poll_fn(|context| {
                let mut inner = sleep.clock.inner();
                if inner.now >= until {
                    return Poll::Ready(());
                }
                inner.wakers.insert(sleep.timer, context.waker().clone());
                Poll::Pending
            })
            .await;
        })
    }
}
