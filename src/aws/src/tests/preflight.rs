use super::emulators::{ministack, moto};
use super::lab::Lab;
use crate::{Verdict, Wish, catalog, preflight};

fn of(zones: &[&str]) -> Vec<String> {
    zones.iter().map(ToString::to_string).collect()
}

fn verdict_on<'a>(findings: &'a [crate::Finding], subject: &str) -> &'a Verdict {
    let finding = findings.iter().find(|finding| finding.subject == subject);
    &finding
        .unwrap_or_else(|| panic!("{subject} is not among {findings:?}"))
        .verdict
}

#[tokio::test]
async fn nothing_is_asked_about_what_is_not_wished_for() {
    let lab = Lab::new(ministack().await, "300000000341", catalog).await;
    assert_eq!(preflight(&lab.aws, &Wish::default()).await, []);
}

#[tokio::test]
async fn what_aws_can_give_is_fine() {
    let lab = Lab::new(ministack().await, "300000000342", catalog).await;
    let wish = Wish {
        zones: of(&["us-east-1a", "us-east-1b"]),
        vpcs: 1,
        internet_gateways: 1,
        addresses: 1,
        nat_gateways: of(&["us-east-1a"]),
        gateway_endpoints: 1,
        database_class: Some("db.t3.medium".to_owned()),
        database_major: Some("15".to_owned()),
        database_standby: false,
        cache_class: None,
        cache_engine: Some("redis".to_owned()),
        cache_version: Some("7.1".to_owned()),
    };
    let findings = preflight(&lab.aws, &wish).await;
    assert_eq!(findings.len(), 8);
    assert!(
        findings.iter().all(|finding| finding.verdict == Verdict::Fine),
        "{findings:#?}"
    );
}

#[tokio::test]
async fn what_aws_does_not_have_is_named_with_what_it_has() {
    let lab = Lab::new(ministack().await, "300000000343", catalog).await;
    let wish = Wish {
        zones: of(&["us-east-1a", "us-east-1z"]),
        database_class: Some("db.t9.huge".to_owned()),
        database_major: Some("15".to_owned()),
        cache_class: Some("cache.t9.huge".to_owned()),
        cache_engine: Some("redis".to_owned()),
        cache_version: Some("7.9".to_owned()),
        ..Wish::default()
    };
    let findings = preflight(&lab.aws, &wish).await;
    for subject in ["availability zones", "db.t9.huge with PostgreSQL 15", "redis 7.9"] {
        let verdict = verdict_on(&findings, subject);
        assert!(matches!(verdict, Verdict::Wrong { .. }), "{subject}: {verdict:?}");
    }
    // MiniStack does not know what can be reserved.
    assert!(matches!(verdict_on(&findings, "cache.t9.huge"), Verdict::Unknown(_)));
}

#[tokio::test]
async fn a_quota_without_room_is_wrong_where_it_is_known_and_unknown_where_it_is_not() {
    let wish = Wish {
        vpcs: 6,
        ..Wish::default()
    };
    let moto = Lab::new(moto().await, "300000000344", catalog).await;
    let findings = preflight(&moto.aws, &wish).await;
    assert!(
        matches!(verdict_on(&findings, "VPCs"), Verdict::Wrong { .. }),
        "{findings:?}"
    );
    let ministack = Lab::new(ministack().await, "300000000344", catalog).await;
    let findings = preflight(&ministack.aws, &wish).await;
    assert!(
        matches!(verdict_on(&findings, "VPCs"), Verdict::Unknown(_)),
        "{findings:?}"
    );
}
