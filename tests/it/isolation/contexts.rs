//! Contexts that are missing, incomplete, malformed or somebody else's.

use super::probe::{DENIED, Nothing, Probe, Rows, probe};
use super::who::Who;

const ALL: &str = "TABLE {registry}";
const VIEW: &str = "TABLE ledger.visible_timeline";
const OWN: &str = "INSERT INTO {registry} {columns} VALUES {own_row}";
/// What everybody may read who is somebody.
const PUBLIC: u64 = 3;

pub(super) const PROBES: &[Probe] = &[
    probe("no_context_reads_nothing", Who::NOBODY, ALL, Nothing),
    probe("no_context_reads_no_timeline", Who::NOBODY, VIEW, Nothing),
    probe("no_context_appends_nothing", Who::NOBODY, OWN, DENIED),
    probe("an_empty_context_reads_nothing", Who::new("", "", ""), ALL, Nothing),
    probe("an_empty_context_appends_nothing", Who::new("", "", ""), OWN, DENIED),
    probe(
        "a_tenant_without_user_reads_nothing",
        Who::new("globex", "", "user"),
        ALL,
        Nothing,
    ),
    probe(
        "a_tenant_with_an_unset_user_reads_nothing",
        Who { user: None, ..Who::BOB },
        ALL,
        Nothing,
    ),
    probe(
        "a_user_without_tenant_reads_nothing",
        Who::new("", "bob", "user"),
        ALL,
        Nothing,
    ),
    probe(
        "a_user_with_an_unset_tenant_reads_nothing",
        Who {
            tenant: None,
            ..Who::BOB
        },
        ALL,
        Nothing,
    ),
    probe(
        "an_unset_role_reads_nothing",
        Who { role: None, ..Who::ANN },
        ALL,
        Nothing,
    ),
    probe(
        "an_unset_role_appends_nothing",
        Who { role: None, ..Who::ANN },
        OWN,
        DENIED,
    ),
    probe(
        "an_unknown_role_reads_nothing",
        Who::new("acme", "ann", "admin"),
        ALL,
        Nothing,
    ),
    probe(
        "an_unknown_role_appends_nothing",
        Who::new("acme", "ann", "admin"),
        OWN,
        DENIED,
    ),
    probe(
        "a_role_in_capitals_reads_nothing",
        Who::new("acme", "ann", "USER"),
        ALL,
        Nothing,
    ),
    probe(
        "a_role_with_a_blank_reads_nothing",
        Who::new("acme", "ann", "worker "),
        ALL,
        Nothing,
    ),
    probe(
        "two_roles_in_one_read_nothing",
        Who::new("acme", "ann", "user,worker"),
        ALL,
        Nothing,
    ),
    probe(
        "the_role_owner_reads_nothing",
        Who::new("acme", "ann", "logline_owner"),
        ALL,
        Nothing,
    ),
    probe(
        "a_worker_without_tenant_reads_nothing",
        Who::new("", "observer", "worker"),
        ALL,
        Nothing,
    ),
    probe(
        "a_worker_without_name_reads_nothing",
        Who::new("globex", "", "worker"),
        ALL,
        Nothing,
    ),
    probe("a_worker_sees_its_tenant_and_nothing_else", Who::WORKER, ALL, Rows(5)),
    probe(
        "a_worker_of_no_such_tenant_sees_nothing",
        Who::new("nobody", "observer", "worker"),
        ALL,
        Nothing,
    ),
    probe(
        "a_worker_of_a_wildcard_sees_nothing",
        Who::new("%", "observer", "worker"),
        ALL,
        Nothing,
    ),
    probe("a_worker_appends_only_as_itself", Who::WORKER, OWN, DENIED),
    probe(
        "a_user_sees_what_is_theirs_their_tenants_or_public",
        Who::ANN,
        ALL,
        Rows(6),
    ),
    probe(
        "the_name_of_a_foreign_user_opens_nothing",
        Who::new("acme", "bob", "user"),
        ALL,
        Rows(5),
    ),
    probe(
        "a_tenant_in_capitals_is_another_tenant",
        Who::new("GLOBEX", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_tenant_with_a_blank_is_another_tenant",
        Who::new("globex ", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_tenant_after_a_blank_is_another_tenant",
        Who::new(" globex", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_tenant_and_a_line_break_are_another_tenant",
        Who::new("globex\n", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe("a_wildcard_is_no_tenant", Who::new("%", "%", "user"), ALL, Rows(PUBLIC)),
    probe(
        "a_pattern_is_no_tenant",
        Who::new("glob.*", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_list_is_no_tenant",
        Who::new("{globex,acme}", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_quote_is_a_character",
        Who::new("globex' OR '1'='1", "bob' --", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "an_escaped_end_is_a_character",
        Who::new("globex\\000", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_letter_that_looks_alike_is_another",
        Who::new("gl\u{43e}bex", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "an_invisible_letter_counts",
        Who::new("globex\u{200b}", "bob", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "the_word_null_is_a_name",
        Who::new("NULL", "NULL", "user"),
        ALL,
        Rows(PUBLIC),
    ),
    probe(
        "a_user_in_capitals_is_another_user",
        Who::new("globex", "BOB", "user"),
        "SELECT FROM {registry} WHERE owner_id = 'bob' AND visibility = 'private'",
        Nothing,
    ),
    probe(
        "a_very_long_tenant_is_another_tenant",
        Who::ANN,
        "SELECT set_config('app.tenant_id', 'globex' || repeat('x', 1000000), true) WHERE false; DO $$ BEGIN PERFORM set_config('app.tenant_id', 'globex' || repeat('x', 1000000), true); END $$; SELECT FROM {registry} WHERE visibility <> 'public'",
        Nothing,
    ),
    probe(
        "a_context_that_is_reset_reads_nothing",
        Who::ANN,
        "RESET app.tenant_id; TABLE {registry}",
        Nothing,
    ),
    probe(
        "a_context_that_is_discarded_reads_nothing",
        Who::ANN,
        "RESET ALL; TABLE {registry}",
        Nothing,
    ),
];
