use std::sync::Arc;

use engine::{AnyKind, Catalog, Graph, Owner, Ref, State};
use serde_json::Value;

use super::emulators::{both, ministack};
use super::lab::Lab;
use crate::secrets::{Endpoint, Secret};
use crate::{Aws, Farewell};

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<Endpoint>(aws).with::<Secret>(aws)
}

fn secret(lab: &Lab) -> Secret {
    Secret {
        name: format!("logline/{}/database/owner", lab.scope.environment),
        description: "of the owner".to_owned(),
        user: Some("owner".to_owned()),
        database: Some("ledger".to_owned()),
        recovery_days: Some(7),
    }
}

fn graph(lab: &Lab, secret: &Secret, endpoint: Option<(&str, u16)>) -> Graph {
    let mut graph = lab.graph();
    let secret = graph.add("database/owner-secret", secret);
    if let Some((host, port)) = endpoint {
        let endpoint = Endpoint {
            secret,
            host: Ref::<AnyKind>::seen(host),
            port: Ref::<AnyKind>::seen(port),
        };
        graph.add("database/owner-secret/endpoint", &endpoint);
    }
    graph
}

async fn read(lab: &Lab) -> Value {
    let name = secret(lab).name;
    let secret = lab.aws.secrets.get_secret_value().secret_id(name).send().await.unwrap();
    serde_json::from_str(secret.secret_string().unwrap()).unwrap()
}

#[tokio::test]
async fn a_secret_is_made_changed_in_place_kept_and_restored() {
    for lab in both(101, kinds).await {
        lab.up(&graph(&lab, &secret(&lab), None)).await;
        let first = read(&lab).await;
        let password = first["password"].as_str().unwrap().to_owned();
        assert_eq!(
            (&first["username"], &first["database"]),
            (&"owner".into(), &"ledger".into())
        );
        assert_eq!(first.as_object().unwrap().len(), 3);

        let described = Secret {
            description: "of whoever makes tables".to_owned(),
            ..secret(&lab)
        };
        let changed = lab.change(&graph(&lab, &described, None)).await;
        assert_eq!(
            changed,
            [("database/owner-secret".to_owned(), vec!["description".to_owned()])]
        );
        let shorter = Secret {
            recovery_days: Some(30),
            ..described
        };
        let changed = lab.change(&graph(&lab, &shorter, None)).await;
        assert_eq!(
            changed,
            [("database/owner-secret".to_owned(), vec!["recovery_days".to_owned()])]
        );

        let proof = lab.down().await;
        let State::Kept(why) = &proof.kept[0].found.state else {
            panic!("{:?}", proof.kept)
        };
        assert!(
            why.starts_with("AWS deletes it after 20") && why.ends_with("; `up` restores it"),
            "{why}"
        );
        assert!(proof.foreign.is_empty());

        lab.up(&graph(&lab, &secret(&lab), None)).await;
        assert_eq!(read(&lab).await["password"], password.as_str());
        let (seen, journal) = (format!("{:?}", lab.observe().await), lab.journal());
        assert!(!seen.contains(&password) && !journal.contains(&password));
    }
}

#[tokio::test]
async fn a_secret_without_a_window_is_gone_at_once_and_its_successor_is_another_one() {
    for lab in both(102, kinds).await {
        let fleeting = Secret {
            recovery_days: None,
            user: None,
            database: None,
            ..secret(&lab)
        };
        lab.up(&graph(&lab, &fleeting, None)).await;
        let first = read(&lab).await;
        assert_eq!(first.as_object().unwrap().len(), 1, "a token has no user");
        assert!(lab.down().await.kept.is_empty());
        lab.up(&graph(&lab, &fleeting, None)).await;
        assert_ne!(read(&lab).await["password"], first["password"]);
    }
}

#[tokio::test]
async fn who_wants_to_keep_data_keeps_secrets_that_would_have_gone() {
    let lab = Lab::leaving(ministack().await, "300000000003", kinds, Farewell::KeepData).await;
    let fleeting = Secret {
        recovery_days: None,
        ..secret(&lab)
    };
    lab.up(&graph(&lab, &fleeting, None)).await;
    assert_eq!(lab.down().await.kept.len(), 1);
}

#[tokio::test]
async fn host_and_port_are_written_into_a_secret_and_its_password_stays() {
    for lab in both(104, kinds).await {
        lab.up(&graph(&lab, &secret(&lab), None)).await;
        let password = read(&lab).await["password"].clone();
        lab.up(&graph(&lab, &secret(&lab), Some(("db.internal", 5432)))).await;
        let content = read(&lab).await;
        assert_eq!(
            (&content["host"], &content["port"]),
            (&"db.internal".into(), &5432.into())
        );
        assert_eq!(content["password"], password);

        let changed = lab
            .change(&graph(&lab, &secret(&lab), Some(("db2.internal", 5432))))
            .await;
        let expected = ("database/owner-secret/endpoint".to_owned(), vec!["host".to_owned()]);
        assert_eq!(changed, [expected]);
        let content = read(&lab).await;
        assert_eq!(
            (&content["host"], &content["password"]),
            (&"db2.internal".into(), &password)
        );

        assert_eq!(lab.down().await.kept.len(), 1, "the secret, and not what is in it");
        lab.up(&graph(&lab, &secret(&lab), Some(("db3.internal", 5432)))).await;
        assert_eq!(read(&lab).await["host"], "db3.internal");
    }
}

#[tokio::test]
async fn secrets_of_neighbours_and_of_nobody_are_left_alone() {
    let lab = Lab::new(ministack().await, "300000000005", kinds).await;
    let mut neighbour = Lab::new(ministack().await, "300000000005", kinds).await;
    neighbour.scope.environment = "dev-2".to_owned();
    let theirs = secret(&neighbour);
    lab.up(&graph(&lab, &secret(&lab), None)).await;
    neighbour.up(&graph(&neighbour, &theirs, None)).await;
    let create = lab.aws.secrets.create_secret().name("logline/dev/by-hand");
    create.secret_string("{}").send().await.unwrap();

    let proof = lab.down().await;
    assert_eq!(proof.foreign.len(), 1, "{:?}", proof.foreign);
    assert_eq!(proof.foreign[0].found.owner, Owner::Foreign);
    assert!(
        neighbour
            .plan(&graph(&neighbour, &theirs, None))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn user_and_password_of_a_secret_cannot_be_made_again() {
    let lab = Lab::new(ministack().await, "300000000006", kinds).await;
    lab.up(&graph(&lab, &secret(&lab), None)).await;
    let other = Secret {
        user: Some("somebody".to_owned()),
        ..secret(&lab)
    };
    let problems = lab.plan(&graph(&lab, &other, None)).await.unwrap_err();
    assert!(
        format!("{problems:?}").contains("make a new version of it"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn a_secret_that_somebody_else_has_under_our_name_is_not_taken() {
    let lab = Lab::new(ministack().await, "300000000007", kinds).await;
    let create = lab.aws.secrets.create_secret().name(secret(&lab).name);
    create.secret_string("theirs").send().await.unwrap();
    let failed = lab.fail(&graph(&lab, &secret(&lab), None)).await;
    assert!(failed[0].contains("tags do not say that it is this one"), "{failed:?}");
    let kept = lab.aws.secrets.get_secret_value().secret_id(secret(&lab).name);
    assert_eq!(kept.send().await.unwrap().secret_string(), Some("theirs"));
}

#[tokio::test]
async fn a_secret_whose_name_would_not_be_found_again_is_not_made() {
    let lab = Lab::new(ministack().await, "300000000008", kinds).await;
    let lost = Secret {
        name: "logline/dev-2/database/owner".to_owned(),
        ..secret(&lab)
    };
    let failed = lab.fail(&graph(&lab, &lost, None)).await;
    assert!(failed[0].contains("does not begin with logline/dev/"), "{failed:?}");
}
