//! How long it takes, and how fast it may call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::simulation::Cloud;
use crate::tests::catalog::KINDS;
use crate::tests::inventory::inventory;
use crate::tests::lab::{Act, Lab};
use crate::tests::operate::{Disk, End, Operator, run};
use crate::{Address, Clock, Event, Limits, Listener, Operation, Rate, Stop};

/// Remembers when each step was started and finished.
#[derive(Default)]
pub struct Heard(pub Mutex<Vec<(Duration, String)>>, Option<Cloud>);

impl Heard {
    pub fn on(cloud: &Cloud) -> Arc<Self> {
        Arc::new(Self(Mutex::default(), Some(cloud.clone())))
    }

    fn at(&self, what: &str) -> Duration {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard
            .iter()
            .find(|(_, event)| event == what)
            .map(|(at, _)| *at)
            .unwrap()
    }
}

impl Listener for Heard {
    fn heard(&self, event: &Event) {
        let now = self.1.as_ref().map_or(Duration::ZERO, |cloud| cloud.clock().now());
        let words = match event {
            Event::StepStarted { address, .. } => format!("{address} started"),
            Event::StepFinished { address, .. } => format!("{address} finished"),
            Event::Expected { eta } => format!("expected {}", eta.high.as_secs()),
            Event::LeaseTaken {
                from_dead_holder: Some(who),
                ..
            } => format!("lease taken from {who}"),
            other => serde_json::to_string(other).unwrap(),
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((now, words));
    }
}

fn timed(cloud: &Cloud, operator: &Operator, act: Act) -> Duration {
    let started = cloud.clock().now();
    let end = run(cloud, operator, &act.goal()).unwrap();
    assert!(end.as_ref().is_some_and(End::is_done), "{end:?}");
    cloud.clock().now().saturating_sub(started)
}

fn at_most(took: Duration, longest_path: u64) {
    let longest_path = Duration::from_secs(longest_path);
    assert!(
        took >= longest_path && took <= longest_path.mul_f64(1.05),
        "{took:?} for a path of {longest_path:?}"
    );
}

#[test]
fn up_takes_as_long_as_its_longest_path() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    // The cache, behind its subnets and groups.
    at_most(timed(&cloud, &Operator::new(1, &Disk::default()), Act::Up), 540);
}

#[test]
fn down_takes_as_long_as_its_longest_path() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Down);
    // The database goes at once; its subnets are held by functions for 240 s, less than that.
    at_most(timed(&cloud, &Operator::new(1, &lab.disk(Act::Down)), Act::Down), 300);
}

#[test]
fn few_calls_at_once_make_it_hardly_longer() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    let mut operator = Operator::new(1, &Disk::default());
    operator.pace.at_once = 3;
    at_most(timed(&cloud, &operator, Act::Up), 540);
}

#[test]
fn a_slow_database_delays_only_what_needs_it() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    let heard = Heard::on(&cloud);
    let mut operator = Operator::new(1, &Disk::default());
    operator.listener = Arc::clone(&heard) as Arc<dyn Listener>;
    let started = cloud.clock().now();
    timed(&cloud, &operator, Act::Up);
    let after = |what: &str| heard.at(what).saturating_sub(started);
    assert!(after("database/main started") < Duration::from_secs(6));
    assert!(after("functions/api finished") < Duration::from_mins(1));
    assert!(after("database/owner-secret started") >= after("database/main finished"));
}

#[test]
fn the_expected_time_is_a_range_around_the_real_one() {
    let lab = Lab::new().unwrap();
    let cloud = lab.start(Act::Up);
    let heard = Heard::on(&cloud);
    let mut operator = Operator::new(1, &Disk::default());
    operator.listener = Arc::clone(&heard) as Arc<dyn Listener>;
    timed(&cloud, &operator, Act::Up);
    let heard = heard.0.lock().unwrap();
    let (_, first) = heard.iter().find(|(_, event)| event.starts_with("expected")).unwrap();
    // 540 s and half as much again, and the few calls before it.
    assert_eq!(first, "expected 813");
}

#[test]
fn what_was_learned_replaces_what_was_declared() {
    let facts = KINDS.get("rds/database").unwrap();
    let mut durations = crate::Durations::default();
    assert_eq!(durations.of(facts, crate::Act::Create).usual, 480_000);
    for took in [300, 360, 330] {
        durations.learn(facts.kind, crate::Act::Create, Duration::from_secs(took));
    }
    let span = durations.of(facts, crate::Act::Create);
    assert!(
        span.low >= 300_000 && span.high <= 360_000 && (300_000..360_000).contains(&span.usual),
        "{span:?}"
    );
}

pub fn limits() -> Limits {
    let per_second = |calls| Rate {
        burst: calls,
        every: Duration::from_secs(1) / calls,
    };
    let delete = Operation {
        service: "lambda",
        name: "Delete",
    };
    Limits::default()
        .service("ec2", per_second(5))
        .service("lambda", per_second(15))
        .operation(
            delete,
            Rate {
                burst: 1,
                every: Duration::from_secs(30),
            },
        )
}

pub fn no_call_is_too_fast(lab: &Lab) -> Result<(), String> {
    for act in Act::ALL {
        let (cloud, mut operator) = (lab.start(act), Operator::new(1, &lab.disk(act)));
        cloud.limit(limits());
        operator.limits = limits();
        let end = run(&cloud, &operator, &act.goal()).map_err(|stuck| stuck.to_string())?;
        if cloud.throttled() > 0 || !end.as_ref().is_some_and(End::is_done) {
            return Err(format!("{act:?}: {} calls came too fast, {end:?}", cloud.throttled()));
        }
    }
    Ok(())
}

#[test]
fn no_call_comes_too_fast() {
    no_call_is_too_fast(&Lab::new().unwrap()).unwrap();
}

pub fn succeeds_though_throttled(lab: &Lab) -> Result<(), String> {
    for seed in 1..=20 {
        for act in Act::ALL {
            let (cloud, disk) = (lab.start(act), lab.disk(act));
            cloud.throttle(30, seed);
            let end = run(&cloud, &Operator::new(1, &disk), &act.goal()).map_err(|stuck| stuck.to_string())?;
            if !end.as_ref().is_some_and(End::is_done) || inventory(&cloud) != *lab.expected(act) {
                return Err(format!("{act:?} with seed {seed}: {end:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn with_a_third_of_all_calls_throttled_it_still_succeeds() {
    succeeds_though_throttled(&Lab::new().unwrap()).unwrap();
}

/// Stops when `address` is started; returns how many steps were started after that.
pub fn interrupted_at(lab: &Lab, act: Act, address: &str) -> Result<usize, String> {
    struct Stopper(Stop, Address, Mutex<usize>);
    impl Listener for Stopper {
        fn heard(&self, event: &Event) {
            if let Event::StepStarted { address, .. } = event {
                *self.2.lock().unwrap_or_else(PoisonError::into_inner) += usize::from(self.0.is_requested());
                if *address == self.1 {
                    self.0.request();
                }
            }
        }
    }
    let (cloud, disk) = (lab.start(act), lab.disk(act));
    let mut operator = Operator::new(1, &disk);
    let stopper = Arc::new(Stopper(operator.stop.clone(), Address::new(address), Mutex::default()));
    operator.listener = Arc::clone(&stopper) as Arc<dyn Listener>;
    let started = cloud.clock().now();
    let end = run(&cloud, &operator, &act.goal()).map_err(|stuck| stuck.to_string())?;
    let took = cloud.clock().now().saturating_sub(started);
    if !matches!(end, Some(End::Stopped(crate::Ending::Interrupted, _))) || took > Duration::from_mins(1) {
        return Err(format!("interrupted, it ended as {end:?} after {took:?}"));
    }
    lab.recover(&cloud, &disk, act, false)?;
    Ok(*stopper.2.lock().unwrap_or_else(PoisonError::into_inner))
}

#[test]
fn an_interrupted_run_starts_nothing_more_and_is_continued() {
    let lab = Lab::new().unwrap();
    for address in ["network/vpc", "network/nat-a", "database/main", "functions/api"] {
        assert_eq!(interrupted_at(&lab, Act::Up, address).unwrap(), 0, "{address}");
    }
    assert_eq!(interrupted_at(&lab, Act::Down, "database/main").unwrap(), 0);
}

/// The simulation is only useful while thousands of runs are affordable.
#[test]
fn a_simulated_call_costs_next_to_nothing() {
    let lab = Lab::new().unwrap();
    let (started, mut calls) = (std::time::Instant::now(), 0);
    for _ in 0..20 {
        let cloud = lab.start(Act::Up);
        timed(&cloud, &Operator::new(1, &Disk::default()), Act::Up);
        calls += cloud.calls();
    }
    let each = started.elapsed() / u32::try_from(calls).unwrap();
    println!("{each:?} a call");
    assert!(each < Duration::from_millis(1), "{each:?}");
}
