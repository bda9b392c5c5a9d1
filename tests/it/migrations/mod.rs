//! The migration runner on real servers: many at once, stopped half-way, blocked, and refused.

mod concurrent;
mod history;
mod indexes;
mod runner;
mod stopped;

use libtest_mimic::Trial;

use crate::bed::Bed;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        concurrent::trials(bed),
        history::trials(bed),
        indexes::trials(bed),
        stopped::trials(bed),
    ]
    .into_iter()
    .flatten()
    .collect()
}
