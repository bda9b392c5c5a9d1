//! Rules about triggers: those that keep the ledger, and those that nobody expects.

use super::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "append_only_triggers",
        why: "These refuse UPDATE, DELETE and TRUNCATE to the owner too, also in a session that plays a replica.",
        remedy: "Make it as its migration does, with ENABLE ALWAYS.",
        query: "SELECT e.name || ' on ' || e.object,
                       CASE WHEN t.oid IS NULL THEN 'is missing' WHEN t.tgenabled <> 'A' THEN 'is not ENABLE ALWAYS'
                            ELSE 'is ' || pg_get_triggerdef(t.oid) END
                FROM expected_triggers e
                LEFT JOIN pg_trigger t ON t.tgrelid = to_regclass(e.object) AND t.tgname = e.name
                WHERE e.function = 'app.refuse_change' AND to_regclass(e.object) IS NOT NULL
                  AND (t.oid IS NULL OR t.tgenabled <> 'A' OR t.tgtype <> e.type OR t.tgqual IS NOT NULL
                    OR t.tgattr::text <> '' OR t.tgfoid::regproc::text <> e.function)",
    },
    Rule {
        name: "append_triggers",
        why: "Without them positions are what the client says, and a version may follow somebody else's.",
        remedy: "Make it as its migration does, enabled.",
        query: "SELECT e.name || ' on ' || e.object,
                       CASE WHEN t.oid IS NULL THEN 'is missing' WHEN t.tgenabled = 'D' THEN 'is disabled'
                            ELSE 'is ' || pg_get_triggerdef(t.oid) END
                FROM expected_triggers e
                LEFT JOIN pg_trigger t ON t.tgrelid = to_regclass(e.object) AND t.tgname = e.name
                WHERE e.function <> 'app.refuse_change' AND to_regclass(e.object) IS NOT NULL
                  AND (t.oid IS NULL OR strpos(e.fires, t.tgenabled::text) = 0 OR t.tgtype <> e.type
                    OR t.tgattr::text <> '' OR t.tgfoid::regproc::text <> e.function)",
    },
    Rule {
        name: "no_unknown_triggers",
        why: "A trigger sees every row of every tenant and may change it before it is stored.",
        remedy: "DROP TRIGGER it, or add it to the list of expected triggers.",
        query: "SELECT t.tgname || ' on ' || o.object, 'is unknown'
                FROM pg_trigger t JOIN our_relations o ON o.oid = t.tgrelid
                WHERE NOT t.tgisinternal
                  AND NOT EXISTS (SELECT FROM expected_triggers e WHERE (e.object, e.name) = (o.object, t.tgname::text))",
    },
    Rule {
        name: "no_event_triggers",
        why: "An event trigger runs its function at the next change of the schema, as the owner.",
        remedy: "DROP EVENT TRIGGER it.",
        query: "SELECT 'event trigger ' || t.evtname, 'runs ' || t.evtfoid::regproc
                FROM pg_event_trigger t
                WHERE NOT EXISTS (
                  SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')",
    },
];
