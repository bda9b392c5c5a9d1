//! Takes a graph to an emulator and back, as a program would, and checks on the way what must always hold.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{
    Action, Approval, Boxed, Catalog, Condition, Deaf, Ending, Gate, Graph, Holder, Journal, Lease, LeaseFault,
    LeaseStore, Observed, Outcome, Pace, Patience, Plan, Problem, Proof, Request, Scope, Storage, Stored, execute,
    observe, plan, prove_gone,
};

use crate::{Aws, Endpoint, Farewell, WallClock, connect_to};

/// How many seconds pass for the engine while one passes outside: emulators are quick, AWS's waits are long.
const HURRY: u32 = 20;

pub struct Lab {
    pub aws: Arc<Aws>,
    pub scope: Scope,
    pub catalog: Catalog,
    journal: Memory,
}

impl Lab {
    /// In an account of its own: emulators take a key of twelve digits for the account.
    pub async fn new(url: &str, account: &str, catalog: fn(&Arc<Aws>) -> Catalog) -> Self {
        Self::leaving(url, account, catalog, Farewell::default()).await
    }

    /// With something else to be done with data at the end.
    pub async fn leaving(url: &str, account: &str, catalog: fn(&Arc<Aws>) -> Catalog, farewell: Farewell) -> Self {
        let endpoint = Endpoint {
            url: url.to_owned(),
            access_key: account.to_owned(),
            secret_key: "test".to_owned(),
        };
        let (aws, account) = connect_to("us-east-1", &endpoint).await.unwrap();
        let aws = Arc::new(aws.with_farewell(farewell));
        Self {
            scope: Scope {
                environment: "dev".to_owned(),
                account: account.id,
                region: account.region,
            },
            catalog: catalog(&aws),
            aws,
            journal: Memory::default(),
        }
    }

    /// Another environment in the same account, with a journal of its own.
    pub fn neighbour(&self, environment: &str) -> Self {
        Self {
            aws: Arc::clone(&self.aws),
            scope: Scope {
                environment: environment.to_owned(),
                ..self.scope.clone()
            },
            catalog: self.catalog.clone(),
            journal: Memory::default(),
        }
    }

    pub fn graph(&self) -> Graph {
        Graph::new(self.scope.clone())
    }

    /// Makes it exist; then a second run has nothing to do.
    pub async fn up(&self, graph: &Graph) -> Plan {
        let (plan, _) = self.run(graph).await;
        let (again, _) = self.run(graph).await;
        assert!(again.is_empty(), "a second run would do {:#?}", again.steps);
        plan
    }

    /// Removes everything, and proves it.
    pub async fn down(&self) -> Proof {
        self.run(&self.graph()).await.1
    }

    pub async fn observe(&self) -> Observed {
        observe(&self.catalog, &self.scope, &self.gate(engine::Fence::closed()))
            .await
            .unwrap()
    }

    /// What a run would do.
    pub async fn plan(&self, graph: &Graph) -> Result<Plan, Vec<Problem>> {
        let observed = self.observe().await;
        plan(&Request {
            graph,
            observed: &observed,
            kinds: self.catalog.kinds(),
            only: None,
        })
    }

    /// Makes it exist, with as many calls as were planned; gives the fields that were changed, by address.
    pub async fn change(&self, graph: &Graph) -> Vec<(String, Vec<String>)> {
        let before = self.writes();
        let (changes, planned) = self.change_somehow(graph).await;
        assert_eq!(self.writes() - before, planned, "calls made, and calls planned");
        changes
    }

    /// The same, and how many calls were planned, where their number depends on more than on the fields.
    pub async fn change_somehow(&self, graph: &Graph) -> (Vec<(String, Vec<String>)>, usize) {
        let plan = self.up(graph).await;
        let change = |step: engine::Step| match step.action {
            Action::Update { fields, .. } => (step.address.to_string(), fields),
            other => panic!("{}: {other:?}", step.address),
        };
        (plan.steps.into_iter().map(change).collect(), plan.writes)
    }

    fn writes(&self) -> usize {
        self.journal().matches("\"intent\"").count()
    }

    /// All that the journal has, as it is on a disk.
    pub fn journal(&self) -> String {
        String::from_utf8(self.journal.0.lock().unwrap().clone()).unwrap()
    }

    /// Tries to make it exist, and gives what went wrong.
    pub async fn fail(&self, graph: &Graph) -> Vec<String> {
        let (_, outcome, _) = self.walk(graph).await;
        assert_eq!(outcome.ending, Ending::Failed);
        outcome.failed.iter().map(|(_, failure)| failure.to_string()).collect()
    }

    async fn run(&self, graph: &Graph) -> (Plan, Proof) {
        let (plan, outcome, proof) = self.walk(graph).await;
        assert_eq!(outcome.ending, Ending::Done, "{:#?}", outcome.failed);
        (plan, proof)
    }

    async fn walk(&self, graph: &Graph) -> (Plan, Outcome, Proof) {
        let clock = Arc::new(WallClock::hurried(HURRY));
        let holder = Holder {
            who: "test".to_owned(),
            nonce: "1".to_owned(),
        };
        let lease = Lease::take(Arc::new(Alone), clock, Arc::new(Deaf), holder)
            .await
            .unwrap();
        let gate = self.gate(lease.fence());
        let result = lease.while_held(self.walk_with(graph, &gate)).await;
        lease.release().await.unwrap();
        result
    }

    async fn walk_with(&self, graph: &Graph, gate: &Gate) -> (Plan, Outcome, Proof) {
        let observed = observe(&self.catalog, &self.scope, gate).await.unwrap();
        let planned = plan(&Request {
            graph,
            observed: &observed,
            kinds: self.catalog.kinds(),
            only: None,
        });
        let approved = Approval::given_beforehand().of(planned.unwrap());
        let outcome = execute(&approved, &self.catalog, gate, &Pace::default()).await;
        let proof = if graph.nodes().is_empty() && outcome.ending == Ending::Done {
            prove_gone(&approved, &self.catalog, &self.scope, gate, &Pace::default())
                .await
                .unwrap()
        } else {
            Proof::default()
        };
        (approved.plan().clone(), outcome, proof)
    }

    fn gate(&self, fence: engine::Fence) -> Gate {
        let patience = Patience {
            // A real minute: an emulator takes seconds for its first answer.
            answer: Duration::from_mins(1) * HURRY,
            ..Patience::default()
        };
        let journal = Journal::open(Box::new(self.journal.clone())).unwrap();
        Gate::new(Arc::new(WallClock::hurried(HURRY)), journal, fence, Arc::new(Deaf), 7).with_patience(patience)
    }
}

/// A journal that lasts as long as its test.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Storage for Memory {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.0.lock().unwrap().clone())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.0.lock().unwrap().truncate(usize::try_from(length).unwrap());
        Ok(())
    }
}

/// A lease that nobody else wants.
struct Alone;

impl LeaseStore for Alone {
    fn read(&self) -> Boxed<'_, Result<Option<Stored>, LeaseFault>> {
        Box::pin(async { Ok(None) })
    }

    fn put(&self, _: Vec<u8>, _: Condition) -> Boxed<'_, Result<String, LeaseFault>> {
        Box::pin(async { Ok("etag".to_owned()) })
    }

    fn delete(&self, _: String) -> Boxed<'_, Result<(), LeaseFault>> {
        Box::pin(async { Ok(()) })
    }
}
