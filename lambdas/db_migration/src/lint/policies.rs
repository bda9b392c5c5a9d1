//! Rules about Row-Level Security: which tables have it and what their policies say.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "rls_enabled",
        why: "Without Row-Level Security every tenant reads the whole table.",
        remedy: "ALTER TABLE it ENABLE ROW LEVEL SECURITY.",
        query: "SELECT t.object, 'row level security is off'
                FROM our_tables t
                WHERE NOT t.relrowsecurity
                  AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = t.oid)
                  AND (EXISTS (SELECT FROM tenant_tables x WHERE x.oid = t.oid)
                    OR EXISTS (SELECT FROM relation_grants g
                               WHERE g.oid = t.oid AND g.grantee = (SELECT oid FROM app_role)))",
    },
    Rule {
        name: "rls_forced",
        why: "Without FORCE the owner, and every function that runs as the owner, is held by no policy.",
        remedy: "ALTER TABLE it FORCE ROW LEVEL SECURITY.",
        query: "SELECT t.object, 'row level security is not forced'
                FROM our_tables t
                WHERE t.relrowsecurity AND NOT t.relforcerowsecurity
                  AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = t.oid)",
    },
    Rule {
        name: "partitions_have_rls",
        why: "The policies of a parent do not hold for a query that names the partition.",
        remedy: "ALTER TABLE it ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY.",
        query: "SELECT c.oid::regclass, 'inherits from ' || t.object || ' without its row level security'
                FROM pg_inherits i JOIN tenant_tables t ON t.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
                WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)",
    },
    Rule {
        name: "policies_cover_grants",
        why: "A privilege without a policy does nothing today, and everything on the day that RLS is switched off.",
        remedy: "CREATE POLICY for the command TO logline_app, or REVOKE the privilege.",
        query: "SELECT DISTINCT g.object, 'no policy for ' || g.privilege
                FROM relation_grants g
                JOIN app_role a ON a.oid = g.grantee
                JOIN tenant_tables t ON t.oid = g.oid
                JOIN (VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) c(privilege, letter)
                  ON c.privilege = g.privilege
                WHERE NOT (g.object = 'ledger.universal_registry' AND g.privilege NOT IN ('SELECT', 'INSERT'))
                  AND NOT EXISTS (
                    SELECT FROM app_policies p
                    WHERE p.polrelid = g.oid AND p.polpermissive AND p.polcmd::text IN ('*', c.letter))",
    },
    Rule {
        name: "policies_name_the_tenant",
        why: "A policy that does not compare the tenant lets other tenants' rows through.",
        remedy: "ALTER POLICY it, with tenant_id = (SELECT app.tenant_id()).",
        query: r"SELECT policy, 'does not compare tenant_id'
                FROM app_policy_expressions
                WHERE expression <> 'true' AND expression !~ 'tenant_id = (\( SELECT )?app\.tenant_id\(\)'",
    },
    Rule {
        name: "policies_are_not_true",
        why: "USING (true) shows, and WITH CHECK (true) takes, every tenant's rows.",
        remedy: "ALTER POLICY it, with the condition of its migration.",
        query: "SELECT policy, 'is always true' FROM app_policy_expressions WHERE expression = 'true'",
    },
    Rule {
        name: "policies_check_writes",
        why: "Without WITH CHECK a row can be written that belongs to somebody else.",
        remedy: "ALTER POLICY it … WITH CHECK.",
        query: "SELECT policy, 'has no WITH CHECK'
                FROM app_policies WHERE polcmd IN ('a', 'w', '*') AND polwithcheck IS NULL",
    },
    Rule {
        name: "policies_name_their_role",
        why: "A policy for PUBLIC holds for every role, the owner and those to come too, and widens what they see.",
        remedy: "ALTER POLICY it TO logline_app.",
        query: "SELECT policy, 'is for PUBLIC' FROM app_policies WHERE 0::oid = ANY (polroles)",
    },
    Rule {
        name: "policies_read_settings_once",
        why: "A setting outside a subselect is read again for every row.",
        remedy: "ALTER POLICY it, with (SELECT app.tenant_id()) instead of app.tenant_id().",
        query: r"SELECT DISTINCT policy, 'reads a setting for each row'
                FROM app_policy_expressions
                WHERE regexp_replace(expression, 'SELECT (app\.[a-z_]+|current_setting)\(', '', 'g')
                      ~ '(app\.[a-z_]+|current_setting)\('",
    },
    Rule {
        name: "policies_listed",
        why: "Policies add up: one more lets more rows through, one of the owner's less makes verification blind.",
        remedy: "DROP POLICY it, or add it to the list of expected policies.",
        query: "SELECT p.polname || ' on ' || t.object, 'is unknown'
                FROM pg_policy p JOIN our_tables t ON t.oid = p.polrelid
                WHERE NOT EXISTS (SELECT FROM expected_policies e WHERE (e.object, e.name) = (t.object, p.polname::text))
                UNION ALL
                SELECT e.name || ' on ' || e.object, 'is missing'
                FROM expected_policies e
                WHERE e.name LIKE 'owner%' AND to_regclass(e.object) IS NOT NULL
                  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = to_regclass(e.object) AND p.polname = e.name)",
    },
];
