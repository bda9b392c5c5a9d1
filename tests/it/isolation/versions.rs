//! Appends over HTTP, as Ann of acme with a good token: for others, onto theirs, and with their keys.

use http::Method;
use serde_json::json;
use uuid::Uuid;

use super::failure::{Verdict, hold, hold_equal};
use super::requests::{but_for_the_id, hidden, list};
use super::target::{KEY, Target};
use crate::caller::note;

/// Not even one that she can read: a version is its owner's alone.
pub(super) async fn a_version_of_a_foreign_span_is_refused_like_one_of_none(t: &Target) -> Verdict {
    let version = |id: &str| {
        let mut version = note("taken");
        version["id"] = id.into();
        version
    };
    let absent = Uuid::now_v7().to_string();
    let nothing = but_for_the_id(&t.post(&version(&absent)).await?, &absent);
    hold_equal(&nothing.0, &404, "the status for an absent span")?;
    for id in hidden(t).into_iter().chain([&t.ids.bob_public, &t.ids.amy_tenant]) {
        let foreign = but_for_the_id(&t.post(&version(id)).await?, id);
        hold_equal(&foreign, &nothing, id)?;
    }
    Ok(())
}

pub(super) async fn a_batch_with_one_foreign_id_is_none(t: &Target) -> Verdict {
    let absent = Uuid::now_v7().to_string();
    let mut replies = Vec::new();
    for id in [&absent, &t.ids.bob_private, &t.ids.bob_public, &t.ids.amy_tenant] {
        let lines = [
            note("one"),
            json!({"entity_type": "note", "who": "it", "this": "two", "id": id}),
            note("three"),
        ];
        let reply = t.ann().batch(&lines).await?;
        t.heard(&reply, id)?;
        replies.push(but_for_the_id(&reply, id));
    }
    hold_equal(&(replies[0].0, &replies[0].1["line"]), &(404, &json!(2)), "the refusal")?;
    hold(replies.iter().all(|reply| *reply == replies[0]), || {
        format!("{replies:?}")
    })?;
    hold_equal(&list(t, "/spans").await?, &t.readable(), "the list afterwards")
}

/// The header or the member: the other Ann's span is not hers to have.
pub(super) async fn a_key_does_not_replay_another_tenants_span(t: &Target) -> Verdict {
    let body = note("mine").to_string();
    let reply = t
        .ann()
        .send(Method::POST, "/spans", &[("idempotency-key", KEY)], &body)
        .await?;
    t.heard(&reply, "")?;
    hold_equal(&reply.status, &201, "the first use of the key")?;
    let reply = t
        .ann()
        .send(Method::POST, "/spans", &[("idempotency-key", "bobs-key")], &body)
        .await?;
    t.heard(&reply, "")?;
    hold_equal(&reply.status, &201, "a key of Bob's")
}

pub(super) async fn a_key_does_not_replay_a_colleagues_span(t: &Target) -> Verdict {
    let lines = [json!({"entity_type": "note", "who": "it", "this": "x", "idempotency_key": "shared"})];
    let amys = t.platform.caller("acme", "amy").batch(&lines).await?;
    let anns = t.ann().batch(&lines).await?;
    t.heard(&anns, "")?;
    hold_equal(&(amys.status, anns.status), &(201, 201), "one key, two users")?;
    hold(amys.text("first") != anns.text("first"), || {
        "Ann was given Amy's span".to_owned()
    })
}

/// A relation is a word of the writer's: it is neither checked nor followed.
pub(super) async fn a_relation_to_a_foreign_span_tells_nothing(t: &Target) -> Verdict {
    for id in [&t.ids.bob_private, &Uuid::now_v7().to_string()] {
        let mut span = note("child");
        span["parent_id"] = id.as_str().into();
        let reply = t.ann().post(&span).await?;
        hold_equal(&reply.status, &201, "the append")?;
        t.heard(&reply, id)?;
    }
    Ok(())
}

pub(super) async fn who_one_is_cannot_be_said_in_the_body(t: &Target) -> Verdict {
    for (name, value) in [
        ("tenant_id", "globex"),
        ("owner_id", "bob"),
        ("stream_pos", "1"),
        ("seq", "1"),
    ] {
        let mut span = note("taken");
        span[name] = value.into();
        let reply = t.post(&span).await?;
        hold_equal(
            &(reply.status, reply.text("field").as_str()),
            &(400, name),
            "the refusal",
        )?;
    }
    Ok(())
}

pub(super) async fn who_one_is_cannot_be_said_in_the_query(t: &Target) -> Verdict {
    for query in [
        "tenant_id=globex",
        "user=bob",
        "role=worker",
        "access_token=x",
        "owner_id=ann&owner_id=bob",
    ] {
        let reply = t.get(&format!("/spans?{query}")).await?;
        hold_equal(&reply.status, &400, query)?;
    }
    Ok(())
}
