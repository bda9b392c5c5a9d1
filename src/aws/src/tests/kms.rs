use std::sync::Arc;

use engine::{Catalog, Graph, State};

use super::emulators::both;
use super::lab::Lab;
use crate::Aws;
use crate::kms::{Alias, Key};

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<Alias>(aws).with::<Key>(aws)
}

fn key() -> Key {
    Key {
        description: "wraps the keys of memories".to_owned(),
        rotation: true,
        window_days: 7,
    }
}

fn graph(lab: &Lab, key: &Key) -> Graph {
    let mut graph = lab.graph();
    let key = graph.add("security/memory-key", key);
    graph.add("security/memory", &Alias { key });
    graph
}

async fn id_of(lab: &Lab) -> String {
    let observed = lab.observe().await;
    let mut keys = observed.found.into_values().filter(|live| live.kind == "kms/key");
    keys.next().unwrap().found.id
}

fn changed(field: &str) -> [(String, Vec<String>); 1] {
    [("security/memory-key".to_owned(), vec![field.to_owned()])]
}

#[tokio::test]
async fn a_key_is_made_with_its_alias_and_each_field_changes_in_place() {
    for lab in both(321, kinds).await {
        lab.up(&graph(&lab, &key())).await;
        let described = Key {
            description: "wraps what users tell".to_owned(),
            ..key()
        };
        assert_eq!(lab.change(&graph(&lab, &described)).await, changed("description"));
        let longer = Key {
            window_days: 30,
            ..described
        };
        assert_eq!(lab.change(&graph(&lab, &longer)).await, changed("window_days"));
        let still = Key {
            rotation: false,
            ..longer
        };
        assert_eq!(lab.change(&graph(&lab, &still)).await, changed("rotation"));
        lab.down().await;
    }
}

#[tokio::test]
async fn a_key_that_waits_for_its_deletion_is_kept_with_a_date_and_restored_by_the_next_up() {
    for lab in both(322, kinds).await {
        lab.up(&graph(&lab, &key())).await;
        let first = id_of(&lab).await;
        let proof = lab.down().await;
        let [kept] = &proof.kept[..] else {
            panic!("{:?}", proof.kept)
        };
        let State::Kept(why) = &kept.found.state else {
            panic!("{kept:?}")
        };
        let words: Vec<&str> = why.split(' ').collect();
        assert_eq!(words[..4], ["AWS", "deletes", "it", "on"]);
        let is_date = words[4].len() == 10 && words[4].bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        assert!(is_date, "{why}");

        let wanted = Key {
            description: "wraps what users tell".to_owned(),
            window_days: 8,
            ..key()
        };
        lab.up(&graph(&lab, &wanted)).await;
        assert_eq!(id_of(&lab).await, first);
        lab.down().await;
    }
}

#[tokio::test]
async fn a_key_that_somebody_has_switched_off_is_switched_on() {
    for lab in both(323, kinds).await {
        lab.up(&graph(&lab, &key())).await;
        let id = id_of(&lab).await;
        lab.aws.kms.disable_key().key_id(&id).send().await.unwrap();
        // It takes one call more than a change of its rotation.
        let plan = lab.up(&graph(&lab, &key())).await;
        assert_eq!(plan.steps.len(), 1);
        let read = lab.aws.kms.describe_key().key_id(&id).send().await.unwrap();
        assert!(read.key_metadata().unwrap().enabled());
        lab.down().await;
    }
}

#[tokio::test]
async fn an_alias_that_somebody_has_pointed_elsewhere_is_pointed_back() {
    for lab in both(324, kinds).await {
        lab.up(&graph(&lab, &key())).await;
        let other = lab.aws.kms.create_key().send().await.unwrap();
        let other = other.key_metadata().unwrap().key_id().to_owned();
        let alias = format!("alias/logline-{}/security/memory", lab.scope.environment);
        let request = lab.aws.kms.update_alias().alias_name(alias);
        request.target_key_id(&other).send().await.unwrap();
        let changes = lab.change(&graph(&lab, &key())).await;
        assert_eq!(changes, [("security/memory".to_owned(), vec!["key".to_owned()])]);
        lab.down().await;
    }
}

#[tokio::test]
async fn keys_and_aliases_of_a_neighbour_stay() {
    for lab in both(325, kinds).await {
        let neighbour = lab.neighbour("e325-2");
        lab.up(&graph(&lab, &key())).await;
        neighbour.up(&graph(&neighbour, &key())).await;
        lab.down().await;
        assert!(neighbour.plan(&graph(&neighbour, &key())).await.unwrap().is_empty());
        neighbour.down().await;
    }
}
