//! Versions of a span.

use futures_util::future::join_all;
use ledger::hash::{NO_HASH, check};
use ledger::store::Store;
use ledger::{Context, Draft};
use serde_json::Value;
use uuid::Uuid;

use super::appends::{cx, draft, refusal, store};
use crate::bed::{Database, Outcome, Trouble};
use crate::caller::note;

fn version(id: Uuid, this: &str) -> Result<Draft, Trouble> {
    draft(&version_json(id, this))
}

fn version_json(id: Uuid, this: &str) -> Value {
    let mut version = note(this);
    version["id"] = id.to_string().into();
    version
}

/// All versions, each checked against the one before.
async fn verified(store: &Store, cx: &Context, id: Uuid) -> Result<Vec<String>, Trouble> {
    let history = store.history(cx, id, -1, 1000).await?;
    let mut prev = NO_HASH.to_owned();
    for (seq, span) in (0..).zip(&history.versions) {
        check(span, &prev)?;
        assert_eq!(span.seq, seq);
        prev.clone_from(&span.curr_hash);
    }
    Ok(history.versions.into_iter().map(|span| span.this).collect())
}

pub(super) async fn the_versions_of_a_span_are_a_chain(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let first = store.append(&ann, vec![draft(&note("v0"))?]).await?;
    let id = first[0].span.id;
    for n in 1..5 {
        let appended = store.append(&ann, vec![version(id, &format!("v{n}"))?]).await?;
        assert_eq!((appended[0].span.id, appended[0].span.seq), (id, n));
    }
    assert_eq!(verified(&store, &ann, id).await?, ["v0", "v1", "v2", "v3", "v4"]);
    let latest = store.get(&ann, id, None).await?.map(|span| span.this);
    assert_eq!(latest.as_deref(), Some("v4"));
    Ok(())
}

pub(super) async fn versions_in_one_batch_follow_each_other(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let one = store.append(&ann, vec![draft(&note("a0"))?]).await?[0].span.id;
    let other = store.append(&ann, vec![draft(&note("b0"))?]).await?[0].span.id;
    let batch = vec![
        version(one, "a1")?,
        version(other, "b1")?,
        draft(&note("new"))?,
        version(one, "a2")?,
        version(one, "a3")?,
    ];
    store.append(&ann, batch).await?;
    assert_eq!(verified(&store, &ann, one).await?, ["a0", "a1", "a2", "a3"]);
    assert_eq!(verified(&store, &ann, other).await?, ["b0", "b1"]);
    Ok(())
}

pub(super) async fn versions_appended_at_once_are_one_chain(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let id = store.append(&ann, vec![draft(&note("first"))?]).await?[0].span.id;
    let version = version(id, "next")?;
    for appended in join_all((0..24).map(|_| store.append(&ann, vec![version.clone()]))).await {
        assert!(appended?[0].new);
    }
    assert_eq!(verified(&store, &ann, id).await?.len(), 25);
    Ok(())
}

pub(super) async fn only_the_owner_appends_a_version(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let mut shared = note("shared");
    shared["visibility"] = "public".into();
    let id = store.append(&ann, vec![draft(&shared)?]).await?[0].span.id;
    for (tenant, user) in [("acme", "amy"), ("globex", "ann"), ("globex", "bob")] {
        let problem = refusal(store.append(&cx(tenant, user)?, vec![version(id, "taken")?]).await)?;
        assert_eq!(
            (problem.status, problem.field.as_deref()),
            (404, Some("id")),
            "{user} of {tenant}"
        );
    }
    assert_eq!(verified(&store, &ann, id).await?, ["shared"]);
    Ok(())
}

pub(super) async fn visibility_is_fixed_by_the_first_version(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    for fixed in ["private", "tenant", "public"] {
        let mut span = note("first");
        span["visibility"] = fixed.into();
        let id = store.append(&ann, vec![draft(&span)?]).await?[0].span.id;
        for visibility in ["private", "tenant", "public"] {
            let mut next = version_json(id, "next");
            next["visibility"] = visibility.into();
            let appended = store.append(&ann, vec![draft(&next)?]).await;
            if visibility == fixed {
                assert_eq!(appended?[0].span.visibility, fixed);
            } else {
                let problem = refusal(appended)?;
                assert_eq!((problem.status, problem.field.as_deref()), (400, Some("visibility")));
            }
        }
        let silent = store.append(&ann, vec![version(id, "silent")?]).await?;
        assert_eq!(silent[0].span.visibility, fixed);
    }
    Ok(())
}
