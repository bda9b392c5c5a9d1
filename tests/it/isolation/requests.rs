//! Reads over HTTP, as Ann of acme with a good token.

use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::failure::{Failure, Verdict, hold, hold_equal};
use super::target::{FOREIGN, TRACE, Target};
use crate::caller::{Reply, ids};

/// Status and body, with the id that was asked for taken out.
pub(super) fn but_for_the_id(reply: &Reply, id: &str) -> (u16, Value) {
    let mut body: Value =
        serde_json::from_str(&String::from_utf8_lossy(&reply.body).replace(id, "ID")).unwrap_or_default();
    body["trace_id"] = Value::Null;
    (reply.status, body)
}

pub(super) fn hidden(t: &Target) -> [&String; 5] {
    let ids = &t.ids;
    [
        &ids.bob_private,
        &ids.bob_tenant,
        &ids.bob_deleted,
        &ids.amy_private,
        &ids.namesake,
    ]
}

/// The answer for a span that is not for her is that for one that is not there.
async fn as_if_absent(t: &Target, path: impl Fn(&str) -> String) -> Verdict {
    let absent = Uuid::now_v7().to_string();
    let nothing = but_for_the_id(&t.get(&path(&absent)).await?, &absent);
    hold_equal(&nothing.0, &404, "the status for an absent span")?;
    for id in hidden(t) {
        let foreign = but_for_the_id(&t.get(&path(id)).await?, id);
        hold_equal(&foreign, &nothing, &path(id))?;
    }
    Ok(())
}

pub(super) async fn a_foreign_span_is_absent(t: &Target) -> Verdict {
    as_if_absent(t, |id| format!("/spans/{id}")).await
}

pub(super) async fn a_version_of_a_foreign_span_is_absent(t: &Target) -> Verdict {
    as_if_absent(t, |id| format!("/spans/{id}?seq=0")).await
}

pub(super) async fn the_history_of_a_foreign_span_is_absent(t: &Target) -> Verdict {
    as_if_absent(t, |id| format!("/spans/{id}/history")).await
}

pub(super) async fn the_history_after_a_version_is_empty_alike(t: &Target) -> Verdict {
    let absent = Uuid::now_v7().to_string();
    let nothing = but_for_the_id(&t.get(&format!("/spans/{absent}/history?after=0")).await?, &absent);
    for id in hidden(t) {
        let foreign = but_for_the_id(&t.get(&format!("/spans/{id}/history?after=0")).await?, id);
        hold_equal(&foreign, &nothing, id)?;
    }
    Ok(())
}

pub(super) async fn a_public_span_of_another_tenant_is_read(t: &Target) -> Verdict {
    let reply = t.get(&format!("/spans/{}", t.ids.bob_public)).await?;
    hold_equal(
        &(reply.status, reply.text("tenant_id").as_str()),
        &(200, "globex"),
        "a public span",
    )
}

pub(super) async fn list(t: &Target, path: &str) -> Result<Vec<String>, Failure> {
    let mut list = ids(&t.get(path).await?.json()?);
    list.sort();
    Ok(list)
}

pub(super) async fn the_list_is_what_she_may_read(t: &Target) -> Verdict {
    hold_equal(&list(t, "/spans").await?, &t.readable(), "the list")
}

pub(super) async fn the_timeline_is_of_her_tenant_only(t: &Target) -> Verdict {
    let mut own = t.readable();
    own.retain(|id| *id != t.ids.bob_public && *id != t.ids.other_public);
    hold_equal(&list(t, "/timeline").await?, &own, "the timeline")
}

/// Filters that match foreign spans only: an empty page, with nothing that says why.
pub(super) async fn filters_find_no_foreign_span(t: &Target) -> Verdict {
    let nothing = json!({"spans": [], "count": 0, "next_cursor": null, "has_more": false});
    for filter in [
        format!("trace_id={FOREIGN}"),
        format!("trace_id={TRACE}"),
        format!("status={FOREIGN}"),
        format!("parent_id={}", t.ids.bob_private),
        "owner_id=bob&visibility=private".into(),
        "owner_id=bob&visibility=tenant".into(),
        "owner_id=amy&visibility=private".into(),
        "entity_type=execution".into(),
        "owner_id=globex".into(),
        "owner_id=%25".into(),
        "owner_id=bob%27%20OR%20%271%27%3D%271".into(),
        format!("trace_id={FOREIGN}&limit=1"),
        format!("trace_id={FOREIGN}&offset=1"),
    ] {
        for list in ["/spans", "/timeline"] {
            let reply = t.get(&format!("{list}?{filter}")).await?;
            hold_equal(&reply.json()?, &nothing, &format!("{list}?{filter}"))?;
        }
    }
    Ok(())
}

pub(super) async fn a_foreign_owners_name_finds_what_is_public(t: &Target) -> Verdict {
    let mut public = vec![t.ids.bob_public.clone(), t.ids.other_public.clone()];
    public.sort();
    hold_equal(&list(t, "/spans?owner_id=bob").await?, &public, "spans of Bob's")?;
    hold_equal(
        &list(t, "/timeline?owner_id=bob").await?,
        &Vec::new(),
        "Bob in acme's timeline",
    )
}

pub(super) async fn pages_are_not_shortened_by_what_is_hidden(t: &Target) -> Verdict {
    let (mut seen, mut path) = (Vec::new(), "/spans?limit=1".to_owned());
    loop {
        let page = t.get(&path).await?.json()?;
        hold_equal(&page["count"], &json!(1), "spans on a page of one")?;
        seen.extend(ids(&page));
        hold_equal(&page["has_more"], &json!(seen.len() < 6), "has_more")?;
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/spans?limit=1&cursor={cursor}"),
            None => break,
        }
    }
    seen.sort();
    hold_equal(&seen, &t.readable(), "all pages")
}

pub(super) async fn offsets_count_what_she_may_read(t: &Target) -> Verdict {
    for (offset, rest) in [(0, 6), (5, 1), (6, 0)] {
        let page = t.get(&format!("/spans?offset={offset}")).await?.json()?;
        hold_equal(&page["count"], &json!(rest), &format!("spans after {offset}"))?;
    }
    Ok(())
}

/// A cursor is a place in time and opens nothing, wherever it comes from.
pub(super) async fn a_cursor_of_bobs_opens_nothing(t: &Target) -> Verdict {
    let mut path = "/spans?limit=1".to_owned();
    while let Some(cursor) = t.bob().get(&path).await?.json()?["next_cursor"].as_str() {
        path = format!("/spans?limit=1&cursor={cursor}");
        let mine = list(t, &format!("/spans?cursor={cursor}")).await?;
        hold(mine.iter().all(|id| t.readable().contains(id)), || format!("{mine:?}"))?;
        t.get(&format!("/timeline?cursor={cursor}")).await?;
    }
    Ok(())
}

pub(super) async fn metrics_count_no_foreign_execution(t: &Target) -> Verdict {
    hold_equal(
        &t.get("/metrics").await?.json()?,
        &json!({"executions": []}),
        "Ann's metrics",
    )?;
    let bobs = t.bob().get("/metrics").await?.json()?;
    hold_equal(&bobs["executions"][0]["count"], &json!(1), "Bob's executions")
}

pub(super) async fn headers_that_contradict_the_token_are_refused(t: &Target) -> Verdict {
    for headers in [
        &[("x-tenant-id", "globex")][..],
        &[("x-user-id", "bob")],
        &[("x-user-id", "amy")],
        &[("X-TENANT-ID", "globex")],
        &[("x-tenant-id", "ACME")],
        &[("x-user-id", "Ann")],
        &[("x-user-id", "")],
        &[("x-tenant-id", "acme,globex")],
        &[("x-tenant-id", "acme"), ("x-tenant-id", "globex")],
        &[("x-user-id", "ann"), ("x-tenant-id", "globex")],
    ] {
        let path = format!("/spans/{}", t.ids.bob_private);
        let reply = t.ann().send(Method::GET, &path, headers, "").await?;
        t.heard(&reply, &path)?;
        hold_equal(&reply.status, &403, &format!("{headers:?}"))?;
    }
    let agreed = [("x-tenant-id", "acme"), ("x-user-id", "ann")];
    hold_equal(
        &t.ann().send(Method::GET, "/spans", &agreed, "").await?.status,
        &200,
        "headers that agree",
    )
}

pub(super) async fn errors_of_every_kind_tell_nothing(t: &Target) -> Verdict {
    let id = &t.ids.bob_private;
    for path in [
        format!("/spans/{id}/"),
        format!("/spans/{id}/history/x"),
        format!("/spans/{}", id.to_uppercase()),
        format!("/spans/{}", id.replace('-', "")),
        format!("/spans/%7B{id}%7D"),
        format!("/spans/{id}?seq=-1"),
        format!("/spans/{id}?seq=99999999999"),
        "/spans/..%2f..%2fhealth".to_owned(),
        "/spans?cursor=AAAA".to_owned(),
        format!("/spans?parent_id={id}%27"),
    ] {
        let reply = t.ann().get(&path).await?;
        t.heard(&reply, &path.to_lowercase())?;
        hold((400..500).contains(&reply.status), || {
            format!("{path}: {}", reply.status)
        })?;
    }
    Ok(())
}

pub(super) async fn what_needs_no_token_tells_nothing(t: &Target) -> Verdict {
    for path in ["/health", "/openapi.json", "/.well-known/jwks.json"] {
        let reply = t.get(path).await?;
        hold_equal(&reply.status, &200, path)?;
    }
    Ok(())
}
