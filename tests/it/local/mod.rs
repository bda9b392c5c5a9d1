//! The platform on this machine, driven as an operator drives it, and treated badly.

mod contention;
mod crashes;
mod events;
mod functions;
mod given;
mod logs;
mod refusals;
mod secrets;
mod serving;
mod straight;

use libtest_mimic::Trial;

use crate::bed::Bed;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        straight::trials(bed),
        crashes::trials(bed),
        contention::trials(bed),
        serving::trials(bed),
        given::trials(bed),
        refusals::trials(bed),
        secrets::trials(bed),
        events::trials(bed),
        logs::trials(bed),
        functions::trials(bed),
    ]
    .into_iter()
    .flatten()
    .collect()
}
