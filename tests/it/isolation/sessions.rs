//! What a session or a pooled connection could carry from one context into the next.

use futures_util::future::try_join_all;
use futures_util::{StreamExt, pin_mut};

use super::failure::{Failure, Verdict, hold, hold_equal};
use super::target::{FOREIGN, Target, ask};
use super::who::Who;
use crate::bed::{Role, Trouble};
use crate::caller::{Platform, ids, note};
use crate::patience::until;

const ALL: &str = "TABLE ledger.universal_registry";
const ENTER_BOB: &str = "SELECT set_config('app.tenant_id', 'globex', true), set_config('app.user_id', 'bob', true), set_config('app.role', 'user', true)";

/// Every pooled connection starts as a worker of globex, as if a use before had left it behind.
pub(super) async fn settings_left_in_the_pool_do_not_reach_the_next_caller(t: &Target) -> Verdict {
    let left = "-c app.tenant_id=globex -c app.user_id=bob -c app.role=worker";
    let platform = Platform::with(t.poisoned(left), 1)?;
    let ann = platform.caller("acme", "ann");
    for path in [
        "/spans",
        "/timeline",
        "/metrics",
        &format!("/spans/{}", t.ids.bob_private),
    ] {
        t.heard(&ann.get(path).await?, path)?;
    }
    let appended = ann.post(&note("mine")).await?;
    t.heard(&appended, "")?;
    hold_equal(&appended.text("tenant_id").as_str(), &"acme", "the tenant of an append")?;
    let mut listed = ids(&ann.get("/spans").await?.json()?);
    listed.retain(|id| *id != appended.text("id"));
    listed.sort();
    hold_equal(&listed, &t.readable(), "the list on a poisoned connection")
}

pub(super) async fn a_search_path_left_in_the_pool_changes_nothing(t: &Target) -> Verdict {
    let platform = Platform::with(t.poisoned("-c search_path=pg_temp,app,public"), 1)?;
    let ann = platform.caller("acme", "ann");
    let mut listed = ids(&ann.get("/spans").await?.json()?);
    listed.sort();
    hold_equal(&listed, &t.readable(), "the list under another search path")
}

pub(super) async fn a_context_set_outside_a_transaction_ends_with_its_statement(t: &Target) -> Verdict {
    let app = t.db.as_app().await?;
    ask(&app, ENTER_BOB).await?;
    hold_equal(&ask(&app, ALL).await?.rows, &0, "rows after the statement")
}

pub(super) async fn a_context_ends_with_commit_and_rollback(t: &Target) -> Verdict {
    let app = t.db.as_app().await?;
    for end in [
        "COMMIT",
        "ROLLBACK",
        "ROLLBACK AND CHAIN; COMMIT",
        "COMMIT AND CHAIN; COMMIT",
    ] {
        app.batch_execute(&format!("BEGIN; {ENTER_BOB}; {end}")).await?;
        hold_equal(&ask(&app, ALL).await?.rows, &0, end)?;
    }
    app.batch_execute(&format!("BEGIN; {ENTER_BOB}; COMMIT AND CHAIN"))
        .await?;
    hold_equal(&ask(&app, ALL).await?.rows, &0, "rows in the chained transaction")
}

pub(super) async fn a_context_ends_with_a_failed_transaction(t: &Target) -> Verdict {
    let app = t.db.as_app().await?;
    app.batch_execute(&format!("BEGIN; {ENTER_BOB}")).await?;
    hold_equal(
        &ask(&app, "SELECT 1 / 0").await?.code.as_deref(),
        &Some("22012"),
        "the failure",
    )?;
    app.batch_execute("COMMIT").await?;
    hold_equal(&ask(&app, ALL).await?.rows, &0, "rows after it")
}

pub(super) async fn a_context_of_a_savepoint_is_undone_with_it(t: &Target) -> Verdict {
    let app = t.db.as_app().await?;
    app.batch_execute("BEGIN").await?;
    Who::ANN.enter(&app).await?;
    app.batch_execute(&format!("SAVEPOINT s; {ENTER_BOB}; ROLLBACK TO s"))
        .await?;
    let seen = ask(&app, ALL).await?;
    t.keeps_quiet(&seen.text, "")?;
    hold_equal(&seen.rows, &6, "what Ann sees after the savepoint")
}

/// A plan that is kept must not keep the tenant that it was made for.
pub(super) async fn a_prepared_statement_follows_the_context(t: &Target) -> Verdict {
    for mode in ["auto", "force_generic_plan", "force_custom_plan"] {
        let app = t.db.as_app().await?;
        app.batch_execute(&format!("SET plan_cache_mode = {mode}")).await?;
        let statement = app.prepare("SELECT r::text FROM ledger.universal_registry r").await?;
        // Six times: after five, the server may keep a generic plan.
        for who in [
            Who::BOB,
            Who::BOB,
            Who::BOB,
            Who::BOB,
            Who::BOB,
            Who::BOB,
            Who::ANN,
            Who::NOBODY,
        ] {
            app.batch_execute("BEGIN").await?;
            who.enter(&app).await?;
            let rows = app.query(&statement, &[]).await?;
            app.batch_execute("COMMIT").await?;
            let text: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            match who.tenant {
                Some("globex") => {
                    hold(text.concat().contains(FOREIGN), || {
                        "Bob does not see his own".to_owned()
                    })?;
                }
                Some(_) => {
                    t.keeps_quiet(&text.concat(), mode)?;
                    hold_equal(&text.len(), &6, mode)?;
                }
                None => hold_equal(&text.len(), &0, mode)?,
            }
        }
    }
    Ok(())
}

pub(super) async fn a_copy_out_is_filtered(t: &Target) -> Verdict {
    for copy in [
        "COPY ledger.universal_registry TO STDOUT",
        "COPY (SELECT * FROM ledger.visible_timeline) TO STDOUT",
    ] {
        let app = t.db.as_app().await?;
        app.batch_execute("BEGIN").await?;
        Who::ANN.enter(&app).await?;
        let stream = app.copy_out(copy).await?;
        pin_mut!(stream);
        let mut text = String::new();
        while let Some(bytes) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&bytes?));
        }
        t.keeps_quiet(&text, copy)?;
        hold_equal(&text.lines().count(), &6, copy)?;
    }
    Ok(())
}

pub(super) async fn a_copy_in_is_refused(t: &Target) -> Verdict {
    let app = t.db.as_app().await?;
    app.batch_execute("BEGIN").await?;
    Who::ANN.enter(&app).await?;
    let copied = app
        .copy_in::<_, bytes::Bytes>("COPY ledger.universal_registry FROM STDIN")
        .await;
    let code = copied
        .err()
        .and_then(|error| error.code().map(|code| code.code().to_owned()));
    hold_equal(&code.as_deref(), &Some("0A000"), "COPY FROM under row-level security")
}

/// Two tenants on one connection, each request between two of the other.
pub(super) async fn one_connection_serves_two_tenants_apart(t: &Target) -> Verdict {
    let platform = Platform::with(t.db.config(Role::App).clone(), 1)?;
    let (ann, bob) = (platform.caller("acme", "ann"), platform.caller("globex", "bob"));
    let rounds = (0..20).map(|_| async {
        let both = futures_util::join!(ann.get("/spans"), bob.get("/spans"), ann.get("/timeline"));
        Ok::<_, Trouble>((both.0?, both.1?, both.2?))
    });
    for (anns, bobs, timeline) in try_join_all(rounds).await? {
        t.heard(&anns, "")?;
        t.heard(&timeline, "")?;
        hold(bobs.everything().contains(FOREIGN), || {
            "Bob does not see his own".to_owned()
        })?;
    }
    Ok(())
}

/// The server shows a role's statements to that role, and all tenants share it: so statements
/// must hold no values. Bob's append is seen while it waits for a lock.
pub(super) async fn the_activity_of_others_shows_no_values(t: &Target) -> Verdict {
    let holder = t.db.as_app().await?;
    holder.batch_execute("BEGIN").await?;
    Who::BOB.enter(&holder).await?;
    holder.batch_execute("SELECT app.lock_tenant('globex')").await?;
    let (bob, canary) = (t.bob(), note(FOREIGN));
    let look = async {
        let waiting = "SELECT * FROM pg_stat_activity WHERE wait_event = 'advisory'";
        let activity = until("Bob's append waits for his tenant's lock", async || {
            let activity = ask(&t.app, waiting).await?;
            Ok::<_, Failure>((activity.rows > 0).then_some(activity))
        });
        let activity = activity.await?;
        holder.batch_execute("COMMIT").await?;
        Ok::<_, Failure>(activity)
    };
    let (appended, activity) = futures_util::join!(bob.post(&canary), look);
    hold_equal(&appended?.status, &201, "Bob's append")?;
    let activity = activity?;
    hold(activity.text.contains("INSERT INTO ledger.universal_registry"), || {
        format!(
            "the statement is not to be seen, so this proves nothing: {}",
            activity.text
        )
    })?;
    t.keeps_quiet(&activity.text, "")
}
