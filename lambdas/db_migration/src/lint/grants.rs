//! Rules about privileges: what `logline_app` and everybody else may do.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "app_only_appends",
        why: "The ledger's past is safe from a handler only if it may SELECT and INSERT and nothing more.",
        remedy: "REVOKE the privilege ON ledger.universal_registry FROM logline_app.",
        query: "SELECT g.object || coalesce('.' || g.column_name, ''), g.privilege
                FROM relation_grants g JOIN app_role a ON a.oid = g.grantee
                WHERE g.object = 'ledger.universal_registry' AND g.privilege NOT IN ('SELECT', 'INSERT')",
    },
    Rule {
        name: "app_grants_listed",
        why: "Whatever else a handler may read or write is a way around the policies that nobody has looked at.",
        remedy: "REVOKE it FROM logline_app, or add it to the list of expected grants.",
        query: "SELECT g.object || coalesce('.' || g.column_name, ''), g.privilege
                FROM relation_grants g JOIN app_role a ON a.oid = g.grantee
                WHERE g.object <> 'ledger.universal_registry' AND g.relkind <> 'm'
                  AND NOT EXISTS (SELECT FROM expected_grants e WHERE (e.object, e.privilege) = (g.object, g.privilege))",
    },
    Rule {
        name: "app_has_its_grants",
        why: "A handler that may not do its work answers 500.",
        remedy: "GRANT the privilege TO logline_app as its migration does.",
        query: "SELECT e.object, e.privilege || ' is missing'
                FROM expected_grants e, app_role a
                WHERE to_regclass(e.object) IS NOT NULL
                  AND NOT has_table_privilege(a.oid, to_regclass(e.object), e.privilege)",
    },
    Rule {
        name: "app_passes_nothing_on",
        why: "A grant option lets a handler open the ledger to other roles.",
        remedy: "REVOKE GRANT OPTION FOR it FROM logline_app.",
        query: "SELECT g.object || coalesce('.' || g.column_name, ''), g.privilege || ' with grant option'
                FROM relation_grants g JOIN app_role a ON a.oid = g.grantee WHERE g.is_grantable",
    },
    Rule {
        name: "app_creates_nothing",
        why: "An object of the handler's own could stand in for one that a function or a policy means.",
        remedy: "REVOKE CREATE or TEMPORARY FROM logline_app.",
        query: "SELECT 'schema ' || n.nspname, g.privilege_type
                FROM pg_namespace n, aclexplode(n.nspacl) g, app_role a
                WHERE g.grantee = a.oid AND g.privilege_type = 'CREATE' AND g.grantee <> n.nspowner
                UNION ALL
                SELECT 'database ' || d.datname, g.privilege_type
                FROM pg_database d, aclexplode(d.datacl) g, app_role a
                WHERE d.datname = current_database() AND g.grantee = a.oid AND g.privilege_type <> 'CONNECT'",
    },
    Rule {
        name: "app_calls_what_is_listed",
        why: "A function that a handler may call is part of what an attacker with its password has.",
        remedy: "REVOKE EXECUTE … FROM logline_app, or add it to the list of expected functions.",
        query: "SELECT g.object, 'may be called by logline_app'
                FROM function_grants g JOIN app_role a ON a.oid = g.grantee
                WHERE NOT g.prosecdef AND NOT EXISTS (SELECT FROM expected_functions e WHERE e.signature = g.object)",
    },
    Rule {
        name: "public_reads_no_tables",
        why: "A grant to PUBLIC is one to every role that will ever be made on this server.",
        remedy: "REVOKE ALL ON it FROM PUBLIC.",
        query: "SELECT g.object || coalesce('.' || g.column_name, ''), g.privilege || ' to PUBLIC'
                FROM relation_grants g WHERE g.grantee = 0 AND g.nspname IN ('ledger', 'app')",
    },
    Rule {
        name: "public_calls_no_functions",
        why: "PostgreSQL lets everybody call a new function unless told otherwise.",
        remedy: "REVOKE ALL ON FUNCTION it FROM PUBLIC.",
        query: "SELECT g.object, 'may be called by PUBLIC' FROM function_grants g WHERE g.grantee = 0 AND NOT g.prosecdef",
    },
    Rule {
        name: "public_enters_no_schema",
        why: "Without USAGE a mistaken grant on a table inside opens nothing.",
        remedy: "REVOKE ALL ON SCHEMA it FROM PUBLIC.",
        query: "SELECT 'schema ' || n.nspname, g.privilege_type || ' to PUBLIC'
                FROM pg_namespace n, aclexplode(n.nspacl) g
                WHERE n.nspname IN ('ledger', 'app') AND g.grantee = 0",
    },
    Rule {
        name: "public_schema_is_closed",
        why: "Whoever may create in a schema that others search can put a function in the place of another.",
        remedy: "REVOKE CREATE ON SCHEMA it FROM PUBLIC.",
        query: "SELECT 'schema ' || n.nspname, g.privilege_type || ' to PUBLIC'
                FROM pg_namespace n, aclexplode(n.nspacl) g
                WHERE n.nspname NOT IN ('ledger', 'app') AND g.grantee = 0 AND g.privilege_type = 'CREATE'",
    },
    Rule {
        name: "public_enters_no_database",
        why: "By default every role may connect and make temporary tables, which can shadow names.",
        remedy: "REVOKE ALL ON DATABASE it FROM PUBLIC.",
        query: "SELECT 'database ' || d.datname, g.privilege_type || ' to PUBLIC'
                FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
                WHERE d.datname = current_database() AND g.grantee = 0",
    },
    Rule {
        name: "default_privileges_grant_nothing",
        why: "A default grant opens tables and functions that are made later, and no migration shows it.",
        remedy: "ALTER DEFAULT PRIVILEGES … REVOKE it.",
        query: "SELECT coalesce('schema ' || nullif(d.defaclnamespace, 0)::regnamespace, 'every schema'),
                       g.privilege_type || ' to ' || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
                FROM pg_default_acl d, aclexplode(d.defaclacl) g
                WHERE g.grantee = 0 OR g.grantee = (SELECT oid FROM app_role)
                UNION ALL
                SELECT 'every schema', 'EXECUTE to PUBLIC, by default, on functions of ' || o.rolname
                FROM owner_role o
                WHERE NOT EXISTS (
                  SELECT FROM pg_default_acl d
                  WHERE d.defaclrole = o.oid AND d.defaclnamespace = 0 AND d.defaclobjtype = 'f')",
    },
];
