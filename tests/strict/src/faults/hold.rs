//! A point at which a request waits for a test.

use tokio::sync::watch;

use crate::recorder::Call;

/// The test's end: says when a request has come to the point, and what becomes of it.
#[derive(Debug)]
pub struct Hold {
    reached: watch::Receiver<Option<Call>>,
    ending: watch::Sender<Ending>,
}

/// The proxy's end.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    reached: watch::Sender<Option<Call>>,
    ending: watch::Receiver<Ending>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Waiting,
    Released,
    Cut,
}

pub(super) fn new() -> (Hold, Point) {
    let (reached_sender, reached) = watch::channel(None);
    let (ending, ending_receiver) = watch::channel(Ending::Waiting);
    let point = Point {
        reached: reached_sender,
        ending: ending_receiver,
    };
    (Hold { reached, ending }, point)
}

impl Hold {
    /// Waits until a request is there. `None` if the proxy was stopped before.
    pub async fn reached(&mut self) -> Option<Call> {
        let call = self.reached.wait_for(Option::is_some).await.ok()?;
        call.clone()
    }

    /// It goes on, even if the process that sent it is dead by now.
    pub fn release(&self) {
        self.ending.send_replace(Ending::Released);
    }

    /// It goes no further: the connection ends, and what had no effect yet never has one.
    pub fn cut(&self) {
        self.ending.send_replace(Ending::Cut);
    }
}

/// A request that nobody can release any more goes no further.
impl Drop for Hold {
    fn drop(&mut self) {
        self.ending.send_if_modified(|ending| {
            let was_waiting = *ending == Ending::Waiting;
            if was_waiting {
                *ending = Ending::Cut;
            }
            was_waiting
        });
    }
}

impl Point {
    pub(crate) async fn wait(&self, call: &Call) -> Ending {
        self.reached.send_replace(Some(call.clone()));
        match self.ending.clone().wait_for(|ending| *ending != Ending::Waiting).await {
            Ok(ending) => *ending,
            Err(_) => Ending::Cut,
        }
    }
}
