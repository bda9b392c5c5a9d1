//! A ledger in which indexes and policies have something to do.

use crate::Outcome;
use crate::platform::Platform;
use crate::report::say;

/// Who reads in the benchmark.
pub(crate) const TENANT: &str = "tenant-0";
pub(crate) const USER: &str = "user-0";

/// 100 tenants with ten users each; of the spans 60 % are for the tenant, 35 % private, 5 % public.
/// The positions are given here: a superuser has no context, in which the trigger would draw them.
const SPANS: &str = r#"
    INSERT INTO ledger.universal_registry
      (id, seq, entity_type, who, did, "this", at, recorded_at, stream_pos, parent_id, owner_id, tenant_id, visibility,
       sensitivity, status, trace_id, content, prev_hash, curr_hash, payload_hash, canon_version, metadata)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 0,
           (ARRAY['note', 'commit', 'order', 'execution'])[1 + i / 7 % 4], 'Ana Perez', 'wrote', 'thing ' || i,
           now() - make_interval(secs => $1 - i), now(), i,
           CASE WHEN i % 3 = 0 THEN ('00000000-0000-7000-8000-' || lpad(to_hex(i / 1000), 12, '0'))::uuid END,
           'user-' || i / 100 % 10, 'tenant-' || i % 100,
           CASE WHEN i / 11 % 20 < 12 THEN 'tenant' WHEN i / 11 % 20 < 19 THEN 'private' ELSE 'public' END, 'internal',
           CASE WHEN i % 2 = 0 THEN (ARRAY['open', 'done', 'failed'])[1 + i / 13 % 3] END, 'trace-' || i / 500,
           jsonb_build_object('text', repeat(md5(i::text), 6), 'n', i),
           repeat('0', 64), md5(i::text) || md5(i::text), md5(i::text) || md5(i::text), 1, '{}'
    FROM generate_series(1, $1::int) i"#;

const SECOND_VERSIONS: &str = r#"
    INSERT INTO ledger.universal_registry
      (id, seq, entity_type, who, did, "this", at, recorded_at, stream_pos, owner_id, tenant_id, visibility, sensitivity,
       is_deleted, content, prev_hash, curr_hash, payload_hash, canon_version, metadata)
    SELECT id, 1, entity_type, who, 'corrected', "this", at, recorded_at, $1 + stream_pos, owner_id, tenant_id, visibility,
           sensitivity, stream_pos % 4 = 0, content, curr_hash, reverse(curr_hash), payload_hash, 1, '{}'
    FROM ledger.universal_registry WHERE stream_pos / 3 % 10 = 0"#;

pub(crate) async fn fill(platform: &Platform, spans: u32) -> Outcome<()> {
    say(&format!("filling the ledger with {spans} spans"));
    let superuser = platform.superuser().await?;
    let spans = i32::try_from(spans)?;
    superuser.execute(SPANS, &[&spans]).await?;
    superuser.execute(SECOND_VERSIONS, &[&i64::from(spans)]).await?;
    for statement in ["VACUUM (ANALYZE) ledger.universal_registry", "CHECKPOINT"] {
        superuser.batch_execute(statement).await?;
    }
    Ok(())
}

/// The id of the n-th span, from 1.
pub(crate) fn id(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012x}")
}

/// Spans of [`TENANT`], which owns every hundredth.
pub(crate) fn tenants_spans(spans: u32) -> impl Iterator<Item = u32> {
    (1..=spans / 100).map(|n| n * 100)
}
