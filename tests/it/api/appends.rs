//! What appends are answered.

use http::Method;
use serde_json::{Value, json};

use crate::bed::{Database, Outcome};
use crate::caller::{Platform, Reply, ids, note};

pub(super) async fn a_repeated_key_answers_200_and_another_content_409(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let key = [("idempotency-key", "k")];
    let body = note("x").to_string();
    let first = ann.send(Method::POST, "/spans", &key, &body).await?;
    let again = ann.send(Method::POST, "/spans", &key, &body).await?;
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json()?, again.json()?);
    let other = ann.send(Method::POST, "/spans", &key, &note("y").to_string()).await?;
    assert_eq!((other.status, other.text("field").as_str()), (409, "idempotency_key"));
    let mut member = note("x");
    member["idempotency_key"] = "k".into();
    assert_eq!(
        ann.post(&member).await?.json()?,
        first.json()?,
        "header and member are one"
    );
    Ok(())
}

pub(super) async fn a_version_is_appended_by_naming_the_id(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let first = ann.post(&note("v0")).await?.json()?;
    let mut next = note("v1");
    next["id"] = first["id"].clone();
    let next = ann.post(&next).await?;
    assert_eq!((next.status, &next.json()?["seq"]), (201, &json!(1)));
    let id = next.text("id");
    assert_eq!(next.headers["location"], format!("/spans/{id}?seq=1"));
    let history = ann.get(&format!("/spans/{id}/history")).await?.json()?;
    assert_eq!((&history["count"], &history["has_more"]), (&json!(2), &json!(false)));
    assert_eq!(history["versions"][0], first);
    assert_eq!(history["versions"][1]["prev_hash"], first["curr_hash"]);
    assert_eq!(
        ids(&ann.get("/spans").await?.json()?),
        [id],
        "the list has the latest only"
    );
    Ok(())
}

pub(super) async fn a_batch_tells_what_became_of_it(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let line = |n: usize| {
        let mut line = note(&format!("line {n}"));
        line["idempotency_key"] = format!("k{n}").into();
        line
    };
    let lines: Vec<Value> = (0..1000).map(line).collect();
    for (status, new, of) in [(201, 500, &lines[..500]), (201, 500, &lines[..]), (200, 0, &lines[..])] {
        let reply = ann.batch(of).await?;
        let told = reply.json()?;
        assert_eq!(
            (reply.status, &told["new"], &told["count"]),
            (status, &json!(new), &json!(of.len()))
        );
    }
    let told = ann.batch(&lines[..2]).await?.json()?;
    assert_eq!(ann.post(&lines[0]).await?.json()?["id"], told["first"]);
    assert_eq!(ann.post(&lines[1]).await?.json()?["id"], told["last"]);
    // Empty lines are no spans.
    let spaced = format!("\n{}\r\n\n  \n{}\n", note("a"), note("b"));
    let reply = ann
        .send(
            Method::POST,
            "/spans/batch",
            &[("content-type", "application/x-ndjson")],
            &spaced,
        )
        .await?;
    assert_eq!((reply.status, &reply.json()?["count"]), (201, &json!(2)));
    Ok(())
}

pub(super) async fn reserved_types_need_a_scope_or_are_the_platforms(db: Database) -> Outcome {
    let platform = Platform::on(&db, 2)?;
    let (ann, publisher) = (platform.caller("acme", "ann"), platform.publisher("acme", "ann"));
    let of = |entity_type: &str| json!({"entity_type": entity_type, "who": "it", "this": "x"});
    let told = |reply: &Reply| (reply.status, reply.text("field"));
    let refused = (403, "entity_type".to_owned());
    for scoped in ["function", "manifest", "policy", "provider"] {
        assert_eq!(told(&ann.post(&of(scoped)).await?), refused, "{scoped}");
        assert_eq!(
            publisher.post(&of(scoped)).await?.status,
            201,
            "{scoped} with the scope"
        );
    }
    for ours in [
        "boot_event",
        "execution",
        "request",
        "status_patch",
        "policy_cursor",
        "policy_error",
        "policy_violation",
        "policy_anything",
        "memory",
        "memory_audit",
        "redaction",
        "provider_execution",
        "export_artifact",
    ] {
        assert_eq!(told(&publisher.post(&of(ours)).await?), refused, "{ours}");
        let reply = publisher.batch(&[of("note"), of(ours)]).await?;
        assert_eq!(
            (told(&reply), &reply.json()?["line"]),
            (refused.clone(), &json!(2)),
            "{ours} in a batch"
        );
    }
    Ok(())
}
