//! Rules about the two roles: the owner, who migrates, and `logline_app`, as which the handlers log in.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "app_can_log_in",
        why: "Without its own role a handler would have to log in as the owner.",
        remedy: "ALTER ROLE logline_app LOGIN, or run the first migration.",
        query: "SELECT 'logline_app', 'the role does not exist' WHERE NOT EXISTS (SELECT FROM app_role)
                UNION ALL
                SELECT rolname, 'cannot log in' FROM app_role WHERE NOT rolcanlogin",
    },
    Rule {
        name: "app_obeys_rls",
        why: "No policy holds a superuser or a role with BYPASSRLS.",
        remedy: "ALTER ROLE logline_app NOSUPERUSER NOBYPASSRLS.",
        query: "SELECT rolname, 'SUPERUSER' FROM app_role WHERE rolsuper
                UNION ALL
                SELECT rolname, 'BYPASSRLS' FROM app_role WHERE rolbypassrls",
    },
    Rule {
        name: "app_makes_no_roles",
        why: "Who may create roles, databases or replicas can get around what the own role may not do.",
        remedy: "ALTER ROLE logline_app NOCREATEROLE NOCREATEDB NOREPLICATION.",
        query: "SELECT rolname, 'CREATEROLE' FROM app_role WHERE rolcreaterole
                UNION ALL
                SELECT rolname, 'CREATEDB' FROM app_role WHERE rolcreatedb
                UNION ALL
                SELECT rolname, 'REPLICATION' FROM app_role WHERE rolreplication",
    },
    Rule {
        name: "app_owns_nothing",
        why: "An owner may drop, alter and grant what it owns, and switch its policies off.",
        remedy: "REASSIGN OWNED BY logline_app TO the owner.",
        query: "SELECT pg_describe_object(d.classid, d.objid, 0), 'is owned by logline_app'
                FROM pg_shdepend d JOIN app_role a ON a.oid = d.refobjid
                WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o'
                  AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))",
    },
    Rule {
        name: "app_member_of_nothing",
        why: "A member may do what the role may, the owner or pg_read_all_data among them.",
        remedy: "REVOKE the membership FROM logline_app.",
        query: "SELECT 'logline_app', 'is a member of ' || m.roleid::regrole
                FROM pg_auth_members m JOIN app_role a ON a.oid = m.member",
    },
    Rule {
        name: "app_has_limits",
        why: "A client that is frozen in a transaction would keep its tenant's lock for ever.",
        remedy: "ALTER ROLE logline_app SET the timeout as the first migration does.",
        query: "SELECT a.rolname, limits.name || ' is not set'
                FROM app_role a,
                     (VALUES ('idle_in_transaction_session_timeout'), ('lock_timeout'), ('statement_timeout')) limits(name)
                WHERE NOT EXISTS (
                  SELECT FROM pg_db_role_setting s, unnest(s.setconfig) setting
                  WHERE s.setrole = a.oid AND setting LIKE limits.name || '=%' AND setting !~ '=0[a-z]*$')",
    },
    Rule {
        name: "owner_obeys_rls",
        why: "FORCE holds an owner to the policies, but no superuser and no role with BYPASSRLS.",
        remedy: "Let a role without these attributes own the schemas, or take them from it.",
        query: "SELECT rolname, 'SUPERUSER' FROM owner_role WHERE rolsuper
                UNION ALL
                SELECT rolname, 'BYPASSRLS' FROM owner_role WHERE rolbypassrls",
    },
    Rule {
        name: "one_owner",
        why: "The policies for the owner name one role; what another one owns escapes them and the migrations.",
        remedy: "ALTER … OWNER TO the owner of the schema ledger.",
        query: "SELECT r.object, 'is owned by ' || r.relowner::regrole
                FROM our_relations r, owner_role o
                WHERE r.relowner <> o.oid AND r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
                UNION ALL
                SELECT f.object, 'is owned by ' || f.proowner::regrole
                FROM our_functions f, owner_role o WHERE f.proowner <> o.oid
                UNION ALL
                SELECT 'schema ' || n.nspname, 'is owned by ' || n.nspowner::regrole
                FROM pg_namespace n, owner_role o WHERE n.nspname = 'app' AND n.nspowner <> o.oid",
    },
    Rule {
        name: "guards_stay_on",
        why: "With these settings from the start of a session, triggers do not fire or queries ignore the policies.",
        remedy: "ALTER ROLE or DATABASE … RESET the setting.",
        query: "SELECT coalesce('role ' || nullif(s.setrole, 0)::regrole, 'database ' || current_database()), setting
                FROM pg_db_role_setting s, unnest(s.setconfig) setting
                WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                  AND setting ~ '^(session_replication_role|row_security)='",
    },
];
