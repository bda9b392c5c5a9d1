//! Rules about functions.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "definers_pin_their_path",
        why: "A function that runs as its owner resolves names as its caller says, unless its search_path is set; \
              pg_temp comes first unless it is named last.",
        remedy: "ALTER FUNCTION it SET search_path = pg_catalog, pg_temp.",
        query: "SELECT f.object, 'is SECURITY DEFINER without a search_path that ends in pg_temp'
                FROM our_functions f
                WHERE f.prosecdef AND NOT EXISTS (
                  SELECT FROM unnest(f.proconfig) setting WHERE setting ~ '^search_path=.*, ?pg_temp$')",
    },
    Rule {
        name: "definers_are_private",
        why: "Who may call a SECURITY DEFINER function acts as the owner, past grants and policies.",
        remedy: "REVOKE ALL ON FUNCTION it FROM PUBLIC, logline_app.",
        query: "SELECT DISTINCT g.object,
                       'may be called by ' || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE 'logline_app' END
                FROM function_grants g
                WHERE g.prosecdef AND (g.grantee = 0 OR g.grantee = (SELECT oid FROM app_role))
                  AND NOT EXISTS (SELECT FROM expected_functions e WHERE e.signature = g.object)",
    },
    Rule {
        name: "functions_pin_their_names",
        why: "Names in a quoted body are looked up by the caller's search_path, at every call.",
        remedy: "Write the body as RETURN … or BEGIN ATOMIC, or SET search_path = pg_catalog, pg_temp.",
        query: "SELECT f.object, 'looks its names up by the search_path of its caller'
                FROM our_functions f
                WHERE NOT f.prosecdef AND f.prokind IN ('f', 'p') AND f.prosqlbody IS NULL AND NOT EXISTS (
                  SELECT FROM unnest(f.proconfig) setting WHERE setting ~ '^search_path=')",
    },
    Rule {
        name: "no_leakproof_functions",
        why: "What is marked LEAKPROOF runs before the policies and sees the rows that they hide.",
        remedy: "ALTER FUNCTION it NOT LEAKPROOF.",
        query: "SELECT p.oid::regprocedure, 'is LEAKPROOF'
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE p.proleakproof AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                  AND NOT EXISTS (
                    SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')",
    },
];
