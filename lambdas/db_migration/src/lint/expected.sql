-- What the database must hold: one row each. A migration that adds something adds its row here.
-- Definitions stand as the server prints them with an empty search_path.

expected_columns(name, type, required) AS (VALUES
  ('id', 'uuid', true),
  ('seq', 'integer', true),
  ('entity_type', 'text', true),
  ('schema_id', 'text', false),
  ('who', 'text', true),
  ('did', 'text', false),
  ('this', 'text', true),
  ('at', 'timestamp with time zone', true),
  ('recorded_at', 'timestamp with time zone', true),
  ('stream_pos', 'bigint', true),
  ('confirmed_by', 'text[]', false),
  ('if_ok', 'jsonb', false),
  ('if_doubt', 'jsonb', false),
  ('if_not', 'jsonb', false),
  ('risk_level', 'smallint', false),
  ('parent_id', 'uuid', false),
  ('related_to', 'uuid[]', false),
  ('caused_by', 'uuid', false),
  ('session_id', 'uuid', false),
  ('workflow_id', 'text', false),
  ('owner_id', 'text', false),
  ('tenant_id', 'text', false),
  ('visibility', 'text', true),
  ('sensitivity', 'text', true),
  ('consent', 'text', false),
  ('app_id', 'text', false),
  ('status', 'text', false),
  ('is_deleted', 'boolean', true),
  ('layer', 'text', false),
  ('ttl_at', 'timestamp with time zone', false),
  ('scheduled_at', 'timestamp with time zone', false),
  ('started_at', 'timestamp with time zone', false),
  ('finished_at', 'timestamp with time zone', false),
  ('priority', 'smallint', false),
  ('attempt', 'smallint', false),
  ('idempotency_key', 'text', false),
  ('name', 'text', false),
  ('description', 'text', false),
  ('content', 'jsonb', false),
  ('code', 'text', false),
  ('code_hash', 'text', false),
  ('language', 'text', false),
  ('runtime', 'text', false),
  ('kernel_id', 'uuid', false),
  ('input', 'jsonb', false),
  ('output', 'jsonb', false),
  ('error', 'jsonb', false),
  ('duration_ms', 'integer', false),
  ('mem_peak_bytes', 'bigint', false),
  ('trace_id', 'text', false),
  ('prev_hash', 'text', false),
  ('curr_hash', 'text', false),
  ('payload_hash', 'text', false),
  ('canon_version', 'smallint', false),
  ('signature', 'text', false),
  ('public_key', 'text', false),
  ('sig_alg', 'text', false),
  ('sig_key_id', 'text', false),
  ('enc_key_id', 'text', false),
  ('provider', 'text', false),
  ('model', 'text', false),
  ('prompt_hash', 'text', false),
  ('tokens_in', 'integer', false),
  ('tokens_out', 'integer', false),
  ('cost_microusd', 'bigint', false),
  ('confidence', 'real', false),
  ('source', 'text', false),
  ('git_sha', 'text', false),
  ('tags', 'text[]', false),
  ('metadata', 'jsonb', true)
),

expected_checks(name, definition) AS (VALUES
  ('universal_registry_seq_check', 'CHECK ((seq >= 0))'),
  ('universal_registry_entity_type_check', 'CHECK ((entity_type ~ ''^[a-z0-9_-]{1,50}$''::text))'),
  ('universal_registry_stream_pos_check', 'CHECK ((stream_pos > 0))'),
  ('universal_registry_visibility_check', 'CHECK ((visibility = ANY (ARRAY[''private''::text, ''tenant''::text, ''public''::text])))'),
  ('universal_registry_sensitivity_check', 'CHECK ((sensitivity = ANY (ARRAY[''public''::text, ''internal''::text, ''secret''::text, ''pii''::text])))'),
  ('universal_registry_duration_ms_check', 'CHECK ((duration_ms >= 0))'),
  ('universal_registry_mem_peak_bytes_check', 'CHECK ((mem_peak_bytes >= 0))'),
  ('universal_registry_prev_hash_check', 'CHECK ((prev_hash ~ ''^[0-9a-f]{64}$''::text))'),
  ('universal_registry_curr_hash_check', 'CHECK ((curr_hash ~ ''^[0-9a-f]{64}$''::text))'),
  ('universal_registry_payload_hash_check', 'CHECK ((payload_hash ~ ''^[0-9a-f]{64}$''::text))'),
  ('universal_registry_tokens_in_check', 'CHECK ((tokens_in >= 0))'),
  ('universal_registry_tokens_out_check', 'CHECK ((tokens_out >= 0))'),
  ('universal_registry_cost_microusd_check', 'CHECK ((cost_microusd >= 0))'),
  ('universal_registry_confidence_check', 'CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)))'),
  ('belongs_to_somebody', 'CHECK (((tenant_id IS NOT NULL) AND (owner_id IS NOT NULL)))'),
  ('hashed', 'CHECK (((prev_hash IS NOT NULL) AND (curr_hash IS NOT NULL) AND (payload_hash IS NOT NULL) AND (canon_version IS NOT NULL)))'),
  ('chain_starts_at_zero', 'CHECK (((seq > 0) OR (prev_hash = repeat(''0''::text, 64))))')
),

expected_indexes(object, name, definition) AS (VALUES
  ('ledger.universal_registry', 'ledger.universal_registry_pkey',
    'CREATE UNIQUE INDEX universal_registry_pkey ON ledger.universal_registry USING btree (id, seq)'),
  ('ledger.universal_registry', 'ledger.universal_registry_position',
    'CREATE UNIQUE INDEX universal_registry_position ON ledger.universal_registry USING btree (tenant_id, stream_pos)'),
  ('ledger.universal_registry', 'ledger.universal_registry_idempotency',
    'CREATE UNIQUE INDEX universal_registry_idempotency ON ledger.universal_registry USING btree (tenant_id, owner_id, idempotency_key) NULLS NOT DISTINCT WHERE (idempotency_key IS NOT NULL)'),
  ('ledger.universal_registry', 'ledger.universal_registry_newest',
    'CREATE INDEX universal_registry_newest ON ledger.universal_registry USING btree (tenant_id, at DESC, id DESC)'),
  ('ledger.universal_registry', 'ledger.universal_registry_entity',
    'CREATE INDEX universal_registry_entity ON ledger.universal_registry USING btree (tenant_id, entity_type, at DESC, id DESC)'),
  ('ledger.universal_registry', 'ledger.universal_registry_owner',
    'CREATE INDEX universal_registry_owner ON ledger.universal_registry USING btree (tenant_id, owner_id, at DESC, id DESC)'),
  ('ledger.universal_registry', 'ledger.universal_registry_status',
    'CREATE INDEX universal_registry_status ON ledger.universal_registry USING btree (tenant_id, status, at DESC, id DESC) WHERE (status IS NOT NULL)'),
  ('ledger.universal_registry', 'ledger.universal_registry_trace',
    'CREATE INDEX universal_registry_trace ON ledger.universal_registry USING btree (tenant_id, trace_id, at DESC, id DESC) WHERE (trace_id IS NOT NULL)'),
  ('ledger.universal_registry', 'ledger.universal_registry_parent',
    'CREATE INDEX universal_registry_parent ON ledger.universal_registry USING btree (tenant_id, parent_id, at DESC, id DESC) WHERE (parent_id IS NOT NULL)'),
  ('ledger.universal_registry', 'ledger.universal_registry_public',
    'CREATE INDEX universal_registry_public ON ledger.universal_registry USING btree (at DESC, id DESC) WHERE (visibility = ''public''::text)'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_tenant',
    'CREATE INDEX universal_registry_public_tenant ON ledger.universal_registry USING btree (tenant_id, at DESC, id DESC) WHERE (visibility = ''public''::text)'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_entity',
    'CREATE INDEX universal_registry_public_entity ON ledger.universal_registry USING btree (entity_type, at DESC, id DESC) WHERE (visibility = ''public''::text)'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_owner',
    'CREATE INDEX universal_registry_public_owner ON ledger.universal_registry USING btree (owner_id, at DESC, id DESC) WHERE (visibility = ''public''::text)'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_status',
    'CREATE INDEX universal_registry_public_status ON ledger.universal_registry USING btree (status, at DESC, id DESC) WHERE ((visibility = ''public''::text) AND (status IS NOT NULL))'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_trace',
    'CREATE INDEX universal_registry_public_trace ON ledger.universal_registry USING btree (trace_id, at DESC, id DESC) WHERE ((visibility = ''public''::text) AND (trace_id IS NOT NULL))'),
  ('ledger.universal_registry', 'ledger.universal_registry_public_parent',
    'CREATE INDEX universal_registry_public_parent ON ledger.universal_registry USING btree (parent_id, at DESC, id DESC) WHERE ((visibility = ''public''::text) AND (parent_id IS NOT NULL))'),
  ('app.tenants', 'app.tenants_pkey',
    'CREATE UNIQUE INDEX tenants_pkey ON app.tenants USING btree (tenant_id)'),
  ('ledger.memory_embeddings', 'ledger.memory_embeddings_pkey',
    'CREATE UNIQUE INDEX memory_embeddings_pkey ON ledger.memory_embeddings USING btree (tenant_id, span_id, seq)'),
  ('ledger.memory_embeddings', 'ledger.memory_embeddings_nearest',
    'CREATE INDEX memory_embeddings_nearest ON ledger.memory_embeddings USING hnsw (embedding public.vector_cosine_ops)')
),

-- Unique keys of tenant tables that may do without the tenant.
-- (id, seq): ids are made by the server, so nobody can try for somebody else's.
expected_global_keys(name) AS (VALUES
  ('ledger.universal_registry_pkey')
),

-- What the handlers' role may do. The registry's two are not to be added to.
expected_grants(object, privilege) AS (VALUES
  ('ledger.universal_registry', 'SELECT'),
  ('ledger.universal_registry', 'INSERT'),
  ('ledger.visible_timeline', 'SELECT'),
  ('ledger.memory_embeddings', 'SELECT'),
  ('ledger.memory_embeddings', 'INSERT'),
  ('ledger.memory_embeddings', 'DELETE')
),

-- Functions that the handlers' role may call.
expected_functions(signature) AS (VALUES
  ('app.user_id()'),
  ('app.tenant_id()'),
  ('app.is_worker()'),
  ('app.reads_public()'),
  ('app.lock_tenant(text)')
),

expected_policies(object, name) AS (VALUES
  ('ledger.universal_registry', 'app_reads'),
  ('ledger.universal_registry', 'app_appends'),
  ('ledger.universal_registry', 'owner_reads'),
  ('ledger.memory_embeddings', 'app_reads'),
  ('ledger.memory_embeddings', 'app_adds'),
  ('ledger.memory_embeddings', 'app_forgets'),
  ('app.tenants', 'owner_keeps')
),

-- type: sum of 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
-- fires: A always, O unless the session plays a replica.
expected_triggers(object, name, type, function, fires) AS (VALUES
  ('ledger.universal_registry', 'append_only_rows', 27, 'app.refuse_change', 'A'),
  ('ledger.universal_registry', 'append_only_statements', 26, 'app.refuse_change', 'A'),
  ('ledger.universal_registry', 'append_only_truncate', 34, 'app.refuse_change', 'A'),
  ('ledger.universal_registry', 'assign_position', 7, 'app.assign_position', 'AO'),
  ('ledger.universal_registry', 'check_version', 7, 'app.check_version', 'AO')
),

-- Older minors show other tenants' rows through planner statistics (CVE-2025-8713; as of 2026-11).
expected_servers(major, floor) AS (VALUES
  (15, 150014),
  (16, 160010),
  (17, 170006)
)
