//! A sign of life for steps that take long where no live view shows it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Time between two signs: below what makes CI systems and people think that a run hangs.
const EVERY: Duration = Duration::from_secs(15);

/// Watches running steps, by a thread that lives as long as there are any.
#[derive(Debug)]
pub(super) struct Heartbeat {
    every: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: Vec<Running>,
    last_id: u64,
    is_watched: bool,
}

#[derive(Debug)]
struct Running {
    id: u64,
    label: String,
    started: Instant,
    next: Instant,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self::every(EVERY)
    }
}

impl Heartbeat {
    fn every(every: Duration) -> Self {
        Self {
            every,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Begins to watch a step; `tell` is called with its label and how long it has been running.
    pub(super) fn begin(self: &Arc<Self>, label: &str, tell: impl Fn(&str, Duration) + Send + 'static) -> u64 {
        let mut state = self.lock();
        let started = Instant::now();
        state.last_id += 1;
        let id = state.last_id;
        state.running.push(Running {
            id,
            label: label.to_owned(),
            started,
            next: started + self.every,
        });
        if !state.is_watched {
            state.is_watched = true;
            let heartbeat = Arc::clone(self);
            thread::spawn(move || heartbeat.watch(tell));
        }
        self.changed.notify_all();
        id
    }

    pub(super) fn end(&self, id: u64) {
        self.lock().running.retain(|step| step.id != id);
        self.changed.notify_all();
    }

    fn watch(&self, tell: impl Fn(&str, Duration)) {
        let mut state = self.lock();
        while let Some(next) = state.running.iter().map(|step| step.next).min() {
            let now = Instant::now();
            for step in state.running.iter_mut().filter(|step| step.next <= now) {
                tell(&step.label, now - step.started);
                step.next = now + self.every;
            }
            let pause = next.saturating_duration_since(now);
            state = self
                .changed
                .wait_timeout(state, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.is_watched = false;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_long_step_gives_signs_of_life_until_it_ends_and_the_thread_ends_with_it() {
        let heartbeat = Arc::new(Heartbeat::every(Duration::from_millis(5)));
        let (sender, receiver) = mpsc::channel();
        let id = heartbeat.begin("slow", move |label, _| sender.send(label.to_owned()).unwrap());
        assert_eq!(receiver.recv_timeout(Duration::from_secs(10)).unwrap(), "slow");
        assert_eq!(receiver.recv_timeout(Duration::from_secs(10)).unwrap(), "slow");
        heartbeat.end(id);
        // The channel closes when the thread has dropped its end of it.
        while receiver.recv_timeout(Duration::from_secs(10)) != Err(mpsc::RecvTimeoutError::Disconnected) {}
        assert!(!heartbeat.lock().is_watched);
    }
}
