//! Everything that exists, and what happens to a call that arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::buckets::Buckets;
use crate::simulation::lease::LeaseObject;
use crate::simulation::operations::SimulatedKind;
use crate::simulation::thing::{Moment, Thing};
use crate::simulation::{Behaviour, Fault, Process, VirtualClock};
use crate::{Act, Address, Catalog, Clock, Facts, Kinds, LeaseStore, Limits, Operation, Owner, Scope, Stored};

#[derive(Clone)]
pub struct Cloud {
    inner: Arc<Mutex<Inner>>,
    clock: VirtualClock,
}

/// A mutating call that arrived.
#[derive(Clone, Debug)]
pub struct Wire {
    pub process: usize,
    pub address: Address,
    pub act: Act,
    pub at: Duration,
}

#[derive(Clone)]
pub(super) struct Inner {
    pub behaviours: BTreeMap<&'static str, Behaviour>,
    pub things: BTreeMap<String, Thing>,
    pub tokens: BTreeMap<String, String>,
    pub lists: BTreeMap<&'static str, u64>,
    pub lease: Option<Stored>,
    pub serial: u64,
    pub stale_reads: u64,
    pub wire: Vec<Wire>,
    /// By the number of the mutating call.
    pub faults: BTreeMap<usize, Fault>,
    pub throttle_percent: u64,
    pub dice: u64,
    pub limits: Limits,
    pub due: Arc<Buckets>,
    pub throttled: usize,
    /// Deletions refused because something depended on it.
    pub refused: usize,
    pub unannounced: usize,
    pub twins: usize,
    pub calls: usize,
}

/// Lists catch up after this time at the latest, a little before the engine relies on it.
pub(super) const LAG: Duration = Duration::from_secs(25);

impl Cloud {
    /// Kinds without a behaviour are there at once and gone at once.
    pub fn new(behaviours: BTreeMap<&'static str, Behaviour>) -> Self {
        let inner = Inner {
            behaviours,
            things: BTreeMap::new(),
            tokens: BTreeMap::new(),
            lists: BTreeMap::new(),
            lease: None,
            serial: 0,
            stale_reads: 0,
            wire: Vec::new(),
            faults: BTreeMap::new(),
            throttle_percent: 0,
            dice: 1,
            limits: Limits::default(),
            due: Arc::new(Buckets::new(Limits::default())),
            throttled: 0,
            refused: 0,
            unannounced: 0,
            twins: 0,
            calls: 0,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            clock: VirtualClock::at(Duration::from_secs(1_795_000_000)),
        }
    }

    /// The same cloud, from here on apart.
    #[must_use]
    pub fn fork(&self) -> Self {
        let mut inner = self.inner().clone();
        inner.due = Arc::new(Buckets::new(inner.limits.clone()));
        Self {
            inner: Arc::new(Mutex::new(inner)),
            clock: VirtualClock::at(self.clock.now()),
        }
    }

    pub fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    pub fn catalog(&self, kinds: &Kinds, process: &Process, number: usize) -> Catalog {
        kinds.iter().fold(Catalog::default(), |catalog, facts| {
            let kind = SimulatedKind {
                cloud: self.clone(),
                process: process.clone(),
                number,
                facts: *facts,
            };
            catalog.with_operations(*facts, Arc::new(kind))
        })
    }

    pub fn lease_store(&self, process: &Process) -> Arc<dyn LeaseStore> {
        Arc::new(LeaseObject {
            cloud: self.clone(),
            process: process.clone(),
        })
    }

    /// The mutating call with this number, counted from the first one ever, goes wrong.
    pub fn inject(&self, call: usize, fault: Fault) {
        self.inner().faults.insert(call, fault);
    }

    /// From here on nothing goes wrong.
    pub fn heal(&self) {
        self.inner().faults.clear();
    }

    /// What was made is not listed before its kind was listed so often.
    pub fn set_stale_reads(&self, reads: u64) {
        self.inner().stale_reads = reads;
    }

    pub fn throttle(&self, percent: u64, seed: u64) {
        let mut inner = self.inner();
        inner.throttle_percent = percent;
        inner.dice = seed;
    }

    /// Calls beyond these limits are throttled.
    pub fn limit(&self, limits: Limits) {
        let mut inner = self.inner();
        inner.due = Arc::new(Buckets::new(limits.clone()));
        inner.limits = limits;
    }

    /// Puts something there without anybody asking.
    pub fn plant(
        &self,
        facts: &Facts,
        scope: &Scope,
        address: Option<&str>,
        name: &str,
        owner: Owner,
        props: Value,
    ) -> String {
        let now = self.clock.now();
        let mut inner = self.inner();
        inner.serial += 1;
        let id = format!("{}-{:06}", facts.kind.replace('/', "-"), inner.serial);
        let mut thing = Thing {
            id: id.clone(),
            kind: facts.kind,
            environment: scope.environment.clone(),
            address: address.map(Address::new),
            name: name.to_owned(),
            owner,
            props: Value::Null,
            born: inner.serial,
            mentions: BTreeSet::new(),
            ready_at: now,
            made: Moment {
                at: now.saturating_sub(LAG),
                lists: 0,
            },
            gone: None,
            kept: None,
            broken: false,
        };
        thing.set(props, &[]);
        inner.things.insert(id.clone(), thing);
        id
    }

    /// Changes or removes things behind everybody's back.
    pub fn tamper(&self, change: impl FnOnce(&mut BTreeMap<String, Thing>)) {
        change(&mut self.inner().things);
    }

    pub fn things(&self) -> Vec<Thing> {
        let now = self.clock.now();
        self.inner()
            .things
            .values()
            .filter(|thing| !thing.is_gone(now))
            .cloned()
            .collect()
    }

    pub fn wire(&self) -> Vec<Wire> {
        self.inner().wire.clone()
    }

    /// Mutating calls so far.
    pub fn writes(&self) -> usize {
        self.inner().wire.len()
    }

    /// Calls of every sort so far.
    pub fn calls(&self) -> usize {
        self.inner().calls
    }

    /// Calls that came too fast.
    pub fn throttled(&self) -> usize {
        self.inner().throttled
    }

    /// Deletions that came too early.
    pub fn refused(&self) -> usize {
        self.inner().refused
    }

    /// Mutating calls that no journal knew of when they arrived.
    pub fn unannounced(&self) -> usize {
        self.inner().unannounced
    }

    /// How often a call made a second resource for an address that had one.
    pub fn twins(&self) -> usize {
        self.inner().twins
    }

    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    pub fn behaviour(&self, kind: &str) -> Behaviour {
        self.behaviours.get(kind).copied().unwrap_or(Behaviour::INSTANT)
    }

    /// Whether the call comes too fast, or is unlucky.
    pub fn is_too_fast(&mut self, operation: Operation, now: Duration) -> bool {
        self.calls += 1;
        self.dice = self
            .dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        if (self.dice >> 33) % 100 < self.throttle_percent {
            return true;
        }
        // A call that leaves in time may arrive a little early after another one that was late.
        let is_too_fast = self.due.take(operation, now) > Duration::from_millis(1);
        self.throttled += usize::from(is_too_fast);
        is_too_fast
    }

    pub fn moment(&self, kind: &str, at: Duration) -> Moment {
        Moment {
            at,
            lists: self.lists.get(kind).copied().unwrap_or(0),
        }
    }

    /// Whether a list of now knows of `moment`.
    pub fn is_known(&self, kind: &str, moment: Moment, now: Duration) -> bool {
        let lists = self.lists.get(kind).copied().unwrap_or(0);
        now >= moment.at && (lists > moment.lists + self.stale_reads || now >= moment.at + LAG)
    }
}
