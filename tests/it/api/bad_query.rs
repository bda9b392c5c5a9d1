//! Bad queries and paths: each is refused with the parameter that is at fault.

use http::Method;
use uuid::Uuid;

use crate::bed::{Database, Outcome};
use crate::caller::{Platform, note};

pub(super) async fn a_bad_query_is_refused_with_its_parameter(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let forged = "A".repeat(32) + "!";
    // Made up, but of the right form: a place in the list like any other.
    for cursor in ["f".repeat(32), "-9YvludiAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()] {
        let reply = ann.get(&format!("/spans?cursor={cursor}")).await?;
        assert_eq!(reply.status, 200, "{cursor}");
    }
    for (query, parameter) in [
        ("colour=1", "colour"),
        ("tenant_id=globex", "tenant_id"),
        ("status=open&status=done", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1000000000000", "limit"),
        ("limit=-1", "limit"),
        ("limit=+5", "limit"),
        ("limit=1.5", "limit"),
        ("limit=", "limit"),
        ("offset=-1", "offset"),
        ("offset=10001", "offset"),
        ("cursor=", "cursor"),
        ("cursor=x", "cursor"),
        (&format!("cursor={forged}"), "cursor"),
        ("since=yesterday", "since"),
        ("since=2026-01-01T00:00:00", "since"),
        ("until=99999-01-01T00:00:00Z", "until"),
        ("parent_id=7", "parent_id"),
        ("visibility=all", "visibility"),
        ("entity_type=No%20Type", "entity_type"),
        ("entity_type=", "entity_type"),
        ("trace_id=a%20b", "trace_id"),
        ("owner_id=%00", "owner_id"),
        ("status=", "status"),
    ] {
        for list in ["/spans", "/timeline"] {
            let reply = ann.get(&format!("{list}?{query}")).await?;
            assert_eq!(
                (reply.status, reply.text("field").as_str()),
                (400, parameter),
                "{query}"
            );
        }
    }
    let id = Uuid::now_v7();
    for (path, parameter) in [
        ("/spans/7".to_owned(), "id"),
        ("/spans/".to_owned(), "id"),
        (format!("/spans/{id}x"), "id"),
        (format!("/spans/{}", id.simple()), "id"),
        ("/spans/7/history".to_owned(), "id"),
        (format!("/spans/{id}?seq=-1"), "seq"),
        (format!("/spans/{id}?seq=2147483648"), "seq"),
        (format!("/spans/{id}?seq=x"), "seq"),
        (format!("/spans/{id}?limit=1"), "limit"),
        (format!("/spans/{id}/history?limit=0"), "limit"),
        (format!("/spans/{id}/history?after=x"), "after"),
        ("/metrics?day=1".to_owned(), "day"),
        ("/health?x".to_owned(), "x"),
        ("/openapi.json?x=1".to_owned(), "x"),
    ] {
        let reply = ann.get(&path).await?;
        assert_eq!((reply.status, reply.text("field").as_str()), (400, parameter), "{path}");
    }
    let reply = ann
        .send(Method::POST, "/spans?dry_run=1", &[], &note("x").to_string())
        .await?;
    assert_eq!((reply.status, reply.text("field").as_str()), (400, "dry_run"));
    Ok(())
}
