//! The HTTP API: what each route answers, to good requests and to bad ones.

mod appends;
mod bad_input;
mod bad_query;
mod document;
mod paging;
mod routes;
mod schema;

use libtest_mimic::Trial;

use crate::bed::Bed;

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [
        bed.on_each_database(routes::a_span_is_appended_and_read),
        bed.on_each_database(appends::a_repeated_key_answers_200_and_another_content_409),
        bed.on_each_database(appends::a_version_is_appended_by_naming_the_id),
        bed.on_each_database(routes::a_deleted_span_is_out_of_the_lists_and_in_the_history),
        bed.on_each_database(appends::a_batch_tells_what_became_of_it),
        bed.on_each_database(appends::reserved_types_need_a_scope_or_are_the_platforms),
        bed.on_each_database(routes::filters_find_what_they_say),
        bed.on_each_database(routes::metrics_add_up_executions),
        bed.on_each_database(routes::every_answer_has_a_trace_id_and_a_duration),
        bed.on_each_database(routes::what_is_not_there_says_what_is),
        bed.on_each_database(bad_input::a_bad_span_is_refused_with_its_field),
        bed.on_each_database(bad_input::a_bad_batch_is_refused_with_its_line),
        bed.on_each_database(bad_query::a_bad_query_is_refused_with_its_parameter),
        bed.on_each_database(bad_input::a_body_may_be_as_large_as_it_says),
        bed.on_each_database(bad_input::other_media_types_are_refused),
        bed.on_each_database(paging::cursors_give_each_span_once),
        bed.on_each_database(paging::cursors_give_each_span_once_while_others_append),
        bed.on_each_database(paging::a_page_ends_at_four_mebibytes),
        bed.on_each_database(paging::a_history_has_pages),
        bed.on_each_database(document::the_document_describes_every_route),
        bed.on_each_database(document::answers_are_as_the_document_says),
        vec![bed.trial(routes::without_a_database_it_says_so)],
    ]
    .into_iter()
    .flatten()
    .collect()
}
