use std::sync::Arc;

use engine::{Action, Catalog, Graph, Ref, State};

use super::emulators::{both, ministack};
use super::ground::Ground;
use super::lab::Lab;
use crate::ec2::SecurityGroup;
use crate::rds::{Instance, ParameterGroup, Snapshot, SubnetGroup};
use crate::secrets::{Endpoint, Secret};
use crate::{Aws, Farewell};

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default()
        .with::<Endpoint>(aws)
        .with::<Instance>(aws)
        .with::<ParameterGroup>(aws)
        .with::<Secret>(aws)
        .with::<Snapshot>(aws)
        .with::<SubnetGroup>(aws)
}

/// What can be asked of a database here.
struct Wish {
    zones: usize,
    ground: Ground,
    parameters: Vec<(&'static str, &'static str)>,
    more_parameters: bool,
    instance: Instance,
}

impl Wish {
    async fn new(lab: &Lab) -> Self {
        let ground = Ground::new(&lab.aws).await;
        let nothing = || Ref::seen("made by the graph");
        Self {
            zones: 2,
            parameters: vec![
                ("rds.force_ssl", "1"),
                ("log_statement", "ddl"),
                ("max_connections", "200"),
            ],
            more_parameters: false,
            instance: Instance {
                major: "15".to_owned(),
                class: "db.t3.medium".to_owned(),
                storage: 20,
                storage_limit: 100,
                multi_az: false,
                backup_days: 7,
                deletion_protection: false,
                final_snapshot: false,
                port: 5432,
                database: "ledger".to_owned(),
                owner: "ledger_owner".to_owned(),
                secret: Ref::seen("made by the graph"),
                subnet_group: Ref::seen("made by the graph"),
                security_group: ground.security_group::<SecurityGroup>(&lab.aws, "database").await,
                parameter_group: nothing(),
                restarted_for: "a".to_owned(),
                log_exports: vec!["postgresql".to_owned(), "upgrade".to_owned()],
            },
            ground,
        }
    }

    fn graph(&mut self, lab: &Lab) -> Graph {
        let mut graph = lab.graph();
        let secret = Secret {
            name: format!("logline/{}/database/owner", lab.scope.environment),
            description: "of the owner".to_owned(),
            user: Some("ledger_owner".to_owned()),
            database: Some("ledger".to_owned()),
            recovery_days: None,
        };
        let secret = graph.add("database/owner-secret", &secret);
        let subnets = SubnetGroup {
            description: "private".to_owned(),
            subnets: self.ground.subnets(self.zones),
        };
        self.instance.subnet_group = graph.add("database/subnets", &subnets);
        let parameters = |some: &[(&str, &str)]| ParameterGroup {
            family: "postgres15".to_owned(),
            description: "of the ledger".to_owned(),
            parameters: some
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        self.instance.parameter_group = graph.add("database/parameters", &parameters(&self.parameters));
        if self.more_parameters {
            self.instance.parameter_group = graph.add("database/more", &parameters(&self.parameters));
        }
        self.instance.secret = secret.clone();
        let instance = graph.add("database/instance", &self.instance);
        let endpoint = Endpoint {
            secret,
            host: instance.stable("host").of_any_kind(),
            port: instance.stable("port").of_any_kind(),
        };
        graph.add("database/owner-secret/endpoint", &endpoint);
        graph
    }

    /// The steps that a change takes.
    async fn change(&mut self, lab: &Lab, edit: impl FnOnce(&mut Self)) -> Vec<(String, Vec<String>)> {
        edit(self);
        lab.change(&self.graph(lab)).await
    }
}

fn of_instance(fields: &[&str]) -> Vec<(String, Vec<String>)> {
    step("database/instance", fields)
}

fn step(address: &str, fields: &[&str]) -> Vec<(String, Vec<String>)> {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    vec![(address.to_owned(), fields)]
}

#[tokio::test]
async fn a_database_is_made_and_each_field_changes_alone() {
    // Emulators don't change a port, and this one shows no log exports: the tag tells.
    for lab in both(201, kinds).await {
        let mut wish = Wish::new(&lab).await;
        lab.up(&wish.graph(&lab)).await;
        let parameters = wish.change(&lab, |w| w.parameters[1].1 = "all");
        assert_eq!(parameters.await, step("database/parameters", &["parameters"]));
        let class = wish.change(&lab, |w| w.instance.class = "db.r6g.large".to_owned());
        assert_eq!(class.await, of_instance(&["class"]));
        assert_eq!(
            wish.change(&lab, |w| w.instance.multi_az = true).await,
            of_instance(&["multi_az"])
        );
        assert_eq!(
            wish.change(&lab, |w| w.instance.backup_days = 14).await,
            of_instance(&["backup_days"])
        );
        let logs = wish.change(&lab, |w| w.instance.log_exports = vec!["postgresql".to_owned()]);
        assert_eq!(logs.await, of_instance(&["log_exports"]));
        let limit = wish.change(&lab, |w| w.instance.storage_limit = 200);
        assert_eq!(limit.await, of_instance(&["storage_limit"]));
        let last = wish.change(&lab, |w| w.instance.final_snapshot = true);
        assert_eq!(last.await, of_instance(&["final_snapshot"]));
        let restart = wish.change(&lab, |w| w.instance.restarted_for = "b".to_owned());
        assert_eq!(restart.await, of_instance(&["restarted_for"]));
        let group = wish.ground.security_group(&lab.aws, "database-2").await;
        let group = wish.change(&lab, |w| w.instance.security_group = group);
        assert_eq!(group.await, of_instance(&["security_group"]));
        wish.instance.final_snapshot = false;
        wish.change(&lab, |_| ()).await;
        assert!(lab.down().await.kept.is_empty());
    }
}

/// The other emulator loses a group that changes.
#[tokio::test]
async fn a_zone_more_changes_the_subnet_group_alone() {
    let lab = Lab::new(ministack().await, "310000000010", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    let subnets = wish.change(&lab, |w| w.zones = 3);
    assert_eq!(subnets.await, step("database/subnets", &["subnets"]));
}

/// The other emulator has no defaults.
#[tokio::test]
async fn a_parameter_that_nobody_asks_for_any_more_has_its_default_again() {
    let lab = Lab::new(ministack().await, "310000000001", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    wish.parameters = vec![("rds.force_ssl", "1")];
    let (changes, _) = lab.change_somehow(&wish.graph(&lab)).await;
    assert_eq!(changes, step("database/parameters", &["parameters"]));

    // More than one call takes.
    let many: Vec<String> = (0..25).map(|number| format!("pg_some.parameter_{number}")).collect();
    let many: Vec<&'static str> = many.into_iter().map(|name| &*name.leak()).collect();
    wish.parameters = many.iter().map(|name| (*name, "1")).collect();
    let (changes, _) = lab.change_somehow(&wish.graph(&lab)).await;
    assert_eq!(changes, step("database/parameters", &["parameters"]));
}

#[tokio::test]
async fn storage_is_a_floor_and_never_shrinks() {
    let lab = Lab::new(ministack().await, "310000000002", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    let grown = wish.change(&lab, |w| w.instance.storage = 40);
    assert_eq!(grown.await, of_instance(&["storage"]));
    assert_eq!(allocated(&lab).await, 40);
    let asked_for_less = wish.change(&lab, |w| w.instance.storage = 30);
    assert_eq!(asked_for_less.await, of_instance(&["storage"]));
    assert_eq!(allocated(&lab).await, 40);

    // By itself, up to the limit.
    let request = lab
        .aws
        .rds
        .modify_db_instance()
        .db_instance_identifier("logline-dev-database-instance");
    request
        .allocated_storage(60)
        .apply_immediately(true)
        .send()
        .await
        .unwrap();
    assert!(lab.plan(&wish.graph(&lab)).await.unwrap().is_empty());
}

async fn allocated(lab: &Lab) -> i32 {
    let listed = lab.aws.rds.describe_db_instances().send().await.unwrap();
    listed.db_instances()[0].allocated_storage().unwrap()
}

#[tokio::test]
async fn a_database_gets_all_that_keeps_it_private_and_the_password_of_its_secret() {
    let lab = Lab::new(ministack().await, "310000000003", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    let listed = lab.aws.rds.describe_db_instances().send().await.unwrap();
    let instance = &listed.db_instances()[0];
    assert_eq!(instance.storage_encrypted(), Some(true));
    assert_eq!(instance.storage_type(), Some("gp3"));
    assert_eq!(instance.publicly_accessible(), Some(false));
    assert_eq!(instance.iam_database_authentication_enabled(), Some(true));
    assert_eq!(instance.copy_tags_to_snapshot(), Some(true));
    let secret = lab
        .aws
        .secrets
        .get_secret_value()
        .secret_id("logline/dev/database/owner");
    let secret = secret.send().await.unwrap();
    let content: serde_json::Value = serde_json::from_str(secret.secret_string().unwrap()).unwrap();
    let endpoint = instance.endpoint().unwrap();
    assert_eq!(content["host"], endpoint.address().unwrap());
    assert_eq!(content["port"], 5432);
    let password = content["password"].as_str().unwrap();
    let seen = format!("{:?}", lab.observe().await) + &lab.journal();
    assert!(!seen.contains(password));
}

#[tokio::test]
async fn protection_is_lifted_by_a_step_of_its_own_and_a_final_snapshot_stays() {
    let lab = Lab::new(ministack().await, "310000000004", kinds).await;
    let mut wish = Wish::new(&lab).await;
    wish.instance.deletion_protection = true;
    wish.instance.final_snapshot = true;
    lab.up(&wish.graph(&lab)).await;
    let plan = lab.plan(&lab.graph()).await.unwrap();
    let lifts = |step: &&engine::Step| matches!(&step.action, Action::Update { fields, .. } if fields == &["deletion_protection"]);
    assert_eq!(plan.steps.iter().filter(lifts).count(), 1);
    let proof = lab.down().await;
    assert_eq!(proof.kept.len(), 1, "{:?}", proof.kept);
    let snapshot = &proof.kept[0].found;
    assert!(
        snapshot.id.starts_with("logline-dev-database-instance-final-"),
        "{}",
        snapshot.id
    );
    assert!(matches!(&snapshot.state, State::Kept(why) if why.contains("yours to delete")));

    // Another database leaves another one.
    lab.up(&wish.graph(&lab)).await;
    assert_eq!(lab.down().await.kept.len(), 2);
}

#[tokio::test]
async fn whoever_says_goodbye_decides_about_the_final_snapshot() {
    for (account, farewell, wanted, kept) in [
        ("310000000005", Farewell::KeepData, false, 2),
        ("310000000006", Farewell::NoFinalSnapshot, true, 0),
    ] {
        let lab = Lab::leaving(ministack().await, account, kinds, farewell).await;
        let mut wish = Wish::new(&lab).await;
        wish.instance.final_snapshot = wanted;
        lab.up(&wish.graph(&lab)).await;
        let proof = lab.down().await;
        assert_eq!(proof.kept.len(), kept, "{:?}", proof.kept);
    }
}

#[tokio::test]
async fn a_database_of_a_neighbour_is_left_alone() {
    let lab = Lab::new(ministack().await, "310000000007", kinds).await;
    let mut neighbour = Lab::new(ministack().await, "310000000007", kinds).await;
    neighbour.scope.environment = "dev-2".to_owned();
    let (mut ours, mut theirs) = (Wish::new(&lab).await, Wish::new(&neighbour).await);
    lab.up(&ours.graph(&lab)).await;
    neighbour.up(&theirs.graph(&neighbour)).await;
    let proof = lab.down().await;
    assert!(proof.foreign.is_empty() && proof.kept.is_empty(), "{proof:?}");
    assert!(neighbour.plan(&theirs.graph(&neighbour)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_database_that_somebody_else_has_under_our_name_is_not_taken() {
    let lab = Lab::new(ministack().await, "310000000008", kinds).await;
    let mut wish = Wish::new(&lab).await;
    let request = lab
        .aws
        .rds
        .create_db_instance()
        .engine("postgres")
        .db_instance_class("db.t3.micro");
    let request = request.db_instance_identifier("logline-dev-database-instance");
    request.allocated_storage(20).send().await.unwrap();
    let problems = lab.plan(&wish.graph(&lab)).await.unwrap_err();
    assert!(format!("{problems:?}").contains("Taken"), "{problems:?}");
    assert_eq!(lab.down().await.foreign.len(), 1);
}

#[tokio::test]
async fn another_parameter_group_takes_effect_by_a_restart() {
    let lab = Lab::new(ministack().await, "310000000009", kinds).await;
    let mut wish = Wish::new(&lab).await;
    lab.up(&wish.graph(&lab)).await;
    wish.more_parameters = true;
    let plan = lab.up(&wish.graph(&lab)).await;
    assert_eq!(plan.steps.len(), 2, "a group and a change: {:#?}", plan.steps);
    let events = lab
        .aws
        .rds
        .describe_events()
        .source_type(aws_sdk_rds::types::SourceType::DbInstance);
    let events = events.send().await.unwrap();
    assert!(
        events
            .events()
            .iter()
            .any(|event| event.message() == Some("DB instance restarted."))
    );
}
