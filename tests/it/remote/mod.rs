//! Environments on AWS, driven as an operator drives them, on an emulator.
//!
//! `LOGLINE_TEST_FAULTS=200` tells that many stories of kills instead of a sample; `LOGLINE_TEST_SEED` repeats what was
//! left to chance.

mod bad_input;
mod changes;
mod converging;
mod environments;
mod faults;
mod guards;
mod inventory;
mod kills;
mod neighbours;
mod raw;
mod refusals;
mod saved_plans;
mod secrets;
mod shown;
mod site;
mod straight;
mod strays;
mod tampering;

use libtest_mimic::Trial;

use crate::bed::Bed;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        straight::trials(bed),
        environments::trials(bed),
        shown::trials(bed),
        guards::trials(bed),
        refusals::trials(bed),
        saved_plans::trials(bed),
        tampering::trials(bed),
        bad_input::trials(bed),
        strays::trials(bed),
        secrets::trials(bed),
        converging::trials(bed),
        changes::trials(bed),
        faults::trials(bed),
        kills::trials(bed),
    ]
    .into_iter()
    .flatten()
    .collect()
}
