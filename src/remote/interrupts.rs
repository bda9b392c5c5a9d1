//! Ctrl-C: before the first write it ends the command; afterwards the first one lets calls in flight
//! end, and the second one leaves at once.

use std::future::Future;
use std::pin::pin;

use engine::Stop;

use crate::cli::Failure;
use crate::os::StopSignals;
use crate::ui::Ui;

pub struct Interrupts {
    signals: StopSignals,
    pub stop: Stop,
    ui: Ui,
}

/// How work under way came to its end.
pub enum Ended<T> {
    Done(T),
    /// It was left where it stood.
    Left,
}

impl Interrupts {
    pub fn listen(ui: &Ui) -> Result<Self, Failure> {
        Ok(Self {
            signals: StopSignals::listen()?,
            stop: Stop::default(),
            ui: ui.clone(),
        })
    }

    /// For work that may be dropped anywhere.
    pub async fn or_leave<T>(&mut self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        // Futures of the SDK are large, and nest.
        tokio::select! {
            done = Box::pin(work) => done,
            () = self.signals.recv() => Err(Failure::interrupted()),
        }
    }

    /// For work that changes something, and ends soon after it is asked to.
    pub async fn or_stop<T>(&mut self, work: impl Future<Output = T>) -> Ended<T> {
        let mut work = pin!(work);
        tokio::select! {
            done = &mut work => return Ended::Done(done),
            () = self.signals.recv() => {}
        }
        self.stop.request();
        self.ui
            .note("stopping: nothing more is started, calls under way end; a second Ctrl-C leaves at once");
        tokio::select! {
            done = &mut work => Ended::Done(done),
            () = self.signals.recv() => Ended::Left,
        }
    }
}
