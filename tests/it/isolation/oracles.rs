//! What could tell without showing: keys, positions, locks, errors, and whatever is readable.

use serde_json::json;
use uuid::Uuid;

use super::failure::{Failure, Verdict, hold, hold_equal};
use super::target::{KEY, TRACE, Target, ask};
use super::who::Who;
use crate::caller::note;
use crate::patience::until;

/// The other Ann has used it, in globex.
pub(super) async fn a_key_that_a_namesake_elsewhere_has_used_is_free(t: &Target) -> Verdict {
    let mut span = note("mine");
    span["idempotency_key"] = KEY.into();
    let first = t.post(&span).await?;
    hold_equal(&first.status, &201, "the first use of the key")?;
    let again = t.post(&span).await?;
    hold_equal(
        &(again.status, again.text("id")),
        &(200, first.text("id")),
        "the second",
    )
}

pub(super) async fn a_key_that_a_colleague_has_used_is_free(t: &Target) -> Verdict {
    let mut span = note("mine");
    span["idempotency_key"] = "weekly".into();
    let amys = t.platform.caller("acme", "amy").post(&span).await?;
    let mine = t.post(&span).await?;
    hold_equal(&(amys.status, mine.status), &(201, 201), "one key, two users")?;
    hold(amys.text("id") != mine.text("id"), || {
        "Ann was given Amy's span".to_owned()
    })
}

/// Nothing but id and version, which the server makes, must be one of a kind across tenants.
pub(super) async fn every_value_of_a_foreign_span_may_be_used_again(t: &Target) -> Verdict {
    let mut span = note("shared");
    for (name, value) in json!({
        "trace_id": TRACE, "idempotency_key": KEY, "session_id": t.ids.bob_private, "parent_id": t.ids.bob_private,
        "caused_by": t.ids.bob_private, "related_to": [t.ids.bob_private], "workflow_id": "w", "name": "n", "code": "c",
        "at": "2026-01-01T00:00:00Z",
    })
    .as_object()
    .into_iter()
    .flatten()
    {
        span[name] = value.clone();
    }
    for (tenant, user) in [("globex", "bob"), ("acme", "ann"), ("initech", "ann")] {
        let reply = t.platform.caller(tenant, user).post(&span).await?;
        hold_equal(
            &reply.status,
            &201,
            &format!("{user} of {tenant}: {}", reply.text("detail")),
        )?;
    }
    Ok(())
}

pub(super) async fn positions_say_nothing_of_other_tenants(t: &Target) -> Verdict {
    let next = "INSERT INTO {registry} {columns} VALUES {own_row} RETURNING stream_pos";
    // Five of acme's before it, and as many of globex's as there are.
    hold_equal(
        &t.attempt(&Who::ANN, next).await?.text.as_str(),
        &"6|\n",
        "acme's next position",
    )?;
    t.bob().post(&note("one more")).await?;
    hold_equal(
        &t.attempt(&Who::ANN, next).await?.text.as_str(),
        &"6|\n",
        "after one more of globex's",
    )
}

pub(super) async fn the_api_shows_positions_in_the_own_timeline_only(t: &Target) -> Verdict {
    for path in [
        "/spans",
        &format!("/spans/{}", t.ids.bob_public),
        &format!("/spans/{}/history", t.ids.own),
    ] {
        let reply = t.get(path).await?;
        hold(!reply.everything().contains("stream_pos"), || {
            format!("{path} shows a position")
        })?;
    }
    Ok(())
}

/// Bob's transaction holds his tenant's lock. An append that is refused anyway must not wait for it.
pub(super) async fn a_refused_append_does_not_wait_for_the_foreign_lock(t: &Target) -> Verdict {
    let bob = t.db.as_app().await?;
    bob.batch_execute("BEGIN").await?;
    Who::BOB.enter(&bob).await?;
    bob.batch_execute(&t.fill("INSERT INTO {registry} {columns} VALUES {bobs_row}"))
        .await?;
    for row in ["{bobs_row}", "{namesakes_row}"] {
        let insert = format!("SET LOCAL lock_timeout = '300ms'; INSERT INTO {{registry}} {{columns}} VALUES {row}");
        let refused = t.attempt(&Who::ANN, &insert).await?;
        hold_equal(&refused.code.as_deref(), &Some("42501"), "the refusal")?;
    }
    let own = "SET LOCAL lock_timeout = '300ms'; INSERT INTO {registry} {columns} VALUES {own_row}";
    hold_equal(&t.attempt(&Who::ANN, own).await?.code, &None, "an append of her own")
}

pub(super) async fn a_foreign_tenants_lock_cannot_be_taken_by_name(t: &Target) -> Verdict {
    let ann = t.db.as_app().await?;
    ann.batch_execute("BEGIN").await?;
    Who::ANN.enter(&ann).await?;
    ask(&ann, "SELECT app.lock_tenant('globex')").await?;
    let bobs = "SET LOCAL lock_timeout = '300ms'; INSERT INTO {registry} {columns} VALUES {bobs_row}";
    let bobs = t.attempt(&Who::BOB, bobs).await;
    // Bob's answer is his own affair: only whether he had to wait counts.
    hold_equal(&bobs?.code, &None, "Bob's append")
}

pub(super) async fn the_next_writer_of_a_tenant_waits_for_the_one_before(t: &Target) -> Verdict {
    let insert = t.fill("INSERT INTO {registry} {columns} VALUES {own_row} RETURNING stream_pos");
    let (first, second) = (t.db.as_app().await?, t.db.as_app().await?);
    for app in [&first, &second] {
        app.batch_execute("BEGIN").await?;
        Who::ANN.enter(app).await?;
    }
    let before = ask(&first, &insert).await?;
    let release = async {
        until("the second writer waits", async || {
            let waiting =
                "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
            Ok::<_, Failure>((ask(&t.app, waiting).await?.rows > 0).then_some(()))
        })
        .await?;
        first.batch_execute("COMMIT").await?;
        Ok::<_, Failure>(())
    };
    let (after, released) = futures_util::join!(ask(&second, &insert), release);
    released?;
    let after = after?;
    hold_equal(&after.code, &None, "the second writer's refusal")?;
    hold_equal(
        &(before.text.as_str(), after.text.as_str()),
        &("6|\n", "7|\n"),
        "their positions",
    )
}

/// All that the app's role may read, whatever it is, now and in later migrations.
pub(super) async fn nothing_that_the_app_may_read_shows_a_secret(t: &Target) -> Verdict {
    let readable = "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^(pg_|information_schema)'
          AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')";
    let relations = ask(&t.app, readable).await?;
    hold(relations.text.contains("universal_registry"), || {
        "the registry is not among them".to_owned()
    })?;
    for relation in relations.text.lines().map(|line| line.trim_end_matches('|')) {
        t.attempt(&Who::ANN, &format!("TABLE {relation}")).await?;
        hold_equal(
            &t.attempt(&Who::NOBODY, &format!("TABLE {relation}")).await?.rows,
            &0,
            relation,
        )?;
    }
    Ok(())
}

/// A function with its owner's rights is a door in the wall: there is none that can be called.
pub(super) async fn no_function_can_be_called_with_its_owners_rights(t: &Target) -> Verdict {
    let callable = "SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname !~ '^(pg_|information_schema)' AND p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE')";
    hold_equal(&ask(&t.app, callable).await?.text.as_str(), &"", "such functions")
}

pub(super) async fn the_app_may_only_select_and_insert(t: &Target) -> Verdict {
    let rights = "SELECT string_agg(p, ' ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
        WHERE has_table_privilege('ledger.universal_registry', p)
           OR (p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege('ledger.universal_registry', p))";
    hold_equal(
        &ask(&t.app, rights).await?.text.as_str(),
        &"SELECT INSERT|\n",
        "rights to the registry",
    )
}

pub(super) async fn the_owner_is_held_to_the_policies(t: &Target) -> Verdict {
    let owner = t.db.as_owner().await?;
    let insert = t.fill("BEGIN; SELECT set_config('app.tenant_id', 'acme', true), set_config('app.user_id', 'ann', true), set_config('app.role', 'user', true); INSERT INTO {registry} {columns} VALUES {own_row}");
    let refused = ask(&owner, &insert).await?;
    hold_equal(&refused.code.as_deref(), &Some("42501"), "an append of the owner's")
}

pub(super) async fn nobody_changes_what_has_been_appended(t: &Target) -> Verdict {
    for (role, client) in [
        ("owner", t.db.as_owner().await?),
        ("superuser", t.db.as_superuser().await?),
    ] {
        for change in [
            "UPDATE {registry} SET who = 'taken'",
            "UPDATE {registry} SET who = 'taken' WHERE false",
            "DELETE FROM {registry}",
            "TRUNCATE {registry}",
            "SET session_replication_role = replica; DELETE FROM {registry} WHERE id = '{own}'",
        ] {
            if role == "owner" && change.starts_with("SET") {
                continue;
            }
            let refused = ask(&client, &t.fill(change)).await?;
            hold_equal(&refused.code.as_deref(), &Some("LL001"), &format!("{change} as {role}"))?;
        }
    }
    Ok(())
}

/// Somebody who guesses an id learns at most what the guess said: no row, no key of an index.
pub(super) async fn an_id_that_is_taken_is_refused_without_its_row(t: &Target) -> Verdict {
    let insert = "INSERT INTO {registry} {columns} SELECT '{bob_private}', 0, 'note', 'it', 'a row', now(), 'acme', 'ann', 'private', repeat('0', 64), repeat('a', 64), repeat('b', 64), 1";
    let refused = t.attempt(&Who::ANN, insert).await?;
    hold(!refused.text.contains("already exists"), || refused.text.clone())
}

pub(super) async fn a_version_is_refused_alike_for_foreign_and_absent(t: &Target) -> Verdict {
    let version = |id: &str| {
        t.fill(&format!("INSERT INTO {{registry}} {{columns}} SELECT '{id}', 1, 'note', 'it', 'a row', now(), 'acme', 'ann', 'private', repeat('a', 64), repeat('a', 64), repeat('b', 64), 1"))
    };
    let absent = t.attempt(&Who::ANN, &version(&Uuid::now_v7().to_string())).await?;
    for id in [
        &t.ids.bob_private,
        &t.ids.bob_tenant,
        &t.ids.bob_public,
        &t.ids.amy_private,
        &t.ids.amy_tenant,
    ] {
        let foreign = t.attempt(&Who::ANN, &version(id)).await?;
        hold_equal(&foreign.text, &absent.text, "the refusal")?;
    }
    hold_equal(&absent.code.as_deref(), &Some("LL002"), "its code")
}
