//! Two kinds as a crate for a real cloud would write them, on a cloud of one table.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::simulation::{Process, VirtualClock, drive};
use crate::tests::catalog::scope;
use crate::{
    Address, Approval, Boxed, Call, Catalog, Condition, Cx, Deaf, Ending, Facts, Failure, Found, Gate, Graph, Holder,
    Journal, Kind, Kinds, Lease, LeaseFault, LeaseStore, Look, Operation, Owner, Pace, Ref, RepeatSafety, Request,
    Resource, State, Stored, execute, observe, plan, prove_gone,
};

#[derive(Default)]
struct Table(Mutex<BTreeMap<String, serde_json::Value>>);

#[derive(Serialize, Deserialize)]
struct Topic {
    display: String,
}

#[derive(Serialize, Deserialize)]
struct Subscription {
    topic: Ref<Topic>,
}

#[derive(Serialize, Deserialize)]
struct Made {
    id: String,
}

impl Kind for Topic {
    const KIND: &'static str = "sns/topic";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
}

impl Kind for Subscription {
    const KIND: &'static str = "sns/subscription";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["topic"];
}

const PUT: Operation = Operation {
    service: "sns",
    name: "Put",
};
const LIST: Operation = Operation {
    service: "sns",
    name: "List",
};

impl Table {
    async fn put(&self, call: &Call<'_>, id: &str, row: serde_json::Value) -> Result<Made, Failure> {
        let row = &row;
        let put = move |_| async move {
            self.0
                .lock()
                .unwrap()
                .insert(id.to_owned(), json!({"address": call.address(), "props": row}));
            Ok(Made { id: id.to_owned() })
        };
        call.write(PUT, put).await
    }

    async fn remove(&self, call: &Call<'_>, id: &str) -> Result<(), Failure> {
        let remove = move |_| async move {
            self.0.lock().unwrap().remove(id);
            Ok(())
        };
        call.write(PUT, remove).await
    }

    async fn list(&self, look: &Look<'_>, prefix: &'static str) -> Result<Vec<Found>, Failure> {
        let rows = look.read(LIST, || async { Ok(self.0.lock().unwrap().clone()) }).await?;
        let found = |(id, row): (String, serde_json::Value)| Found {
            address: row["address"].as_str().map(Address::new),
            born: None,
            out: json!({"id": id}),
            seen: row["props"].clone(),
            state: State::Ready,
            owner: Owner::Ours,
            id,
        };
        Ok(rows
            .into_iter()
            .filter(|(id, _)| id.starts_with(prefix))
            .map(found)
            .collect())
    }
}

impl Resource for Topic {
    type Cloud = Table;
    type Out = Made;

    async fn find(cx: &Cx<'_, Table, Look<'_>>) -> Result<Vec<Found>, Failure> {
        cx.cloud.list(cx, "topic").await
    }

    async fn create(&self, cx: &Cx<'_, Table, Call<'_>>) -> Result<Made, Failure> {
        cx.cloud.put(cx, "topic-1", json!(self)).await
    }

    async fn update(&self, cx: &Cx<'_, Table, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        cx.cloud.put(cx, &out.id, json!(self)).await
    }

    async fn delete(cx: &Cx<'_, Table, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.cloud.remove(cx, &out.id).await
    }
}

impl Resource for Subscription {
    type Cloud = Table;
    type Out = Made;

    async fn find(cx: &Cx<'_, Table, Look<'_>>) -> Result<Vec<Found>, Failure> {
        cx.cloud.list(cx, "subscription").await
    }

    async fn create(&self, cx: &Cx<'_, Table, Call<'_>>) -> Result<Made, Failure> {
        assert_eq!(self.topic.value::<String>()?, "topic-1");
        cx.cloud.put(cx, "subscription-1", json!(self)).await
    }

    async fn update(&self, cx: &Cx<'_, Table, Call<'_>>, out: Made, _: &[String]) -> Result<Made, Failure> {
        cx.cloud.put(cx, &out.id, json!(self)).await
    }

    async fn delete(cx: &Cx<'_, Table, Call<'_>>, out: Made) -> Result<(), Failure> {
        cx.cloud.remove(cx, &out.id).await
    }
}

/// Nobody else is there.
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

fn graph(display: &str) -> Graph {
    let mut graph = Graph::new(scope());
    let topic = Topic {
        display: display.to_owned(),
    };
    let topic = graph.add("monitoring/topic", &topic);
    graph.add("monitoring/subscription", &Subscription { topic });
    graph
}

async fn walk(catalog: &Catalog, gate: &Gate, graph: &Graph) -> usize {
    let observed = observe(catalog, &scope(), gate).await.unwrap();
    let request = Request {
        graph,
        observed: &observed,
        kinds: catalog.kinds(),
        only: None,
    };
    let plan = plan(&request).unwrap();
    let steps = plan.steps.len();
    let approved = Approval::given_beforehand().of(plan);
    assert_eq!(
        execute(&approved, catalog, gate, &Pace::default()).await.ending,
        Ending::Done
    );
    if graph.nodes().is_empty() {
        prove_gone(&approved, catalog, &scope(), gate, &Pace::default())
            .await
            .unwrap();
    }
    steps
}

#[test]
fn typed_resources_are_made_changed_and_removed() {
    let (clock, process, table) = (
        VirtualClock::at(std::time::Duration::from_secs(1)),
        Process::default(),
        Arc::default(),
    );
    let catalog = Catalog::default().with::<Topic>(&table).with::<Subscription>(&table);
    let journal = Journal::open(process.storage(&Arc::default())).unwrap();
    let steps = drive(
        &clock,
        vec![(
            process,
            Box::pin(async {
                let holder = Holder {
                    who: "test".to_owned(),
                    nonce: "1".to_owned(),
                };
                let lease = Lease::take(Arc::new(Alone), Arc::new(clock.clone()), Arc::new(Deaf), holder)
                    .await
                    .unwrap();
                let gate = Gate::new(Arc::new(clock.clone()), journal, lease.fence(), Arc::new(Deaf), 1);
                let mut steps: Vec<usize> = Vec::new();
                for graph in [graph("one"), graph("one"), graph("two"), Graph::new(scope())] {
                    steps.push(walk(&catalog, &gate, &graph).await);
                }
                lease.release().await.unwrap();
                steps
            }) as _,
        )],
    );
    assert_eq!(steps.unwrap(), [Some(vec![2_usize, 0, 1, 2])]);
    assert!(table.0.lock().unwrap().is_empty());
}

#[test]
fn facts_alone_are_enough_to_plan() {
    let kinds = Kinds::default()
        .with(Facts::of::<Topic>())
        .with(Facts::of::<Subscription>());
    let graph = graph("one");
    let plan = plan(&Request {
        graph: &graph,
        observed: &crate::Observed::default(),
        kinds: &kinds,
        only: None,
    });
    assert_eq!(plan.unwrap().writes, 2);
}
