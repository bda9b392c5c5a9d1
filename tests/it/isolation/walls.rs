//! Takes down one wall at a time: the cases that stand behind it must notice, or they prove nothing.

use super::case::{Case, find};
use super::failure::{Failure, Verdict};
use super::target::Target;
use crate::bed::{Pg, Trouble};

/// A breach, made by whoever may, and the cases that must each fail after it.
pub(super) struct Wall {
    pub(super) name: &'static str,
    breach: &'static str,
    noticed_by: &'static [&'static str],
}

const fn wall(name: &'static str, breach: &'static str, noticed_by: &'static [&'static str]) -> Wall {
    Wall {
        name,
        breach,
        noticed_by,
    }
}

pub(super) const WALLS: &[Wall] = &[
    wall(
        "policy_app_reads_is_dropped",
        "DROP POLICY app_reads ON ledger.universal_registry",
        &["a_user_sees_what_is_theirs_their_tenants_or_public", "the_list_is_what_she_may_read"],
    ),
    wall(
        "policy_app_appends_is_dropped",
        "DROP POLICY app_appends ON ledger.universal_registry",
        &["insert_of_ones_own"],
    ),
    wall(
        "force_is_taken_off",
        "ALTER TABLE ledger.universal_registry NO FORCE ROW LEVEL SECURITY",
        &["the_owner_is_held_to_the_policies"],
    ),
    wall(
        "row_level_security_is_disabled",
        "ALTER TABLE ledger.universal_registry DISABLE ROW LEVEL SECURITY",
        &["no_context_reads_nothing", "insert_for_another_tenant", "a_copy_out_is_filtered", "a_foreign_span_is_absent",
          "the_list_is_what_she_may_read", "a_copy_in_is_refused", "the_statistics_view", "an_error_in_a_cast"],
    ),
    wall(
        "everybody_may_append_anything",
        "ALTER POLICY app_appends ON ledger.universal_registry WITH CHECK (true)",
        &["insert_for_a_colleague", "merge_that_inserts", "insert_for_another_tenant"],
    ),
    wall(
        "appends_do_not_look_at_the_tenant",
        "ALTER POLICY app_appends ON ledger.universal_registry WITH CHECK (owner_id = (SELECT app.user_id()))",
        &["insert_for_ones_name_elsewhere"],
    ),
    wall(
        "appends_do_not_look_at_the_owner",
        "ALTER POLICY app_appends ON ledger.universal_registry WITH CHECK (tenant_id = (SELECT app.tenant_id()))",
        &["insert_for_a_colleague", "a_worker_appends_only_as_itself"],
    ),
    wall(
        "reads_do_not_look_at_the_tenant",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (visibility IN ('tenant', 'public') OR owner_id = (SELECT app.user_id()))",
        &["select_what_a_foreign_tenant_shares", "select_by_the_owners_name_elsewhere", "a_foreign_span_is_absent",
          "no_context_reads_nothing", "tenants_by_grouping"],
    ),
    wall(
        "reads_do_not_look_at_the_owner",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (tenant_id = (SELECT app.tenant_id()) OR (visibility = 'public' AND (SELECT app.reads_public())))",
        &["select_what_is_a_colleagues", "the_list_is_what_she_may_read", "a_copy_out_is_filtered"],
    ),
    wall(
        "workers_see_every_tenant",
        "ALTER POLICY app_reads ON ledger.universal_registry USING ((SELECT app.is_worker()) OR tenant_id = (SELECT app.tenant_id()))",
        &["a_worker_sees_its_tenant_and_nothing_else", "a_worker_without_tenant_reads_nothing"],
    ),
    wall(
        "public_spans_need_no_context",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (visibility = 'public' OR (tenant_id = (SELECT app.tenant_id()) AND (visibility = 'tenant' OR owner_id = (SELECT app.user_id()))))",
        &["no_context_reads_nothing", "an_unknown_role_reads_nothing"],
    ),
    wall(
        "a_second_policy_lets_everything_through",
        "CREATE POLICY support ON ledger.universal_registry FOR SELECT USING (true)",
        &["no_context_reads_nothing", "a_cursor", "an_error_in_a_division"],
    ),
    wall(
        "the_owners_policy_is_everybodys",
        "ALTER POLICY owner_reads ON ledger.universal_registry TO PUBLIC",
        &["select_by_foreign_id", "highest_foreign_position"],
    ),
    wall(
        "the_view_reads_as_its_owner",
        "ALTER VIEW ledger.visible_timeline SET (security_invoker = false)",
        &["no_context_reads_no_timeline", "the_view_hides_what_the_table_hides", "the_view_by_foreign_id",
          "nothing_that_the_app_may_read_shows_a_secret"],
    ),
    wall(
        "a_copy_of_the_table_is_readable",
        "CREATE MATERIALIZED VIEW ledger.report AS TABLE ledger.universal_registry; GRANT SELECT ON ledger.report TO logline_app",
        &["nothing_that_the_app_may_read_shows_a_secret"],
    ),
    wall(
        "a_function_reads_with_its_owners_rights",
        "CREATE FUNCTION app.total() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM ledger.universal_registry'; GRANT EXECUTE ON FUNCTION app.total() TO logline_app",
        &["no_function_can_be_called_with_its_owners_rights"],
    ),
    wall(
        "the_key_is_unique_without_its_tenant",
        "DROP INDEX ledger.universal_registry_idempotency; CREATE UNIQUE INDEX ON ledger.universal_registry (owner_id, idempotency_key) NULLS NOT DISTINCT WHERE idempotency_key IS NOT NULL",
        &["a_key_that_a_namesake_elsewhere_has_used_is_free"],
    ),
    wall(
        "the_key_is_unique_without_its_owner",
        "DROP INDEX ledger.universal_registry_idempotency; CREATE UNIQUE INDEX ON ledger.universal_registry (tenant_id, idempotency_key) NULLS NOT DISTINCT WHERE idempotency_key IS NOT NULL",
        &["a_key_that_a_colleague_has_used_is_free"],
    ),
    wall(
        "traces_are_unique_across_tenants",
        "CREATE UNIQUE INDEX ON ledger.universal_registry (trace_id) WHERE trace_id = 'trace-of-both'",
        &["every_value_of_a_foreign_span_may_be_used_again"],
    ),
    wall(
        "parents_must_be_spans",
        "CREATE FUNCTION app.parent_exists() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.universal_registry r WHERE r.id = NEW.parent_id) THEN RAISE foreign_key_violation; END IF; RETURN NEW; END $$;
         CREATE TRIGGER parent_exists BEFORE INSERT ON ledger.universal_registry FOR EACH ROW EXECUTE FUNCTION app.parent_exists()",
        &["a_relation_to_a_foreign_span_tells_nothing"],
    ),
    wall("update_is_granted", "GRANT UPDATE ON ledger.universal_registry TO logline_app",
        &["update_of_everything", "select_for_update", "on_conflict_update_that_returns", "the_app_may_only_select_and_insert"]),
    wall("update_of_a_column_is_granted", "GRANT UPDATE (status) ON ledger.universal_registry TO logline_app",
        &["the_app_may_only_select_and_insert"]),
    wall("delete_is_granted", "GRANT DELETE ON ledger.universal_registry TO logline_app",
        &["delete_of_everything", "merge_that_deletes", "the_app_may_only_select_and_insert"]),
    wall("truncate_is_granted", "GRANT TRUNCATE ON ledger.universal_registry TO logline_app", &["truncate", "truncate_with_all_that_follows"]),
    wall("the_tenants_are_readable", "GRANT SELECT ON app.tenants TO logline_app; ALTER TABLE app.tenants DISABLE ROW LEVEL SECURITY",
        &["the_list_of_tenants", "nothing_that_the_app_may_read_shows_a_secret"]),
    wall("the_row_trigger_is_disabled",
        "ALTER TABLE ledger.universal_registry DISABLE TRIGGER append_only_rows; ALTER TABLE ledger.universal_registry DISABLE TRIGGER append_only_statements",
        &["nobody_changes_what_has_been_appended"]),
    wall("the_statement_trigger_is_disabled", "ALTER TABLE ledger.universal_registry DISABLE TRIGGER append_only_statements",
        &["nobody_changes_what_has_been_appended"]),
    wall("the_truncate_trigger_is_disabled", "ALTER TABLE ledger.universal_registry DISABLE TRIGGER append_only_truncate",
        &["nobody_changes_what_has_been_appended"]),
    wall("the_triggers_sleep_in_a_replica",
        "ALTER TABLE ledger.universal_registry ENABLE TRIGGER append_only_rows; ALTER TABLE ledger.universal_registry ENABLE TRIGGER append_only_statements",
        &["nobody_changes_what_has_been_appended"]),
    wall("versions_are_not_checked", "ALTER TABLE ledger.universal_registry DISABLE TRIGGER check_version",
        &["a_version_of_a_foreign_span", "a_version_is_refused_alike_for_foreign_and_absent"]),
    wall("positions_are_not_assigned", "ALTER TABLE ledger.universal_registry DISABLE TRIGGER assign_position",
        &["insert_of_ones_own", "positions_say_nothing_of_other_tenants"]),
    wall("positions_are_drawn_without_the_lock",
        "CREATE OR REPLACE FUNCTION app.lock_tenant(tenant text) RETURNS void LANGUAGE sql AS ''",
        &["the_next_writer_of_a_tenant_waits_for_the_one_before"]),
    wall("the_lock_comes_before_the_policy",
        "CREATE OR REPLACE FUNCTION app.lock_tenant(tenant text) RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_xact_lock(hashtextextended(tenant, 5499533182021435726))';
         CREATE FUNCTION app.early() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN PERFORM app.lock_tenant(NEW.tenant_id); RETURN NEW; END $$;
         CREATE TRIGGER a_first BEFORE INSERT ON ledger.universal_registry FOR EACH ROW EXECUTE FUNCTION app.early()",
        &["a_refused_append_does_not_wait_for_the_foreign_lock", "a_foreign_tenants_lock_cannot_be_taken_by_name"]),
    wall("positions_count_all_tenants",
        "DROP INDEX ledger.universal_registry_position; CREATE SEQUENCE app.positions START 100; CREATE OR REPLACE FUNCTION app.assign_position() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN NEW.stream_pos := nextval('app.positions'); NEW.recorded_at := clock_timestamp(); RETURN NEW; END $$",
        &["positions_say_nothing_of_other_tenants"]),
    wall("an_unknown_role_is_a_user",
        "CREATE OR REPLACE FUNCTION app.tenant_id() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant_id', true), '') $$",
        &["an_unknown_role_reads_nothing", "an_unset_role_appends_nothing", "two_roles_in_one_read_nothing"]),
    wall("names_are_compared_loosely",
        "CREATE OR REPLACE FUNCTION app.tenant_id() RETURNS text LANGUAGE sql STABLE AS $$ SELECT lower(trim(current_setting('app.tenant_id', true))) WHERE current_setting('app.role', true) IN ('user', 'worker') $$",
        &["a_tenant_in_capitals_is_another_tenant", "a_tenant_with_a_blank_is_another_tenant"]),
    wall("the_app_may_make_objects",
        "GRANT CREATE ON SCHEMA app, public TO logline_app; DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO logline_app', current_database()); END $$",
        &["make_a_table", "make_a_function", "make_a_temporary_table", "make_an_operator"]),
];

/// Of the role itself, which belongs to the whole server: on a server of its own.
pub(super) const WALLS_OF_THE_ROLE: &[Wall] = &[
    wall(
        "the_app_bypasses_row_level_security",
        "ALTER ROLE logline_app BYPASSRLS",
        &[
            "no_context_reads_nothing",
            "the_list_is_what_she_may_read",
            "row_security_off_is_an_error",
        ],
    ),
    wall(
        "the_app_is_a_superuser",
        "ALTER ROLE logline_app NOBYPASSRLS SUPERUSER",
        &[
            "no_context_reads_nothing",
            "become_the_superuser",
            "be_a_replica",
            "files_of_the_server",
            "large_objects",
        ],
    ),
    wall(
        "the_app_may_become_the_owner",
        // From 16 on, whoever makes a role is its member: the other way round would be a circle.
        "ALTER ROLE logline_app NOSUPERUSER; REVOKE logline_app FROM logline_owner; GRANT logline_owner TO logline_app",
        &["become_the_owner"],
    ),
];

impl Wall {
    /// Every named case must find a leak. Trouble is no finding.
    pub(super) async fn run(&self, pg: &Pg) -> Verdict {
        let mut breached = None;
        for name in self.noticed_by {
            let case = find(name).ok_or_else(|| Trouble::new(format!("there is no case {name}")))?;
            let target = if let Some(target) = breached.take() {
                target
            } else {
                let target = Target::on(pg).await?;
                target.db.as_superuser().await?.batch_execute(self.breach).await?;
                target
            };
            self.expect_leak(&case, &target).await?;
            if !case.leaves_traces() {
                breached = Some(target);
            }
        }
        Ok(())
    }

    async fn expect_leak(&self, case: &Case, target: &Target) -> Verdict {
        match case.run(target).await {
            Err(Failure::Leak(_)) => Ok(()),
            Err(trouble) => Err(trouble),
            Ok(()) => Err(Failure::Leak(format!("{} passes although {}", case.name, self.name))),
        }
    }
}
