//! Within a tenant, the order of positions is the order of commits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ledger::Store;
use ledger::store::Filter;

use super::appends::cx;
use crate::bed::{Database, Outcome, Role, Span, Trouble, context};
use crate::dice::Dice;

const WRITERS: usize = 16;
const EACH: usize = 20;
const READERS: usize = 4;

pub(super) async fn readers_who_follow_miss_nothing_of_sixteen_writers(db: Database) -> Outcome {
    let all: Vec<i64> = (1..).take(WRITERS * EACH).collect();
    for positions in read_while_others_write(&db).await? {
        assert_eq!(positions, all, "what a reader saw, in the order in which it did");
    }
    Ok(())
}

/// What the lock is for, and that these readers would notice.
pub(super) async fn readers_would_miss_what_a_sequence_numbers(db: Database) -> Outcome {
    let numbered = "CREATE SEQUENCE app.positions;
        CREATE OR REPLACE FUNCTION app.assign_position() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          NEW.stream_pos := nextval('app.positions');
          NEW.recorded_at := clock_timestamp();
          RETURN NEW;
        END $$";
    db.as_owner().await?.batch_execute(numbered).await?;
    let read = read_while_others_write(&db).await?;
    assert!(
        read.iter().any(|positions| positions.len() < WRITERS * EACH),
        "nothing was missed"
    );
    Ok(())
}

/// Writers wait between insert and commit, so that without the lock commits overtake each other.
async fn read_while_others_write(db: &Database) -> Result<Vec<Vec<i64>>, Trouble> {
    let mut dice = Dice::of_this_run("writers")?;
    let store = Store::new(db.way(Role::App), READERS)?;
    let writing = &AtomicUsize::new(WRITERS);
    let writers = (0..WRITERS).map(|n| {
        let dice = Dice::new(dice.throw());
        async move {
            let written = write(db, n, dice).await;
            // Also after a failure, or the readers would wait for ever.
            writing.fetch_sub(1, Ordering::SeqCst);
            written
        }
    });
    let readers = (0..READERS).map(|_| follow(&store, writing));
    let (written, followed) = futures_util::join!(
        futures_util::future::join_all(writers),
        futures_util::future::try_join_all(readers)
    );
    written.into_iter().collect::<Result<Vec<()>, _>>()?;
    followed
}

async fn write(db: &Database, n: usize, mut dice: Dice) -> Outcome {
    let (mut app, user) = (db.as_app().await?, format!("writer-{n}"));
    for _ in 0..EACH {
        let transaction = context(&mut app, "acme", &user).await?;
        Span::of("acme", &user, "tenant").append(&transaction).await?;
        let pause = u64::try_from(dice.below(4)).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        // A position that is given back must be given again.
        if dice.one_in(5) {
            transaction.rollback().await?;
            Span::of("acme", &user, "tenant").append_as_owner(&mut app).await?;
        } else {
            transaction.commit().await?;
        }
    }
    Ok(())
}

/// Every position that a reader sees who asks for what comes after the last one.
async fn follow(store: &Store, writing: &AtomicUsize) -> Result<Vec<i64>, Trouble> {
    let (cx, mut seen) = (cx("acme", "reader")?, Vec::new());
    loop {
        // Looked at before the last read: what is committed after it, the read sees.
        let finished = writing.load(Ordering::SeqCst) == 0;
        let last = seen.last().copied().unwrap_or(0);
        let spans = store.follow(&cx, &Filter::default(), last, 50).await?;
        let nothing_new = spans.is_empty();
        seen.extend(spans.iter().filter_map(|span| span.stream_pos));
        if finished && nothing_new {
            return Ok(seen);
        }
    }
}
