//! A lease over a store whose answers get lost.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::simulation::{Cloud, Process, drive};
use crate::tests::catalog::behaviours;
use crate::{Boxed, Clock, Condition, Deaf, Holder, Lease, LeaseError, LeaseFault, LeaseStore, Stored};

/// Every second write answers that two came at once, or acts and answers nothing useful.
struct Unreliable {
    store: Arc<dyn LeaseStore>,
    writes: Mutex<usize>,
}

impl LeaseStore for Unreliable {
    fn read(&self) -> Boxed<'_, Result<Option<Stored>, LeaseFault>> {
        self.store.read()
    }

    fn put(&self, body: Vec<u8>, condition: Condition) -> Boxed<'_, Result<String, LeaseFault>> {
        let number = {
            let mut writes = self.writes.lock().unwrap();
            *writes += 1;
            *writes
        };
        Box::pin(async move {
            match number % 4 {
                1 => Err(LeaseFault::Retry),
                3 => {
                    self.store.put(body, condition).await?;
                    Err(LeaseFault::Away("no answer".to_owned()))
                }
                _ => self.store.put(body, condition).await,
            }
        })
    }

    fn delete(&self, etag: String) -> Boxed<'_, Result<(), LeaseFault>> {
        self.store.delete(etag)
    }
}

fn holder(who: &str) -> Holder {
    Holder {
        who: who.to_owned(),
        nonce: who.to_owned(),
    }
}

#[test]
fn a_lease_outlives_lost_answers_and_is_given_back() {
    let (cloud, process) = (Cloud::new(behaviours()), Process::default());
    let clock = Arc::new(cloud.clock().clone());
    let store = Arc::new(Unreliable {
        store: cloud.lease_store(&process),
        writes: Mutex::default(),
    });
    let hold = async {
        let lease = Lease::take(store.clone(), clock.clone(), Arc::new(Deaf), holder("first"))
            .await
            .unwrap();
        let fence = lease.fence();
        let work = async {
            for _ in 0..600 {
                clock.sleep(Duration::from_secs(1)).await;
                fence.pass(&*clock).await.unwrap();
            }
        };
        let started = clock.now();
        lease.while_held(work).await;
        assert!(
            clock.now().saturating_sub(started) < Duration::from_secs(605),
            "the work had to wait for renewals"
        );
        lease.release().await.unwrap();
        store.read().await.unwrap()
    };
    assert_eq!(
        drive(cloud.clock(), vec![(process, Box::pin(hold) as _)]).unwrap(),
        [Some(None)]
    );
}

#[test]
fn who_comes_second_is_told_who_holds_it_and_who_follows_the_dead_gets_a_higher_fence() {
    let (cloud, process) = (Cloud::new(behaviours()), Process::default());
    let clock = Arc::new(cloud.clock().clone());
    let take = |who: &str| Lease::take(cloud.lease_store(&process), clock.clone(), Arc::new(Deaf), holder(who));
    let story = async {
        let first = take("first").await.unwrap();
        let refused = first.while_held(take("second")).await;
        assert!(matches!(refused, Err(LeaseError::Held(holder)) if holder.who == "first"));
        // From here on the first one is not renewed: it is dead.
        let second = take("second").await.unwrap();
        assert!(second.fence().number() > first.fence().number());
        // It wakes up, and must not give away what is not its own.
        first.release().await.unwrap();
        let third = second.while_held(take("third")).await;
        assert!(matches!(third, Err(LeaseError::Held(holder)) if holder.who == "second"));
    };
    drive(cloud.clock(), vec![(process.clone(), Box::pin(story) as _)]).unwrap();
}
