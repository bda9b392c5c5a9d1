//! The ledger loses nothing: positions in the order of commits, appends that are whole or not
//! there, chains that verify, values that come back as they were hashed.

mod appends;
mod chains;
mod losses;
mod positions;
mod round_trip;

use libtest_mimic::Trial;

use crate::bed::Bed;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials = vec![bed.trial(losses::a_server_that_is_killed_and_started_loses_and_doubles_nothing)];
    let on_each = [
        bed.on_each_database(positions::readers_who_follow_miss_nothing_of_sixteen_writers),
        bed.on_each_database(positions::readers_would_miss_what_a_sequence_numbers),
        bed.on_each_database(appends::a_repeated_key_gives_the_span_of_the_first_time),
        bed.on_each_database(appends::a_repeated_key_with_other_content_is_a_conflict),
        bed.on_each_database(appends::a_key_used_at_once_by_many_makes_one_span),
        bed.on_each_database(appends::a_batch_is_whole_or_not_there),
        bed.on_each_database(appends::a_key_that_stands_twice_in_a_batch_is_one_span),
        bed.on_each_database(appends::a_repeated_batch_appends_what_is_missing),
        bed.on_each_database(chains::the_versions_of_a_span_are_a_chain),
        bed.on_each_database(chains::versions_in_one_batch_follow_each_other),
        bed.on_each_database(chains::versions_appended_at_once_are_one_chain),
        bed.on_each_database(chains::only_the_owner_appends_a_version),
        bed.on_each_database(chains::visibility_is_fixed_by_the_first_version),
        bed.on_each_database(losses::connections_that_are_cut_lose_and_double_nothing),
        bed.on_each_database(losses::a_caller_who_goes_away_leaves_a_clean_connection),
        bed.on_each_database(round_trip::what_is_read_back_has_the_hash_that_was_stored),
        bed.on_each_database(round_trip::the_nastiest_values_come_back_unchanged),
    ];
    trials.extend(on_each.into_iter().flatten());
    trials
}
