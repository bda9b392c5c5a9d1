use std::sync::Arc;

use engine::{Catalog, Graph, Owner};

use super::emulators::{ministack, moto};
use super::lab::Lab;
use crate::Aws;
use crate::logs::LogGroup;

const OF_FUNCTION: &str = "/aws/lambda/logline-dev-functions-stage0-loader";
const OF_DATABASE: &str = "/aws/rds/instance/logline-dev-database-instance/postgresql";

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<LogGroup>(aws)
}

fn graph(lab: &Lab, retention_days: u32) -> Graph {
    let mut graph = lab.graph();
    for (address, name) in [
        ("network/flow-group", "/logline/dev/flow"),
        ("functions/stage0_loader/logs", OF_FUNCTION),
        ("database/logs", OF_DATABASE),
    ] {
        let name = name.to_owned();
        graph.add(address, &LogGroup { name, retention_days });
    }
    graph
}

async fn change(lab: &Lab, retention_days: u32) -> Vec<(String, Vec<String>)> {
    lab.change(&graph(lab, retention_days)).await
}

async fn come_and_go(url: &str, account: &str) {
    let lab = Lab::new(url, account, kinds).await;
    let mut neighbour = Lab::new(url, account, kinds).await;
    neighbour.scope.environment = "dev-2".to_owned();
    let mut others = neighbour.graph();
    let name = "/aws/lambda/logline-dev-2-functions-stage0-loader".to_owned();
    let theirs = LogGroup {
        name,
        retention_days: 7,
    };
    others.add("functions/stage0_loader/logs", &theirs);
    neighbour.up(&others).await;
    lab.up(&graph(&lab, 7)).await;
    let changed = change(&lab, 30).await;
    assert_eq!(changed.len(), 3);
    assert!(changed.iter().all(|(_, fields)| *fields == ["retention_days"]));
    lab.down().await;
    assert!(neighbour.up(&others).await.is_empty());
    neighbour.down().await;
}

#[tokio::test]
async fn log_groups_come_change_and_go() {
    come_and_go(ministack().await, "330000000011").await;
}

#[tokio::test]
async fn log_groups_come_change_and_go_on_the_second_emulator() {
    come_and_go(moto().await, "330000000012").await;
}

#[tokio::test]
async fn a_group_that_a_late_writer_made_again_is_ours() {
    let lab = Lab::new(ministack().await, "330000000013", kinds).await;
    let logs = &lab.aws.logs;
    let late = logs.create_log_group().log_group_name(OF_FUNCTION);
    late.clone().send().await.unwrap();
    let strays = lab.observe().await.strays;
    assert_eq!(strays.len(), 1);
    assert_eq!(strays[0].found.owner, Owner::Ours);

    lab.up(&graph(&lab, 7)).await;
    let observed = lab.observe().await;
    assert_eq!((observed.found.len(), observed.strays.len()), (3, 0));

    lab.down().await;
    late.send().await.unwrap();
    lab.down().await;
    let left = logs.describe_log_groups().send().await.unwrap();
    assert!(left.log_groups().is_empty());
}

#[tokio::test]
async fn a_group_with_somebody_elses_tags_is_named_and_stays() {
    let lab = Lab::new(ministack().await, "330000000014", kinds).await;
    let theirs = lab.aws.logs.create_log_group().log_group_name(OF_FUNCTION);
    theirs.tags("Team", "another").send().await.unwrap();
    let proof = lab.down().await;
    let named: Vec<&str> = proof.foreign.iter().map(|live| live.found.id.as_str()).collect();
    assert_eq!(named, [OF_FUNCTION]);
    let left = lab.aws.logs.describe_log_groups().send().await.unwrap();
    assert_eq!(left.log_groups().len(), 1);
}
