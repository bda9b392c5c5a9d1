//! The machine itself: its clock and its locale.

use jiff::Timestamp;
use postgres::FLOORS_AS_OF;

use super::finding::Finding;
use crate::config::Variables;

pub(super) fn look(variables: &Variables) -> Vec<Finding> {
    vec![clock(Timestamp::now()), locale(variables.promise_utf8())]
}

/// Tokens and ids are made from the time. This program knows of one day that is over.
fn clock(now: Timestamp) -> Finding {
    let told = format!("{now:.0}");
    if told.as_str() < FLOORS_AS_OF {
        return Finding::fail(
            "clock",
            format!("it says {told}, and this program was made after {FLOORS_AS_OF}"),
        )
        .hint("timedatectl set-ntp true");
    }
    Finding::ok("clock", told)
}

fn locale(promises_utf8: bool) -> Finding {
    if promises_utf8 {
        return Finding::ok("locale", "UTF-8");
    }
    Finding::warn(
        "locale",
        "it doesn't promise UTF-8; other letters than ASCII may be shown wrong",
    )
    .hint("export LC_ALL=C.UTF-8")
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_clock_that_was_reset_is_found() {
        assert_eq!(clock(Timestamp::UNIX_EPOCH).state, State::Fail);
        assert_eq!(clock("2027-01-01T00:00:00Z".parse().unwrap()).state, State::Ok);
    }
}
