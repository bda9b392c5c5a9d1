//! `kill -9`, at whichever call: the next run arrives where an undisturbed one does, and `down` leaves what was there
//! before.

use std::fmt;

use futures_util::future::{join_all, try_join};
use libtest_mimic::Trial;
use nix::unistd::Pid;
use strict::faults::When;
use tokio::sync::Semaphore;

use super::inventory::Inventory;
use super::neighbours;
use super::site::{Site, arguments, holds, named, same};
use crate::bed::home::{is_alive, kill_dead};
use crate::bed::{Bed, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(at_whichever_call_it_is_killed_the_next_run_arrives)]
}

/// Three quarters of a minute each, and nearly all of it waiting for the lease of the dead: they wait together. More
/// with `LOGLINE_TEST_FAULTS`.
const STORIES: usize = 33;
/// Runs that are not waiting, on a machine with few processors.
const AT_ONCE: usize = 4;

/// Another zone: subnets, routes, associations, and what names subnets.
const CHANGED: &[(&str, &str)] = &[
    ("LOGLINE_NETWORK_ZONES", "a,b,c"),
    ("LOGLINE_SECURITY_WAF_RATE", "3000"),
    ("LOGLINE_DATABASE_BACKUP_DAYS", "8"),
    ("LOGLINE_CACHE_SNAPSHOT_DAYS", "4"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Up,
    Change,
    Down,
}

#[derive(Clone, Copy, Debug)]
struct Story {
    act: Act,
    /// The mutating call, from 1.
    call: usize,
    /// Before it has an effect, or when only its answer is missing.
    when: Moment,
    /// Whether the program's files are gone as well.
    forgets: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Before,
    After,
}

/// What runs do that nobody disturbs.
struct Undisturbed {
    first: Inventory,
    second: Inventory,
    /// Calls that change the platform, and all that change something (the lease, records), for each act.
    calls: [(usize, usize); 3],
}

async fn at_whichever_call_it_is_killed_the_next_run_arrives(bed: &'static Bed) -> Outcome {
    let undisturbed = Undisturbed::of(bed).await?;
    let stories = undisturbed.sample()?;
    let turns = Semaphore::new(AT_ONCE);
    let (undisturbed, turns) = (&undisturbed, &turns);
    let tell = async |story: &Story| {
        let told = story.tell(bed, undisturbed, turns).await;
        told.map_err(|why| format!("{story}: {why}"))
    };
    let told = join_all(stories.iter().map(tell)).await;
    let failed: Vec<String> = told.into_iter().filter_map(Result::err).collect();
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        stories.len(),
        failed.join("\n")
    );
    Ok(())
}

impl Act {
    fn line(self) -> &'static str {
        match self {
            Self::Up | Self::Change => "up --yes",
            Self::Down => "down --yes",
        }
    }

    fn configured(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Change => CHANGED,
            Self::Up | Self::Down => &[],
        }
    }
}

impl Undisturbed {
    async fn of(bed: &'static Bed) -> Result<Self, Trouble> {
        let straight = async {
            let site = Site::new(bed).await?;
            let before = site.inventory().await?;
            let up = calls(&site, Act::Up).await?;
            let first = site.inventory().await?.without(&before);
            let down = calls(&site, Act::Down).await?;
            Ok::<_, Trouble>((up, first, down))
        };
        let changed = async {
            let site = Site::new(bed).await?;
            let before = site.inventory().await?;
            site.up().await?;
            let change = calls(&site, Act::Change).await?;
            Ok((change, site.inventory().await?.without(&before)))
        };
        let ((up, first, down), (change, second)) = try_join(straight, changed).await?;
        Ok(Self {
            first,
            second,
            calls: [up, change, down],
        })
    }

    /// Spread over the calls of all three acts in turn, before and after them, one in four with the files gone.
    fn sample(&self) -> Result<Vec<Story>, Trouble> {
        let asked = std::env::var_os("LOGLINE_TEST_FAULTS");
        let count = match asked {
            Some(count) => count.to_string_lossy().parse()?,
            None => STORIES,
        };
        let each = count.div_ceil(3);
        let story = |number: usize| {
            let act = [Act::Up, Act::Change, Act::Down][number % 3];
            let (_, all) = self.calls[act as usize];
            Story {
                act,
                call: 1 + (number / 3) * all / each,
                when: if (number / 3).is_multiple_of(2) {
                    Moment::Before
                } else {
                    Moment::After
                },
                forgets: number % 4 == 3,
            }
        };
        Ok((0..count).map(story).collect())
    }
}

impl Story {
    async fn tell(&self, bed: &'static Bed, undisturbed: &Undisturbed, turns: &Semaphore) -> Outcome {
        let site = Site::new(bed).await?;
        neighbours::plant(&site.raw).await?;
        let before = site.inventory().await?;
        {
            let _turn = turns.acquire().await?;
            if self.act != Act::Up {
                site.up().await?;
            }
            self.kill(&site).await?;
        }
        if self.forgets {
            site.forget()?;
        }

        site.cloud.recorder().clear();
        let line = self.act.line();
        site.beside(line, self.act.configured()).await?.succeeded()?;
        let (resumed, (whole, _)) = (site.changes(), undisturbed.calls[self.act as usize]);
        holds(resumed.len() <= whole + 1, || {
            format!("{} calls instead of {whole}: {}", resumed.len(), named(&resumed))
        })?;
        if self.act != Act::Down {
            let expected = if self.act == Act::Up {
                &undisturbed.first
            } else {
                &undisturbed.second
            };
            same(&site.inventory().await?.without(&before), expected)?;
            let _turn = turns.acquire().await?;
            site.cloud.recorder().clear();
            site.beside(line, self.act.configured()).await?.succeeded()?;
            let again = site.cloud.recorder().mutating();
            holds(again.is_empty(), || format!("a second run calls {}", named(&again)))?;
            site.down().await?;
        }
        let (left, doomed) = site.inventory().await?.without_doomed_keys();
        holds(doomed <= 1, || format!("{doomed} keys were made"))?;
        same(&left, &before)
    }

    /// Starts it, and ends it at its call.
    async fn kill(&self, site: &Site) -> Outcome {
        site.cloud.recorder().clear();
        let when = When::Mutation(self.call);
        let mut hold = match self.when {
            Moment::Before => site.cloud.faults().hold_before(when),
            Moment::After => site.cloud.faults().hold_after(when),
        };
        let mut command = site.home.command(&arguments(self.act.line()));
        let mut child = command.envs(self.act.configured().iter().copied()).spawn()?;
        let pid = Pid::from_raw(child.id().try_into()?);
        tokio::select! {
            call = hold.reached() => holds(call.is_some(), || "the proxy ended".to_owned())?,
            () = ended(pid) => return Err(Trouble::new(format!("it ended before its call: {:?}", child.wait_with_output()?))),
        }
        kill_dead(pid).await?;
        child.wait()?;
        hold.cut();
        Ok(())
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            act,
            call,
            when,
            forgets,
        } = self;
        let files = if *forgets { ", files gone" } else { "" };
        write!(f, "killed {when:?} mutating call {call} of {act:?}{files}")
    }
}

async fn calls(site: &Site, act: Act) -> Result<(usize, usize), Trouble> {
    site.cloud.recorder().clear();
    site.beside(act.line(), act.configured()).await?.succeeded()?;
    let all = site.cloud.recorder().mutating().len();
    Ok((site.changes().len(), all))
}

/// Its output is not read meanwhile: it is less than a pipe holds.
async fn ended(pid: Pid) {
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
    while is_alive(pid) {
        looks.tick().await;
    }
}
