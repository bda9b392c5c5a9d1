//! What the app's role might do to the walls themselves, and to whom it might become.

use super::probe::{DENIED, Probe, Rows, probe};
use super::who::Who;

const ANN: Who = Who::ANN;

pub(super) const PROBES: &[Probe] = &[
    probe(
        "disable_row_level_security",
        ANN,
        "ALTER TABLE {registry} DISABLE ROW LEVEL SECURITY",
        DENIED,
    ),
    probe(
        "no_force",
        ANN,
        "ALTER TABLE {registry} NO FORCE ROW LEVEL SECURITY",
        DENIED,
    ),
    probe("drop_a_policy", ANN, "DROP POLICY app_reads ON {registry}", DENIED),
    probe(
        "make_a_policy",
        ANN,
        "CREATE POLICY mine ON {registry} USING (true)",
        DENIED,
    ),
    probe(
        "disable_a_trigger",
        ANN,
        "ALTER TABLE {registry} DISABLE TRIGGER ALL",
        DENIED,
    ),
    probe(
        "make_a_trigger",
        ANN,
        "CREATE TRIGGER mine BEFORE INSERT ON {registry} FOR EACH ROW EXECUTE FUNCTION app.check_version()",
        DENIED,
    ),
    probe(
        "make_a_rule",
        ANN,
        "CREATE RULE mine AS ON INSERT TO {registry} DO ALSO NOTHING",
        DENIED,
    ),
    probe("drop_the_table", ANN, "DROP TABLE {registry}", DENIED),
    probe("make_a_table", ANN, "CREATE TABLE app.mine ()", DENIED),
    probe("make_a_table_in_public", ANN, "CREATE TABLE public.mine ()", DENIED),
    probe(
        "make_a_heir",
        ANN,
        "CREATE TABLE public.heir () INHERITS ({registry})",
        DENIED,
    ),
    probe(
        "make_a_temporary_table",
        ANN,
        "CREATE TEMPORARY TABLE universal_registry ()",
        DENIED,
    ),
    probe(
        "make_a_temporary_view",
        ANN,
        "CREATE TEMPORARY VIEW universal_registry AS SELECT 1",
        DENIED,
    ),
    probe(
        "make_a_function",
        ANN,
        "CREATE FUNCTION app.tenant_id(text) RETURNS text LANGUAGE sql AS $$ SELECT 'globex' $$",
        DENIED,
    ),
    probe(
        "replace_a_function",
        ANN,
        "CREATE OR REPLACE FUNCTION app.tenant_id() RETURNS text LANGUAGE sql AS $$ SELECT 'globex' $$",
        DENIED,
    ),
    probe(
        "make_an_operator",
        ANN,
        "CREATE OPERATOR app.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.textne)",
        DENIED,
    ),
    probe("make_a_schema", ANN, "CREATE SCHEMA mine", DENIED),
    probe("drop_an_extension", ANN, "DROP EXTENSION plpgsql", DENIED),
    probe(
        "grant_to_oneself_changes_nothing",
        ANN,
        "GRANT UPDATE ON {registry} TO logline_app; UPDATE {registry} SET who = 'taken'",
        DENIED,
    ),
    probe("become_the_owner", ANN, "SET ROLE logline_owner", DENIED),
    probe("become_the_superuser", ANN, "SET ROLE postgres", DENIED),
    probe(
        "be_another_session",
        ANN,
        "SET SESSION AUTHORIZATION logline_owner",
        DENIED,
    ),
    probe("bypass_by_decree", ANN, "ALTER ROLE logline_app BYPASSRLS", DENIED),
    probe("make_a_role", ANN, "CREATE ROLE mine", DENIED),
    probe(
        "row_security_off_is_an_error",
        ANN,
        "SET LOCAL row_security = off; TABLE {registry}",
        DENIED,
    ),
    probe(
        "be_a_replica",
        ANN,
        "SET LOCAL session_replication_role = replica",
        DENIED,
    ),
    probe("reload_the_server", ANN, "SELECT pg_reload_conf()", DENIED),
    probe(
        "call_the_trigger_that_assigns",
        ANN,
        "SELECT app.assign_position()",
        DENIED,
    ),
    probe(
        "call_the_trigger_that_refuses",
        ANN,
        "SELECT app.refuse_change()",
        DENIED,
    ),
    probe("load_a_library", ANN, "LOAD '/tmp/mine.so'", DENIED),
    probe(
        "read_a_file_into_a_large_object",
        ANN,
        "SELECT lo_import('/etc/passwd')",
        DENIED,
    ),
    probe(
        "a_search_path_of_ones_own_shadows_nothing",
        ANN,
        "SET LOCAL search_path = pg_temp, public, app; TABLE {registry}",
        Rows(6),
    ),
    probe(
        "a_search_path_of_ones_own_appends_no_foreign_row",
        ANN,
        "SET LOCAL search_path = pg_temp, app, public; INSERT INTO {registry} {columns} VALUES {bobs_row}",
        DENIED,
    ),
];
