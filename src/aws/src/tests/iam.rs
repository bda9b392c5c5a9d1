use std::sync::Arc;

use engine::{Catalog, Graph, Problem};
use serde_json::{Value, json};

use super::emulators::{ministack, moto};
use super::lab::Lab;
use crate::Aws;
use crate::iam::Role;

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<Role>(aws)
}

fn role() -> Role {
    Role {
        description: "writes flow logs".to_owned(),
        service: "vpc-flow-logs.amazonaws.com".to_owned(),
        policy: allowing("logs:PutLogEvents"),
    }
}

fn allowing(action: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": [action], "Resource": "*" }],
    })
}

fn graph(lab: &Lab, role: &Role) -> Graph {
    let mut graph = lab.graph();
    graph.add("network/flow-role", role);
    graph
}

/// The one that role has in `environment`.
fn name(environment: &str) -> String {
    format!("logline-{environment}-us-east-1-network-flow-role")
}

async fn comes_and_goes(url: &str, account: &str, environment: &str) {
    let mut lab = Lab::new(url, account, kinds).await;
    environment.clone_into(&mut lab.scope.environment);
    let mut neighbour = Lab::new(url, account, kinds).await;
    neighbour.scope.environment = format!("{environment}-2");
    neighbour.up(&graph(&neighbour, &role())).await;

    let mut role = role();
    lab.up(&graph(&lab, &role)).await;
    role.description = "writes".to_owned();
    assert_eq!(changed(&lab, &role).await, ["description"]);
    role.service = "lambda.amazonaws.com".to_owned();
    assert_eq!(changed(&lab, &role).await, ["service"]);
    role.policy = allowing("logs:CreateLogStream");
    assert_eq!(changed(&lab, &role).await, ["policy"]);
    lab.down().await;
    assert!(neighbour.up(&graph(&neighbour, &self::role())).await.is_empty());
    neighbour.down().await;
}

async fn changed(lab: &Lab, role: &Role) -> Vec<String> {
    let changes = lab.change(&graph(lab, role)).await;
    changes.into_iter().flat_map(|(_, fields)| fields).collect()
}

#[tokio::test]
async fn a_role_comes_changes_and_goes() {
    comes_and_goes(ministack().await, "330000000021", "dev").await;
}

#[tokio::test]
async fn a_role_comes_changes_and_goes_on_the_second_emulator() {
    comes_and_goes(moto().await, "330000000022", "role").await;
}

#[tokio::test]
async fn whoever_else_was_allowed_to_take_a_role_is_not_any_more() {
    let lab = Lab::new(ministack().await, "330000000023", kinds).await;
    lab.up(&graph(&lab, &role())).await;
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "vpc-flow-logs.amazonaws.com", "AWS": "*" },
            "Action": "sts:AssumeRole",
        }],
    });
    let request = lab.aws.iam.update_assume_role_policy().role_name(name("dev"));
    request.policy_document(trust.to_string()).send().await.unwrap();
    assert_eq!(changed(&lab, &role()).await, ["service"]);
    lab.down().await;
}

#[tokio::test]
async fn a_role_goes_with_the_policies_that_somebody_added() {
    let lab = Lab::new(ministack().await, "330000000024", kinds).await;
    lab.up(&graph(&lab, &role())).await;
    let iam = &lab.aws.iam;
    let request = iam.put_role_policy().role_name(name("dev")).policy_name("more");
    let document = allowing("s3:GetObject").to_string();
    request.policy_document(&document).send().await.unwrap();
    let managed = iam.create_policy().policy_name("theirs").policy_document(document);
    let managed = managed.send().await.unwrap();
    let request = iam.attach_role_policy().role_name(name("dev"));
    let request = request.policy_arn(managed.policy().unwrap().arn().unwrap());
    request.send().await.unwrap();
    lab.down().await;
    assert!(iam.get_role().role_name(name("dev")).send().await.is_err());
}

#[tokio::test]
async fn a_role_of_our_name_without_our_tags_is_refused_before_the_first_call() {
    let lab = Lab::new(ministack().await, "330000000025", kinds).await;
    let theirs = lab.aws.iam.create_role().role_name(name("dev")).path("/logline/");
    theirs.assume_role_policy_document("{}").send().await.unwrap();
    let problems = lab.plan(&graph(&lab, &role())).await.unwrap_err();
    assert!(matches!(&problems[..], [Problem::Taken { id, .. }] if *id == name("dev")));
}
