//! Every way of writing, as Ann of acme, into what is not hers.

use super::probe::{DENIED, Nothing, Probe, Refused, Rows, probe};
use super::who::Who;

const ANN: Who = Who::ANN;

pub(super) const PROBES: &[Probe] = &[
    probe(
        "insert_of_ones_own",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {own_row}",
        Rows(1),
    ),
    probe(
        "insert_for_another_tenant",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {bobs_row}",
        DENIED,
    ),
    probe(
        "insert_for_ones_name_elsewhere",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {namesakes_row}",
        DENIED,
    ),
    probe(
        "insert_for_a_colleague",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {amys_row}",
        DENIED,
    ),
    probe(
        "insert_of_both_is_none",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {own_row}, {bobs_row}",
        DENIED,
    ),
    probe(
        "insert_that_returns",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {bobs_row} RETURNING *",
        DENIED,
    ),
    probe(
        "insert_through_the_view",
        ANN,
        "INSERT INTO ledger.visible_timeline {columns} VALUES {bobs_row}",
        DENIED,
    ),
    probe(
        "insert_selected_from_foreign_rows",
        ANN,
        "INSERT INTO {registry} {columns} SELECT gen_random_uuid(), 0, entity_type, who, \"this\", at, 'acme', 'ann', 'private', prev_hash, curr_hash, payload_hash, 1 FROM {registry} WHERE tenant_id = 'globex' AND visibility <> 'public'",
        Nothing,
    ),
    probe(
        "insert_in_a_subquery",
        ANN,
        "WITH x AS (INSERT INTO {registry} {columns} VALUES {bobs_row} RETURNING *) SELECT * FROM x",
        DENIED,
    ),
    probe(
        "a_version_of_a_foreign_span",
        ANN,
        "INSERT INTO {registry} {columns} SELECT '{bob_tenant}', 1, 'note', 'it', 'a row', now(), 'acme', 'ann', 'tenant', repeat('a', 64), repeat('a', 64), repeat('b', 64), 1",
        Refused("LL002"),
    ),
    probe(
        "a_version_of_a_foreign_public_span",
        ANN,
        "INSERT INTO {registry} {columns} SELECT '{bob_public}', 1, 'note', 'it', 'a row', now(), 'acme', 'ann', 'public', repeat('a', 64), repeat('a', 64), repeat('b', 64), 1",
        Refused("LL002"),
    ),
    probe(
        "a_version_of_no_span",
        ANN,
        "INSERT INTO {registry} {columns} SELECT '{absent}', 1, 'note', 'it', 'a row', now(), 'acme', 'ann', 'tenant', repeat('a', 64), repeat('a', 64), repeat('b', 64), 1",
        Refused("LL002"),
    ),
    probe(
        "on_conflict_update",
        ANN,
        "INSERT INTO {registry} {columns} SELECT '{bob_private}', 0, 'note', 'it', 'a row', now(), 'acme', 'ann', 'private', repeat('0', 64), repeat('a', 64), repeat('b', 64), 1 ON CONFLICT (id, seq) DO UPDATE SET who = 'taken'",
        DENIED,
    ),
    probe(
        "on_conflict_update_that_returns",
        ANN,
        "INSERT INTO {registry} {columns} VALUES {own_row} ON CONFLICT (id, seq) DO UPDATE SET who = 'taken' RETURNING *",
        DENIED,
    ),
    probe(
        "on_conflict_nothing_returns_no_foreign_row",
        ANN,
        "INSERT INTO {registry} {columns} SELECT '{bob_private}', 0, 'note', 'it', 'a row', now(), 'acme', 'ann', 'private', repeat('0', 64), repeat('a', 64), repeat('b', 64), 1 ON CONFLICT DO NOTHING RETURNING *",
        Nothing,
    ),
    probe(
        "update_of_everything",
        ANN,
        "UPDATE {registry} SET who = 'taken'",
        DENIED,
    ),
    probe(
        "update_of_a_foreign_row",
        ANN,
        "UPDATE {registry} SET tenant_id = 'acme' WHERE id = '{bob_private}'",
        DENIED,
    ),
    probe(
        "update_of_ones_own",
        ANN,
        "UPDATE {registry} SET who = 'taken' WHERE id = '{own}'",
        DENIED,
    ),
    probe(
        "update_that_returns",
        ANN,
        "UPDATE {registry} SET who = 'taken' RETURNING *",
        DENIED,
    ),
    probe("delete_of_everything", ANN, "DELETE FROM {registry}", DENIED),
    probe(
        "delete_that_returns",
        ANN,
        "DELETE FROM {registry} WHERE id = '{bob_private}' RETURNING *",
        DENIED,
    ),
    probe(
        "merge_that_updates",
        ANN,
        "MERGE INTO {registry} r USING (VALUES ('{bob_private}'::uuid)) AS v (id) ON r.id = v.id WHEN MATCHED THEN UPDATE SET who = 'taken'",
        DENIED,
    ),
    probe(
        "merge_that_deletes",
        ANN,
        "MERGE INTO {registry} r USING (VALUES ('{bob_private}'::uuid)) AS v (id) ON r.id = v.id WHEN MATCHED THEN DELETE",
        DENIED,
    ),
    probe(
        "merge_that_inserts",
        ANN,
        "MERGE INTO {registry} r USING (VALUES ('{absent}'::uuid)) AS v (id) ON r.id = v.id WHEN NOT MATCHED THEN INSERT {columns} VALUES {bobs_row}",
        DENIED,
    ),
    probe(
        "merge_from_foreign_rows",
        ANN,
        "MERGE INTO {registry} r USING (SELECT * FROM {registry} WHERE tenant_id = 'globex' AND visibility <> 'public') f ON false WHEN NOT MATCHED THEN INSERT {columns} VALUES {own_row}",
        Nothing,
    ),
    probe("truncate", ANN, "TRUNCATE {registry}", DENIED),
    probe(
        "truncate_with_all_that_follows",
        ANN,
        "TRUNCATE {registry} RESTART IDENTITY CASCADE",
        DENIED,
    ),
    probe(
        "lock_of_the_table",
        ANN,
        "LOCK TABLE {registry} IN ACCESS EXCLUSIVE MODE",
        DENIED,
    ),
    probe("copy_to_a_program", ANN, "COPY {registry} TO PROGRAM 'cat'", DENIED),
    probe("copy_to_a_file", ANN, "COPY {registry} TO '/tmp/registry'", DENIED),
    probe("copy_from_a_file", ANN, "COPY {registry} FROM '/etc/passwd'", DENIED),
];
