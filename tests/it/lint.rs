//! Every rule of `migrate verify`, broken on purpose: it fires, and no other does.

use std::collections::BTreeSet;

use db_migration::lint::{self, Rule};
use db_migration::{Migrations, Target};
use libtest_mimic::Trial;
use tokio_postgres::Client;

use crate::bed::{Bed, Database, Outcome, Pg, Role};

/// Rule and what breaks it. It runs as the owner; `RESET ROLE` makes it the superuser's.
const FIXTURES: &[(&str, &str)] = &[
    ("app_can_log_in", "RESET ROLE; ALTER ROLE logline_app NOLOGIN"),
    ("app_obeys_rls", "RESET ROLE; ALTER ROLE logline_app BYPASSRLS"),
    ("app_obeys_rls", "RESET ROLE; ALTER ROLE logline_app SUPERUSER"),
    ("app_makes_no_roles", "RESET ROLE; ALTER ROLE logline_app CREATEROLE"),
    ("app_makes_no_roles", "RESET ROLE; ALTER ROLE logline_app CREATEDB"),
    ("app_makes_no_roles", "RESET ROLE; ALTER ROLE logline_app REPLICATION"),
    (
        "app_owns_nothing",
        "RESET ROLE; CREATE SEQUENCE public.s; ALTER SEQUENCE public.s OWNER TO logline_app",
    ),
    (
        "app_member_of_nothing",
        "RESET ROLE; GRANT pg_read_all_data TO logline_app",
    ),
    (
        "app_has_limits",
        "RESET ROLE; ALTER ROLE logline_app RESET idle_in_transaction_session_timeout",
    ),
    (
        "app_has_limits",
        "RESET ROLE; ALTER ROLE logline_app SET lock_timeout = '0ms'",
    ),
    ("owner_obeys_rls", "RESET ROLE; ALTER ROLE logline_owner BYPASSRLS"),
    ("one_owner", "RESET ROLE; CREATE SEQUENCE app.foreign_sequence"),
    (
        "guards_stay_on",
        "RESET ROLE; ALTER ROLE logline_owner SET session_replication_role = replica",
    ),
    (
        "guards_stay_on",
        "RESET ROLE; ALTER ROLE logline_app SET row_security = off",
    ),
    (
        "app_only_appends",
        "GRANT UPDATE ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_only_appends",
        "GRANT UPDATE (status) ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_only_appends",
        "GRANT DELETE ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_only_appends",
        "GRANT TRUNCATE ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_only_appends",
        "GRANT REFERENCES ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_only_appends",
        "GRANT TRIGGER ON ledger.universal_registry TO logline_app",
    ),
    (
        "app_grants_listed",
        "GRANT INSERT ON ledger.visible_timeline TO logline_app",
    ),
    (
        "app_grants_listed",
        "RESET ROLE; CREATE TABLE public.t (); GRANT SELECT ON public.t TO logline_app",
    ),
    (
        "app_has_its_grants",
        "REVOKE INSERT ON ledger.universal_registry FROM logline_app",
    ),
    (
        "app_passes_nothing_on",
        "GRANT SELECT ON ledger.universal_registry TO logline_app WITH GRANT OPTION",
    ),
    ("app_creates_nothing", "GRANT CREATE ON SCHEMA app TO logline_app"),
    (
        "app_creates_nothing",
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO logline_app', current_database()); END $$",
    ),
    (
        "app_calls_what_is_listed",
        "CREATE FUNCTION app.spy() RETURNS int LANGUAGE sql RETURN 1; \
         GRANT EXECUTE ON FUNCTION app.spy() TO logline_app",
    ),
    (
        "public_reads_no_tables",
        "GRANT SELECT ON ledger.universal_registry TO PUBLIC",
    ),
    (
        "public_reads_no_tables",
        "GRANT SELECT (who) ON ledger.visible_timeline TO PUBLIC",
    ),
    (
        "public_calls_no_functions",
        "GRANT EXECUTE ON FUNCTION app.user_id() TO PUBLIC",
    ),
    ("public_enters_no_schema", "GRANT USAGE ON SCHEMA ledger TO PUBLIC"),
    (
        "public_schema_is_closed",
        "RESET ROLE; GRANT CREATE ON SCHEMA public TO PUBLIC",
    ),
    (
        "public_enters_no_database",
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$",
    ),
    (
        "default_privileges_grant_nothing",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON TABLES TO logline_app",
    ),
    (
        "default_privileges_grant_nothing",
        "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
    ),
    (
        "rls_enabled",
        "ALTER TABLE ledger.universal_registry DISABLE ROW LEVEL SECURITY",
    ),
    ("rls_enabled", "CREATE TABLE app.notes (tenant_id text)"),
    (
        "rls_forced",
        "ALTER TABLE ledger.universal_registry NO FORCE ROW LEVEL SECURITY",
    ),
    (
        "partitions_have_rls",
        "CREATE TABLE app.part () INHERITS (ledger.universal_registry)",
    ),
    (
        "policies_cover_grants",
        "DROP POLICY app_reads ON ledger.universal_registry",
    ),
    (
        "policies_cover_grants",
        "DROP POLICY app_appends ON ledger.universal_registry",
    ),
    (
        "policies_name_the_tenant",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (owner_id = (SELECT app.user_id()))",
    ),
    (
        "policies_name_the_tenant",
        "ALTER POLICY app_appends ON ledger.universal_registry WITH CHECK (owner_id = (SELECT app.user_id()))",
    ),
    (
        "policies_are_not_true",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (true)",
    ),
    (
        "policies_are_not_true",
        "ALTER POLICY app_appends ON ledger.universal_registry WITH CHECK (true)",
    ),
    (
        "policies_check_writes",
        "DROP POLICY app_appends ON ledger.universal_registry; \
         CREATE POLICY app_appends ON ledger.universal_registry FOR INSERT TO logline_app",
    ),
    (
        "policies_name_their_role",
        "ALTER POLICY app_reads ON ledger.universal_registry TO PUBLIC",
    ),
    (
        "policies_read_settings_once",
        "ALTER POLICY app_reads ON ledger.universal_registry USING (tenant_id = app.tenant_id())",
    ),
    (
        "policies_read_settings_once",
        "ALTER POLICY app_appends ON ledger.universal_registry \
         WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND owner_id = current_setting('app.user_id'))",
    ),
    (
        "policies_listed",
        "CREATE POLICY one_more ON ledger.universal_registry FOR SELECT TO CURRENT_USER USING (false)",
    ),
    (
        "policies_listed",
        "DROP POLICY owner_reads ON ledger.universal_registry",
    ),
    (
        "registry_columns",
        "ALTER TABLE ledger.universal_registry ADD COLUMN extra text",
    ),
    (
        "registry_columns",
        "ALTER TABLE ledger.universal_registry ALTER COLUMN who DROP NOT NULL",
    ),
    (
        "registry_columns",
        "ALTER TABLE ledger.universal_registry RENAME COLUMN model TO engine",
    ),
    (
        "registry_checks",
        "ALTER TABLE ledger.universal_registry DROP CONSTRAINT hashed",
    ),
    (
        "registry_checks",
        "ALTER TABLE ledger.universal_registry DROP CONSTRAINT belongs_to_somebody, \
         ADD CONSTRAINT belongs_to_somebody CHECK (tenant_id IS NOT NULL OR owner_id IS NOT NULL)",
    ),
    ("indexes_present", "DROP INDEX ledger.universal_registry_newest"),
    (
        "indexes_present",
        "DROP INDEX ledger.universal_registry_newest; \
         CREATE INDEX universal_registry_newest ON ledger.universal_registry (tenant_id, at)",
    ),
    (
        "indexes_valid",
        "RESET ROLE; UPDATE pg_index SET indisvalid = false \
         WHERE indexrelid = 'ledger.universal_registry_newest'::regclass",
    ),
    (
        "unique_keys_hold_the_tenant",
        "CREATE UNIQUE INDEX once ON ledger.universal_registry (code_hash)",
    ),
    (
        "unique_keys_hold_the_tenant",
        "CREATE UNIQUE INDEX once ON ledger.universal_registry (code_hash) INCLUDE (tenant_id)",
    ),
    (
        "no_foreign_keys",
        "CREATE TABLE app.notes (tenant text REFERENCES app.tenants)",
    ),
    (
        "views_run_as_their_reader",
        "ALTER VIEW ledger.visible_timeline RESET (security_invoker)",
    ),
    (
        "views_run_as_their_reader",
        "ALTER VIEW ledger.visible_timeline SET (security_invoker = false)",
    ),
    (
        "no_readable_materialised_views",
        "CREATE MATERIALIZED VIEW app.copy AS SELECT who FROM ledger.universal_registry; \
         GRANT SELECT ON app.copy TO logline_app",
    ),
    (
        "no_rewrite_rules",
        "CREATE RULE swallow AS ON INSERT TO ledger.universal_registry DO INSTEAD NOTHING",
    ),
    (
        "no_publications",
        "RESET ROLE; CREATE PUBLICATION leak FOR TABLE ledger.universal_registry",
    ),
    (
        "migrations_as_filed",
        "UPDATE app.migrations SET checksum = repeat('0', 64) WHERE version = 3",
    ),
    ("migrations_as_filed", "DELETE FROM app.migrations WHERE version = 3"),
    (
        "migrations_as_filed",
        "INSERT INTO app.migrations SELECT 9999, name, checksum, body, applied_at, duration_ms, applied_by \
         FROM app.migrations WHERE version = 3",
    ),
    (
        "vector_is_recent",
        "RESET ROLE; DELETE FROM pg_extension WHERE extname = 'vector'; \
         INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) \
         VALUES (4000000000, 'vector', 10, 2200, false, '0.7.4')",
    ),
    (
        "append_only_triggers",
        "DROP TRIGGER append_only_truncate ON ledger.universal_registry",
    ),
    (
        "append_only_triggers",
        "ALTER TABLE ledger.universal_registry DISABLE TRIGGER append_only_rows",
    ),
    (
        "append_only_triggers",
        "ALTER TABLE ledger.universal_registry ENABLE TRIGGER append_only_statements",
    ),
    (
        "append_only_triggers",
        "CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OF who OR DELETE ON ledger.universal_registry \
         FOR EACH ROW EXECUTE FUNCTION app.refuse_change()",
    ),
    (
        "append_triggers",
        "ALTER TABLE ledger.universal_registry DISABLE TRIGGER assign_position",
    ),
    (
        "append_triggers",
        "DROP TRIGGER check_version ON ledger.universal_registry",
    ),
    (
        "no_unknown_triggers",
        "CREATE TRIGGER extra BEFORE INSERT ON ledger.universal_registry \
         FOR EACH ROW EXECUTE FUNCTION app.refuse_change()",
    ),
    (
        "no_event_triggers",
        "RESET ROLE; \
         CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; \
         CREATE EVENT TRIGGER spy ON ddl_command_end EXECUTE FUNCTION public.on_ddl()",
    ),
    (
        "definers_pin_their_path",
        "ALTER FUNCTION app.assign_position() RESET search_path",
    ),
    (
        "definers_pin_their_path",
        "ALTER FUNCTION app.assign_position() SET search_path = pg_catalog",
    ),
    (
        "definers_are_private",
        "GRANT EXECUTE ON FUNCTION app.assign_position() TO logline_app",
    ),
    (
        "definers_are_private",
        "GRANT EXECUTE ON FUNCTION app.assign_position() TO PUBLIC",
    ),
    (
        "functions_pin_their_names",
        "CREATE FUNCTION app.loose() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ),
    (
        "no_leakproof_functions",
        "RESET ROLE; ALTER FUNCTION app.user_id() LEAKPROOF",
    ),
];

/// Nothing in a database can make its server older: its trial raises the floor instead.
const WITHOUT_FIXTURE: &str = "server_is_patched";

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials = bed.on_each_database(the_untouched_schema_has_no_findings);
    trials.extend(bed.on_each_database(an_old_server_is_found));
    trials.extend(bed.on_each_server(a_database_without_migrations_is_not_verified));
    trials.push(bed.trial(every_rule_has_a_fixture));
    for (number, (rule, sql)) in FIXTURES.iter().enumerate() {
        let breaks = async move |pg: &Pg| exactly_that_rule_fires(pg.database().await?, rule, sql).await;
        trials.extend(bed.on_each_server_as(&format!("lint::{rule}_{number}"), &breaks));
    }
    trials
}

async fn exactly_that_rule_fires(db: Database, rule: &str, sql: &str) -> Outcome {
    let mut superuser = db.as_superuser().await?;
    // Rolled back: roles belong to the whole server.
    let transaction = superuser.transaction().await?;
    transaction.batch_execute("SET LOCAL ROLE logline_owner").await?;
    transaction.batch_execute(sql).await?;
    transaction.batch_execute("RESET ROLE").await?;
    let findings = lint::findings(&transaction, &Migrations::embedded()?).await?;
    let fired: BTreeSet<_> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(fired, BTreeSet::from([rule]), "{sql}: {findings:#?}");
    Ok(())
}

async fn the_untouched_schema_has_no_findings(db: Database) -> Outcome {
    let target = Target::new(db.way(Role::Owner));
    let verification = db_migration::verify(&target, &Migrations::embedded()?).await?;
    assert_eq!(verification.findings, []);
    assert_eq!(verification.rules, lint::rules().count());
    Ok(())
}

async fn an_old_server_is_found(db: Database) -> Outcome {
    let mut owner = db.as_owner().await?;
    let rule = lint::rules()
        .find(|rule| rule.name == WITHOUT_FIXTURE)
        .ok_or_else(|| crate::bed::Trouble::new("gone"))?;
    let query = format!(
        "WITH expected_servers(major, floor) AS (VALUES (15, 159999), (16, 169999), (17, 179999)) {}",
        rule.query
    );
    assert_eq!(findings_of(&mut owner, *rule).await?, 0);
    assert_eq!(
        findings_of(
            &mut owner,
            Rule {
                query: query.leak(),
                ..*rule
            }
        )
        .await?,
        1
    );
    Ok(())
}

async fn findings_of(client: &mut Client, rule: Rule) -> Result<usize, crate::bed::Trouble> {
    Ok(lint::ask(&client.transaction().await?, &rule).await?.len())
}

async fn a_database_without_migrations_is_not_verified(pg: &'static Pg) -> Outcome {
    let db = pg.empty_database().await?;
    let target = Target::new(db.way(Role::Owner));
    let verification = db_migration::verify(&target, &Migrations::embedded()?).await;
    assert!(matches!(verification, Err(db_migration::Error::NotMigrated)));
    Ok(())
}

async fn every_rule_has_a_fixture(_: &'static Bed) -> Outcome {
    let fixtures: BTreeSet<_> = FIXTURES
        .iter()
        .map(|(rule, _)| *rule)
        .chain([WITHOUT_FIXTURE])
        .collect();
    let rules: BTreeSet<_> = lint::rules().map(|rule| rule.name).collect();
    assert_eq!(fixtures, rules);
    Ok(())
}
