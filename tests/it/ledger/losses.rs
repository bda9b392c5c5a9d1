//! Connections that are cut, servers that are killed, callers who go away.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use futures_util::future::try_join_all;
use ledger::hash::{NO_HASH, check};
use ledger::store::{Filter, Scope};
use ledger::{Span, Store};

use super::appends::{cx, draft, keyed, store};
use crate::bed::{Bed, Database, Outcome, Role, Trouble};
use crate::caller::note;
use crate::patience::until;

const WRITERS: usize = 6;

/// Writers who try each span until it is acknowledged, as a client with idempotency keys does.
async fn write(store: &Store, n: usize, enough: &AtomicBool) -> Result<Vec<(String, Span)>, Trouble> {
    let (ann, mut kept) = (cx("acme", "ann")?, Vec::new());
    for line in 0.. {
        if enough.load(Ordering::SeqCst) {
            break;
        }
        let key = format!("w{n}-{line}");
        let mut drafts = vec![draft(&keyed("kept", &key))?];
        if line % 3 == 0 {
            drafts.push(draft(&keyed("kept", &format!("{key}-b")))?);
        }
        let appended = until("an append is acknowledged", async || {
            match store.append(&ann, drafts.clone()).await {
                Ok(appended) => Ok::<_, Trouble>(Some(appended)),
                Err(error) if error.is_passing() => Ok(None),
                Err(error) => Err(error.into()),
            }
        });
        for appended in appended.await? {
            kept.push((appended.span.idempotency_key.clone().unwrap_or_default(), appended.span));
        }
    }
    Ok(kept)
}

/// Every acknowledged span is there as it was acknowledged, none twice, positions without a gap.
async fn nothing_lost(store: &Store, acknowledged: Vec<Vec<(String, Span)>>) -> Outcome {
    let (ann, mut spans) = (cx("acme", "ann")?, Vec::new());
    loop {
        let last = spans.last().and_then(|span: &Span| span.stream_pos).unwrap_or(0);
        let page = store.follow(&ann, &Filter::default(), last, 500).await?;
        if page.is_empty() {
            break;
        }
        spans.extend(page);
    }
    for (position, span) in (1..).zip(&spans) {
        assert_eq!(span.stream_pos, Some(position));
        check(span, NO_HASH)?;
    }
    let mut by_key: HashMap<String, Span> = HashMap::new();
    for span in spans {
        let key = span.idempotency_key.clone().unwrap_or_default();
        assert!(by_key.insert(key.clone(), span).is_none(), "{key} is there twice");
    }
    let acknowledged: Vec<_> = acknowledged.into_iter().flatten().collect();
    assert!(
        acknowledged.len() > WRITERS,
        "hardly anything was written: this proves nothing"
    );
    for (key, span) in acknowledged {
        assert_eq!(by_key.get(&key), Some(&span), "{key}");
    }
    Ok(())
}

pub(super) async fn connections_that_are_cut_lose_and_double_nothing(db: Database) -> Outcome {
    let store = store(&db)?;
    let (superuser, enough) = (db.as_superuser().await?, AtomicBool::new(false));
    let cut = async {
        let (mut rounds, mut cuts) = (0, 0);
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = 'logline_app' AND state <> 'idle' LIMIT 3";
        while rounds < 2000 && cuts < 40 {
            rounds += 1;
            cuts += superuser.query(cut, &[]).await?.len();
            tokio::task::yield_now().await;
        }
        enough.store(true, Ordering::SeqCst);
        assert!(
            cuts > 5,
            "{cuts} connections were cut in their work: this proves little"
        );
        Ok::<_, Trouble>(())
    };
    let (cut, written) = futures_util::join!(cut, try_join_all((0..WRITERS).map(|n| write(&store, n, &enough))));
    cut?;
    nothing_lost(&store, written?).await
}

pub(super) async fn a_server_that_is_killed_and_started_loses_and_doubles_nothing(bed: &'static Bed) -> Outcome {
    for major in bed.majors() {
        let own = bed.own_server(major)?;
        let db = own.database().await?;
        let (store, enough) = (store(&db)?, AtomicBool::new(false));
        let kill = async {
            for round in 1..=3 {
                // In the middle of work, not before it.
                until("spans are appended", async || {
                    let position = store.position(&cx("acme", "ann")?).await;
                    Ok::<_, Trouble>(position.is_ok_and(|position| position > round * 10).then_some(()))
                })
                .await?;
                own.kill().await?;
                own.start_again().await?;
            }
            enough.store(true, Ordering::SeqCst);
            Ok::<_, Trouble>(())
        };
        let writers = try_join_all((0..WRITERS).map(|n| write(&store, n, &enough)));
        let (killed, written) = futures_util::join!(kill, writers);
        killed?;
        nothing_lost(&store, written?).await?;
    }
    Ok(())
}

/// Dropped after each number of polls that an append can take: nothing of it stays in the connection.
pub(super) async fn a_caller_who_goes_away_leaves_a_clean_connection(db: Database) -> Outcome {
    let store = Store::new(db.way(Role::App), 1)?;
    let (ann, bob) = (cx("acme", "ann")?, cx("globex", "bob")?);
    store.append(&ann, vec![draft(&note("first"))?]).await?;
    let superuser = db.as_superuser().await?;
    for polls in 0..12 {
        for drafts in [
            vec![draft(&note("one"))?],
            vec![draft(&keyed("a", "k"))?, draft(&note("two"))?],
        ] {
            let mut append = pin!(store.append(&ann, drafts));
            let mut left = polls;
            poll_fn(|task| match append.as_mut().poll(task) {
                Poll::Ready(_) => Poll::Ready(()),
                Poll::Pending if left == 0 => Poll::Ready(()),
                Poll::Pending => {
                    left -= 1;
                    Poll::Pending
                }
            })
            .await;
        }
        {
            let every = Filter::default();
            let mut read = pin!(store.list(&ann, Scope::Everything, &every, 10, None, 0));
            poll_fn(|task| Poll::Ready(read.as_mut().poll(task).is_ready())).await;
        }

        let seen = store.follow(&bob, &Filter::default(), 0, 10).await?;
        assert!(seen.is_empty(), "after {polls} polls, Bob sees {seen:?}");
        let idle = "SELECT FROM pg_stat_activity WHERE usename = 'logline_app' AND datname = current_database() AND state LIKE 'idle in%'";
        until("no transaction is left open", async || {
            Ok::<_, Trouble>(superuser.query(idle, &[]).await?.is_empty().then_some(()))
        })
        .await?;
        let locks = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        until("no tenant's lock is left", async || {
            Ok::<_, Trouble>(superuser.query(locks, &[]).await?.is_empty().then_some(()))
        })
        .await?;
    }
    Ok(())
}
