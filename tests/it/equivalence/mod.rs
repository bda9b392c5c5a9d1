//! What a tenant reads is the same whatever another tenant keeps to itself.
//!
//! Acme does the same random things in two worlds. What globex does in public is the same in both,
//! the rest is not: in one of them it may be nothing. Every answer that acme gets is compared,
//! complete, after ids, hashes and times are replaced by the order in which they appear.

mod deeds;
mod normal_form;
mod world;

use libtest_mimic::Trial;

use crate::bed::{Bed, Outcome, Pg, Trouble};
use crate::dice::Dice;
use deeds::Deed;
use world::World;

/// Each on databases of its own, so that a failure is found near its cause.
const RUNS: usize = 5;
/// Acme's in each run: over two servers, 6,000 in all.
const DEEDS: usize = 600;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let runs = (0..RUNS).flat_map(|run| {
        let name = format!("equivalence::acme_reads_the_same_whatever_globex_hides_{run}");
        bed.on_each_server_as(&name, &async move |pg: &'static Pg| {
            Box::pin(nothing_shows(pg, run)).await
        })
    });
    runs.chain(bed.on_each_server(a_policy_without_its_tenant_shows))
        .collect()
}

async fn nothing_shows(pg: &'static Pg, run: usize) -> Outcome {
    let (here, there) = (World::on(pg).await?, World::on(pg).await?);
    match Box::pin(difference(pg, run, here, there)).await? {
        None => Ok(()),
        Some(shown) => Err(Trouble::new(shown)),
    }
}

/// A comparison that finds nothing here would find nothing anywhere.
async fn a_policy_without_its_tenant_shows(pg: &'static Pg) -> Outcome {
    const OPEN: &str = "ALTER POLICY app_reads ON ledger.universal_registry
        USING (visibility IN ('tenant', 'public') OR owner_id = (SELECT app.user_id()))";
    let (here, there) = (World::on(pg).await?, World::on(pg).await?);
    for world in [&here, &there] {
        world.database.as_owner().await?.batch_execute(OPEN).await?;
    }
    match Box::pin(difference(pg, 0, here, there)).await? {
        Some(_) => Ok(()),
        None => Err(Trouble::new("no answer differs although a wall is open")),
    }
}

/// The first answer that is not the same in both worlds.
async fn difference(pg: &Pg, run: usize, mut here: World, mut there: World) -> Result<Option<String>, Trouble> {
    let mut dice = Dice::of_this_run(&format!("equivalence {run} on {}", pg.major()))?;
    // The runs of one seed differ, and so do the worlds of one run.
    for _ in 0..run {
        dice.throw();
    }
    let (mut busy, mut other) = (Dice::new(dice.throw()), Dice::new(dice.throw()));
    let nothing_there = run.is_multiple_of(2);
    for number in 0..DEEDS {
        if dice.one_in(4) {
            let public = Deed::public_of_globex(&mut dice);
            here.globex(&public).await?;
            there.globex(&public).await?;
        }
        while busy.one_in(3) {
            here.globex(&Deed::hidden_of_globex(&mut busy)).await?;
        }
        while !nothing_there && other.one_in(3) {
            there.globex(&Deed::hidden_of_globex(&mut other)).await?;
        }
        let deed = Deed::of_acme(&mut dice);
        let (seen, seen_there) = futures_util::join!(here.acme(&deed), there.acme(&deed));
        let (seen, seen_there) = (seen?, seen_there?);
        if seen != seen_there {
            let told = format!("deed {number}, {deed:?}, shows what globex hides:\n{seen:#}\n{seen_there:#}");
            return Ok(Some(told));
        }
    }
    here.has_seen_enough()?;
    Ok(None)
}
