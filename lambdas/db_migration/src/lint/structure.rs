//! Rules about tables, views, keys and indexes, the server, and the history of migrations.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "registry_columns",
        why: "Hashes are made over these columns: one more, one less or another type and they no longer verify.",
        remedy: "Bring the table back to its 70 columns with a migration.",
        query: "WITH there AS (
                  SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
                  FROM pg_attribute a
                  WHERE a.attrelid = to_regclass('ledger.universal_registry') AND a.attnum > 0 AND NOT a.attisdropped)
                SELECT 'ledger.universal_registry.' || coalesce(t.name, e.name),
                       CASE WHEN t.name IS NULL THEN 'is missing' WHEN e.name IS NULL THEN 'is unknown'
                            ELSE 'is ' || t.type || CASE WHEN t.required THEN ' NOT NULL' ELSE '' END END
                FROM there t FULL JOIN expected_columns e ON e.name = t.name
                WHERE (t.type, t.required) IS DISTINCT FROM (e.type, e.required)",
    },
    Rule {
        name: "registry_checks",
        why: "The checks keep rows out that belong to nobody or cannot be verified.",
        remedy: "ALTER TABLE ledger.universal_registry ADD the constraint as its migration does, and VALIDATE it.",
        query: "SELECT 'ledger.universal_registry.' || e.name,
                       CASE WHEN c.oid IS NULL THEN 'is missing'
                            WHEN NOT c.convalidated THEN 'is not validated' ELSE 'is ' || pg_get_constraintdef(c.oid) END
                FROM expected_checks e
                LEFT JOIN pg_constraint c
                  ON c.conrelid = to_regclass('ledger.universal_registry') AND c.conname = e.name AND c.contype = 'c'
                WHERE c.oid IS NULL OR NOT c.convalidated OR pg_get_constraintdef(c.oid) <> e.definition",
    },
    Rule {
        name: "indexes_present",
        why: "Without its index a list of the API reads the whole ledger, and a unique one guards what it names.",
        remedy: "Build it in a migration without transaction: CREATE INDEX CONCURRENTLY.",
        query: "SELECT e.name, CASE WHEN i.indexrelid IS NULL THEN 'is missing' ELSE 'is ' || pg_get_indexdef(i.indexrelid) END
                FROM expected_indexes e LEFT JOIN pg_index i ON i.indexrelid = to_regclass(e.name)
                WHERE to_regclass(e.object) IS NOT NULL
                  AND (i.indexrelid IS NULL OR pg_get_indexdef(i.indexrelid) <> e.definition)",
    },
    Rule {
        name: "indexes_valid",
        why: "An invalid index costs every write and serves no query; a unique one guards nothing.",
        remedy: "logline migrate up rebuilds it.",
        query: "SELECT r.object, 'is invalid'
                FROM pg_index i JOIN our_relations r ON r.oid = i.indexrelid
                WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)",
    },
    Rule {
        name: "unique_keys_hold_the_tenant",
        why: "A unique key across tenants tells one, by its refusal, that another one has that value.",
        remedy: "Put tenant_id into the key.",
        query: "SELECT i.indexrelid::regclass, 'does not hold tenant_id'
                FROM pg_index i JOIN tenant_tables t ON t.oid = i.indrelid
                WHERE (i.indisunique OR i.indisexclusion)
                  AND NOT t.tenant_attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                  AND i.indexrelid::regclass::text NOT IN (SELECT name FROM expected_global_keys)",
    },
    Rule {
        name: "no_foreign_keys",
        why: "The check of a foreign key runs past the policies and tells whether somebody else's row exists.",
        remedy: "ALTER TABLE … DROP CONSTRAINT it; check under the caller's policies in a trigger.",
        query: "SELECT c.conname || ' on ' || c.conrelid::regclass, 'refers to ' || c.confrelid::regclass
                FROM pg_constraint c
                WHERE c.contype = 'f' AND c.conparentid = 0
                  AND (c.conrelid IN (SELECT oid FROM tenant_tables) OR c.confrelid IN (SELECT oid FROM tenant_tables))",
    },
    Rule {
        name: "views_run_as_their_reader",
        why: "A view reads as its owner unless told otherwise, past the policies of who asks.",
        remedy: "ALTER VIEW it SET (security_invoker = true).",
        query: "SELECT r.object, 'is not security_invoker'
                FROM our_relations r
                WHERE r.relkind = 'v' AND NOT EXISTS (
                  SELECT FROM unnest(r.reloptions) option WHERE option ~* '^security_invoker=(true|on|yes|1)$')",
    },
    Rule {
        name: "no_readable_materialised_views",
        why: "A materialised view is a copy of all tenants' rows that no policy guards.",
        remedy: "REVOKE SELECT ON it FROM logline_app and PUBLIC, or drop it.",
        query: "SELECT DISTINCT g.object, g.privilege
                FROM relation_grants g
                WHERE g.relkind = 'm' AND g.grantee = (SELECT oid FROM app_role)",
    },
    Rule {
        name: "no_rewrite_rules",
        why: "A rule rewrites a command before any trigger sees it: it can turn an INSERT into nothing.",
        remedy: "DROP RULE it.",
        query: "SELECT w.rulename || ' on ' || r.object, 'rewrites commands'
                FROM pg_rewrite w JOIN our_relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'",
    },
    Rule {
        name: "no_publications",
        why: "A publication sends all tenants' rows to whoever subscribes.",
        remedy: "DROP PUBLICATION it.",
        query: "SELECT 'publication ' || p.pubname, 'sends ' || p.schemaname || '.' || p.tablename
                FROM pg_publication_tables p WHERE p.schemaname IN ('ledger', 'app')",
    },
    Rule {
        name: "migrations_as_filed",
        why: "A schema that is not what the files say was tested by nobody.",
        remedy: "logline migrate status shows what differs; logline migrate up applies what is pending.",
        query: "SELECT 'migration ' || lpad(coalesce(m.version, e.version)::text, 4, '0'),
                       CASE WHEN m.version IS NULL THEN 'is not applied'
                            WHEN e.version IS NULL THEN 'is unknown to this program'
                            ELSE 'was changed after it was applied' END
                FROM app.migrations m
                FULL JOIN jsonb_to_recordset(current_setting('logline.migrations')::jsonb)
                  AS e(version bigint, checksum text, may_wait boolean) ON e.version = m.version
                WHERE m.checksum IS DISTINCT FROM e.checksum AND NOT (m.version IS NULL AND e.may_wait)",
    },
    Rule {
        name: "server_is_patched",
        why: "Older servers have known leaks past Row-Level Security.",
        remedy: "Update the server to the newest minor version.",
        query: "SELECT 'server', 'is ' || current_setting('server_version')
                FROM (SELECT current_setting('server_version_num')::int AS number) server
                WHERE number < (SELECT min(floor) FROM expected_servers)
                   OR EXISTS (SELECT FROM expected_servers e WHERE e.major = number / 10000 AND number < e.floor)",
    },
    Rule {
        name: "vector_is_recent",
        why: "Before 0.8 an index scan for the nearest stops early, and policies leave too few of its rows.",
        remedy: "ALTER EXTENSION vector UPDATE.",
        query: "SELECT 'extension vector', 'is ' || extversion
                FROM pg_extension WHERE extname = 'vector' AND string_to_array(extversion, '.')::int[] < ARRAY[0, 8, 0]",
    },
];
