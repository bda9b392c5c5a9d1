//! All cases, by name.

use std::pin::Pin;

use super::failure::Verdict;
use super::forgery::{FORGERIES, Forgery};
use super::probe::Probe;
use super::target::Target;
use super::{contexts, embeddings, oracles, reading, requests, ruling, sessions, tokens, versions, writing};

pub(super) struct Case {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    way: Way,
}

enum Way {
    Statement(&'static Probe),
    /// The same, where the server has vectors.
    Embedding(&'static Probe),
    Token(&'static Forgery),
    Scene(Scene),
}

type Scene = for<'a> fn(&'a Target) -> Pin<Box<dyn Future<Output = Verdict> + 'a>>;

macro_rules! scenes {
    ($($group:ident: $($name:ident),* $(,)?;)*) => {
        const SCENES: &[(&str, &str, Scene)] = &[
            $($((stringify!($group), stringify!($name), |target| Box::pin($group::$name(target))),)*)*
        ];
    };
}

scenes! {
    sessions:
        settings_left_in_the_pool_do_not_reach_the_next_caller,
        a_search_path_left_in_the_pool_changes_nothing,
        a_context_set_outside_a_transaction_ends_with_its_statement,
        a_context_ends_with_commit_and_rollback,
        a_context_ends_with_a_failed_transaction,
        a_context_of_a_savepoint_is_undone_with_it,
        a_prepared_statement_follows_the_context,
        a_copy_out_is_filtered,
        a_copy_in_is_refused,
        one_connection_serves_two_tenants_apart,
        the_activity_of_others_shows_no_values;
    oracles:
        a_key_that_a_namesake_elsewhere_has_used_is_free,
        a_key_that_a_colleague_has_used_is_free,
        every_value_of_a_foreign_span_may_be_used_again,
        positions_say_nothing_of_other_tenants,
        the_api_shows_positions_in_the_own_timeline_only,
        a_refused_append_does_not_wait_for_the_foreign_lock,
        a_foreign_tenants_lock_cannot_be_taken_by_name,
        the_next_writer_of_a_tenant_waits_for_the_one_before,
        nothing_that_the_app_may_read_shows_a_secret,
        no_function_can_be_called_with_its_owners_rights,
        the_app_may_only_select_and_insert,
        the_owner_is_held_to_the_policies,
        nobody_changes_what_has_been_appended,
        an_id_that_is_taken_is_refused_without_its_row,
        a_version_is_refused_alike_for_foreign_and_absent;
    requests:
        a_foreign_span_is_absent,
        a_version_of_a_foreign_span_is_absent,
        the_history_of_a_foreign_span_is_absent,
        the_history_after_a_version_is_empty_alike,
        a_public_span_of_another_tenant_is_read,
        the_list_is_what_she_may_read,
        the_timeline_is_of_her_tenant_only,
        filters_find_no_foreign_span,
        a_foreign_owners_name_finds_what_is_public,
        pages_are_not_shortened_by_what_is_hidden,
        offsets_count_what_she_may_read,
        a_cursor_of_bobs_opens_nothing,
        metrics_count_no_foreign_execution,
        headers_that_contradict_the_token_are_refused,
        errors_of_every_kind_tell_nothing,
        what_needs_no_token_tells_nothing;
    versions:
        a_version_of_a_foreign_span_is_refused_like_one_of_none,
        a_batch_with_one_foreign_id_is_none,
        a_key_does_not_replay_another_tenants_span,
        a_key_does_not_replay_a_colleagues_span,
        a_relation_to_a_foreign_span_tells_nothing,
        who_one_is_cannot_be_said_in_the_body,
        who_one_is_cannot_be_said_in_the_query;
    tokens:
        a_good_token_of_the_forge_is_accepted,
        authorization_headers_of_another_shape_are_refused,
        every_route_but_three_needs_a_token,
        a_key_of_small_order_is_not_admitted;
}

impl Case {
    /// Whether the target is another one afterwards. Statements are rolled back, forged tokens read nothing.
    pub(super) fn leaves_traces(&self) -> bool {
        matches!(self.way, Way::Scene(_))
    }

    pub(super) async fn run(&self, target: &Target) -> Verdict {
        match &self.way {
            Way::Statement(probe) => probe.run(target).await,
            Way::Embedding(probe) => probe.run_where_vectors_are(target).await,
            Way::Token(forgery) => forgery.run(target).await,
            Way::Scene(scene) => scene(target).await,
        }
    }
}

pub(super) fn all() -> impl Iterator<Item = Case> {
    let probes = [
        ("contexts", contexts::PROBES),
        ("reading", reading::PROBES),
        ("writing", writing::PROBES),
        ("ruling", ruling::PROBES),
    ];
    let case = |group, name, way| Case { group, name, way };
    let statements = probes.into_iter().flat_map(move |(group, probes)| {
        probes
            .iter()
            .map(move |probe| case(group, probe.name, Way::Statement(probe)))
    });
    let embeddings = embeddings::PROBES
        .iter()
        .map(move |probe| case("embeddings", probe.name, Way::Embedding(probe)));
    let tokens = FORGERIES
        .iter()
        .map(move |forgery| case("tokens", forgery.name, Way::Token(forgery)));
    let scenes = SCENES
        .iter()
        .map(move |&(group, name, scene)| case(group, name, Way::Scene(scene)));
    statements.chain(embeddings).chain(tokens).chain(scenes)
}

pub(super) fn find(name: &str) -> Option<Case> {
    all().find(|case| case.name == name)
}
