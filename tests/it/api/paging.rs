//! Pages: each span once, whatever happens meanwhile, and none larger than a function may answer.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::bed::{Database, Outcome, Trouble};
use crate::caller::{Caller, Platform, ids, note};

/// All ids of a list in the order of its pages.
async fn follow(caller: &Caller, first: &str) -> Result<Vec<String>, Trouble> {
    follow_while(caller, first, async |_| Ok(())).await
}

/// The same, while something else happens during each page.
async fn follow_while(
    caller: &Caller,
    first: &str,
    mut meanwhile: impl AsyncFnMut(usize) -> Outcome,
) -> Result<Vec<String>, Trouble> {
    let (mut all, mut path) = (Vec::new(), first.to_owned());
    for number in 0.. {
        let (page, happened) = futures_util::join!(caller.get(&path), meanwhile(number));
        happened?;
        let page = page?.json()?;
        let found = ids(&page);
        assert_eq!(page["count"], json!(found.len()));
        assert_eq!(page["has_more"], json!(page["next_cursor"].is_string()));
        all.extend(found);
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("{first}&cursor={cursor}"),
            None => break,
        }
    }
    Ok(all)
}

/// In ten moments, so that most spans share theirs with others.
fn spans(count: usize) -> Vec<Value> {
    let at = |n: usize| format!("2026-01-01T00:00:{:02}Z", n % 10);
    let span = |n: usize| {
        let mut span = note(&n.to_string());
        span["at"] = at(n).into();
        span
    };
    (0..count).map(span).collect()
}

pub(super) async fn cursors_give_each_span_once(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    assert_eq!(ann.batch(&spans(250)).await?.status, 201);
    for limit in [1, 7, 50, 100] {
        for list in ["/spans", "/timeline"] {
            let all = follow(&ann, &format!("{list}?limit={limit}")).await?;
            assert_eq!(all.len(), 250);
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 250, "pages of {limit}");
        }
    }
    assert_eq!(ann.get("/spans").await?.json()?["count"], 50, "without a limit");
    let by_offset = [0, 100, 200].map(|offset| format!("/spans?limit=100&offset={offset}"));
    let mut all = Vec::new();
    for path in by_offset {
        all.extend(ids(&ann.get(&path).await?.json()?));
    }
    assert_eq!(
        all,
        follow(&ann, "/spans?limit=100").await?,
        "offsets and cursors have one order"
    );
    Ok(())
}

pub(super) async fn cursors_give_each_span_once_while_others_append(db: Database) -> Outcome {
    let platform = Platform::on(&db, 4)?;
    let (ann, amy) = (platform.caller("acme", "ann"), platform.caller("acme", "amy"));
    ann.batch(&spans(250)).await?;
    let known: BTreeSet<String> = follow(&ann, "/spans?limit=100").await?.into_iter().collect();
    let append = async |number: usize| {
        let mut batch = spans(3);
        for span in &mut batch {
            span["visibility"] = "tenant".into();
            // Now, and in the midst of what is being read.
            if number.is_multiple_of(2)
                && let Some(span) = span.as_object_mut()
            {
                span.remove("at");
            }
        }
        assert_eq!(amy.batch(&batch).await?.status, 201);
        Ok(())
    };
    let all = follow_while(&ann, "/spans?limit=7", append).await?;
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none twice");
    assert!(known.iter().all(|id| all.contains(id)), "none missed");
    Ok(())
}

pub(super) async fn a_page_ends_at_four_mebibytes(db: Database) -> Outcome {
    const PAGE: usize = 4 << 20;
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    for _ in 0..7 {
        let mut span = note("large");
        span["code"] = "c".repeat(900_000).into();
        assert_eq!(ann.post(&span).await?.status, 201);
    }
    for list in ["/spans", "/timeline"] {
        let reply = ann.get(list).await?;
        assert!(
            reply.body.len() > PAGE - 1_000_000 && reply.body.len() < PAGE + 1_000,
            "{} bytes",
            reply.body.len()
        );
        assert_eq!(reply.json()?["has_more"], true);
        assert_eq!(follow(&ann, &format!("{list}?limit=100")).await?.len(), 7);
    }
    Ok(())
}

pub(super) async fn a_history_has_pages(db: Database) -> Outcome {
    let ann = Platform::on(&db, 2)?.caller("acme", "ann");
    let id = ann.post(&note("0")).await?.text("id");
    for n in 1..8 {
        let mut version = note(&n.to_string());
        version["id"] = id.clone().into();
        // Some of them large: a page ends for bytes or for its number.
        if n > 2 {
            version["code"] = "c".repeat(900_000).into();
        }
        assert_eq!(ann.post(&version).await?.status, 201);
    }
    for limit in [1, 3, 100] {
        let (mut seen, mut path) = (Vec::new(), format!("/spans/{id}/history?limit={limit}"));
        loop {
            let page = ann.get(&path).await?.json()?;
            let versions = page["versions"].as_array().cloned().unwrap_or_default();
            seen.extend(versions.iter().filter_map(|version| version["seq"].as_i64()));
            if page["has_more"] == false {
                break;
            }
            path = format!(
                "/spans/{id}/history?limit={limit}&after={}",
                seen.last().copied().unwrap_or(0)
            );
        }
        assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6, 7], "pages of {limit}");
    }
    Ok(())
}
