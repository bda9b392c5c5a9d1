//! Idempotency keys and batches.

use futures_util::future::join_all;
use ledger::store::{Filter, Scope, StoreError};
use ledger::{Context, Draft, Problem, Store, Tenant, User};
use serde_json::{Value, json};

use crate::bed::{Database, Outcome, Role, Trouble};
use crate::caller::note;

pub(super) fn cx(tenant: &str, user: &str) -> Result<Context, Trouble> {
    Ok(Context::user(Tenant::new(tenant)?, User::new(user)?))
}

pub(super) fn store(db: &Database) -> Result<Store, Trouble> {
    Ok(Store::new(db.way(Role::App), 8)?)
}

pub(super) fn draft(span: &Value) -> Result<Draft, Trouble> {
    Draft::parse(&span.to_string()).map_err(|problem| Trouble::new(problem.detail))
}

pub(super) fn keyed(this: &str, key: &str) -> Value {
    let mut span = note(this);
    span["idempotency_key"] = key.into();
    span
}

/// The refusal of an append.
pub(super) fn refusal<T>(appended: Result<T, StoreError>) -> Result<Problem, Trouble> {
    match appended {
        Err(StoreError::Refused(problem)) => Ok(*problem),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Trouble::new("it was not refused")),
    }
}

/// How many spans of acme there are.
pub(super) async fn count(store: &Store) -> Result<usize, Trouble> {
    let (ann, every) = (cx("acme", "ann")?, Filter::default());
    let page = store.list(&ann, Scope::Tenant, &every, 1000, None, 0).await?;
    Ok(page.spans.len())
}

pub(super) async fn a_repeated_key_gives_the_span_of_the_first_time(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let mut span = keyed("once", "k");
    for (name, value) in [
        ("confidence", json!(0.1)),
        ("content", json!({"n": 1.0})),
        ("tags", json!(["a"])),
    ] {
        span[name] = value;
    }
    let first = store.append(&ann, vec![draft(&span)?]).await?;
    let again = store.append(&ann, vec![draft(&span)?]).await?;
    assert!(first[0].new && !again[0].new);
    assert_eq!(first[0].span, again[0].span);
    // The same content in other words: 1 is 1.0, and members have no order.
    let same = r#"{"this":"once","tags":["a"],"content":{"n":1},"who":"it","confidence":1e-1,"entity_type":"note","idempotency_key":"k"}"#;
    let same = Draft::parse(same).map_err(|problem| Trouble::new(problem.detail))?;
    assert_eq!(store.append(&ann, vec![same]).await?[0].span, first[0].span);
    assert_eq!(count(&store).await?, 1);
    Ok(())
}

pub(super) async fn a_repeated_key_with_other_content_is_a_conflict(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    store.append(&ann, vec![draft(&keyed("once", "k"))?]).await?;
    let mut wider = keyed("once", "k");
    wider["visibility"] = "tenant".into();
    for other in [keyed("twice", "k"), wider] {
        let problem = refusal(store.append(&ann, vec![draft(&other)?]).await)?;
        assert_eq!(
            (problem.status, problem.field.as_deref()),
            (409, Some("idempotency_key"))
        );
    }
    assert_eq!(count(&store).await?, 1);
    Ok(())
}

pub(super) async fn a_key_used_at_once_by_many_makes_one_span(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let span = draft(&keyed("once", "k"))?;
    // Alone and in a batch: two ways through the store.
    let tries = (0..16).map(|n| {
        let drafts = if n % 2 == 0 {
            vec![span.clone()]
        } else {
            vec![span.clone(), span.clone()]
        };
        store.append(&ann, drafts)
    });
    let mut ids = Vec::new();
    let mut new = 0;
    for appended in join_all(tries).await {
        for appended in appended? {
            new += usize::from(appended.new);
            ids.push(appended.span.id);
        }
    }
    assert_eq!(new, 1);
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(count(&store).await?, 1);
    Ok(())
}

pub(super) async fn a_batch_is_whole_or_not_there(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    store.append(&ann, vec![draft(&keyed("taken", "k"))?]).await?;
    let mut version_of_none = note("x");
    version_of_none["id"] = uuid::Uuid::now_v7().to_string().into();
    for (bad, status) in [(keyed("other", "k"), 409), (version_of_none, 404)] {
        let lines = [note("1"), note("2"), bad, note("4")];
        let drafts = lines.iter().map(draft).collect::<Result<_, _>>()?;
        let problem = refusal(store.append(&ann, drafts).await)?;
        assert_eq!((problem.status, problem.line), (status, Some(3)));
        assert_eq!(count(&store).await?, 1);
    }
    // What was refused has used up no position.
    let next = store.append(&ann, vec![draft(&note("next"))?]).await?;
    assert_eq!(next[0].span.stream_pos, Some(2));
    Ok(())
}

pub(super) async fn a_key_that_stands_twice_in_a_batch_is_one_span(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let lines = [keyed("a", "k"), note("b"), keyed("a", "k")];
    let drafts = lines.iter().map(draft).collect::<Result<_, _>>()?;
    let appended = store.append(&ann, drafts).await?;
    assert_eq!(
        appended.iter().map(|appended| appended.new).collect::<Vec<_>>(),
        [true, true, false]
    );
    assert_eq!(appended[0].span, appended[2].span);
    assert_eq!(count(&store).await?, 2);

    let lines = [keyed("a", "other"), keyed("b", "other")];
    let drafts = lines.iter().map(draft).collect::<Result<_, _>>()?;
    let problem = refusal(store.append(&ann, drafts).await)?;
    assert_eq!((problem.status, problem.line), (409, Some(2)));
    assert_eq!(count(&store).await?, 2);
    Ok(())
}

pub(super) async fn a_repeated_batch_appends_what_is_missing(db: Database) -> Outcome {
    let (store, ann) = (store(&db)?, cx("acme", "ann")?);
    let lines: Vec<Value> = (0..10).map(|n| keyed("line", &format!("k{n}"))).collect();
    let drafts = |lines: &[Value]| lines.iter().map(draft).collect::<Result<Vec<_>, _>>();
    let some = store.append(&ann, drafts(&lines[2..5])?).await?;
    let all = store.append(&ann, drafts(&lines)?).await?;
    assert_eq!(all.iter().filter(|appended| appended.new).count(), 7);
    assert_eq!(
        all[2..5].iter().map(|a| a.span.id).collect::<Vec<_>>(),
        some.iter().map(|a| a.span.id).collect::<Vec<_>>()
    );
    let again = store.append(&ann, drafts(&lines)?).await?;
    assert!(again.iter().all(|appended| !appended.new));
    assert_eq!(
        again.iter().map(|a| &a.span).collect::<Vec<_>>(),
        all.iter().map(|a| &a.span).collect::<Vec<_>>()
    );
    Ok(())
}
