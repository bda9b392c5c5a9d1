//! stub
use crate::bed::Bed;
pub(crate) fn trials(_: &'static Bed) -> Vec<libtest_mimic::Trial> {
    Vec::new()
}
