-- The ledger: one row is one version of one span, 70 columns, never changed.

CREATE TABLE ledger.universal_registry (
  -- core
  id               uuid        NOT NULL,
  seq              integer     NOT NULL CHECK (seq >= 0),
  entity_type      text        NOT NULL CHECK (entity_type ~ '^[a-z0-9_-]{1,50}$'),
  schema_id        text,
  who              text        NOT NULL,
  did              text,
  "this"           text        NOT NULL,
  at               timestamptz NOT NULL,
  recorded_at      timestamptz NOT NULL,
  stream_pos       bigint      NOT NULL CHECK (stream_pos > 0),

  -- protocol
  confirmed_by     text[],
  if_ok            jsonb,
  if_doubt         jsonb,
  if_not           jsonb,
  risk_level       smallint,

  -- relationships
  parent_id        uuid,
  related_to       uuid[],
  caused_by        uuid,
  session_id       uuid,
  workflow_id      text,

  -- access
  owner_id         text,
  tenant_id        text,
  visibility       text        NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'tenant', 'public')),
  sensitivity      text        NOT NULL DEFAULT 'internal' CHECK (sensitivity IN ('public', 'internal', 'secret', 'pii')),
  consent          text,
  app_id           text,

  -- lifecycle
  status           text,
  is_deleted       boolean     NOT NULL DEFAULT false,
  layer            text,
  ttl_at           timestamptz,
  scheduled_at     timestamptz,
  started_at       timestamptz,
  finished_at      timestamptz,
  priority         smallint,
  attempt          smallint,
  idempotency_key  text,

  -- code and execution
  name             text,
  description      text,
  content          jsonb,
  code             text,
  code_hash        text,
  language         text,
  runtime          text,
  kernel_id        uuid,
  input            jsonb,
  output           jsonb,
  error            jsonb,

  -- metrics
  duration_ms      integer     CHECK (duration_ms >= 0),
  mem_peak_bytes   bigint      CHECK (mem_peak_bytes >= 0),
  trace_id         text,

  -- cryptography
  prev_hash        text        CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
  curr_hash        text        CHECK (curr_hash ~ '^[0-9a-f]{64}$'),
  payload_hash     text        CHECK (payload_hash ~ '^[0-9a-f]{64}$'),
  canon_version    smallint,
  signature        text,
  public_key       text,
  sig_alg          text,
  sig_key_id       text,
  enc_key_id       text,

  -- cost and models
  provider         text,
  model            text,
  prompt_hash      text,
  tokens_in        integer     CHECK (tokens_in >= 0),
  tokens_out       integer     CHECK (tokens_out >= 0),
  cost_microusd    bigint      CHECK (cost_microusd >= 0),
  confidence       real        CHECK (confidence >= 0 AND confidence <= 1),

  -- provenance
  source           text,
  git_sha          text,

  -- extensibility
  tags             text[],
  metadata         jsonb       NOT NULL DEFAULT '{}',

  PRIMARY KEY (id, seq),

  -- A row that belongs to nobody would be a row that no policy can place.
  CONSTRAINT belongs_to_somebody CHECK (tenant_id IS NOT NULL AND owner_id IS NOT NULL),
  CONSTRAINT hashed CHECK (prev_hash IS NOT NULL AND curr_hash IS NOT NULL AND payload_hash IS NOT NULL AND canon_version IS NOT NULL),
  CONSTRAINT chain_starts_at_zero CHECK (seq > 0 OR prev_hash = repeat('0', 64))
);

-- Every tenant has positions of its own, 1, 2, 3 …: order of commit, no gap, and no number
-- from which one tenant could read how much another one writes.
CREATE UNIQUE INDEX universal_registry_position ON ledger.universal_registry (tenant_id, stream_pos);

-- A retried request finds the span that its first try made.
CREATE UNIQUE INDEX universal_registry_idempotency ON ledger.universal_registry (tenant_id, owner_id, idempotency_key)
  NULLS NOT DISTINCT WHERE idempotency_key IS NOT NULL;

-- The lists of the HTTP API, newest first. Each starts with the tenant.
CREATE INDEX universal_registry_newest ON ledger.universal_registry (tenant_id, at DESC, id DESC);
CREATE INDEX universal_registry_entity ON ledger.universal_registry (tenant_id, entity_type, at DESC, id DESC);
CREATE INDEX universal_registry_owner ON ledger.universal_registry (tenant_id, owner_id, at DESC, id DESC);
CREATE INDEX universal_registry_status ON ledger.universal_registry (tenant_id, status, at DESC, id DESC) WHERE status IS NOT NULL;
CREATE INDEX universal_registry_trace ON ledger.universal_registry (tenant_id, trace_id, at DESC, id DESC) WHERE trace_id IS NOT NULL;
CREATE INDEX universal_registry_parent ON ledger.universal_registry (tenant_id, parent_id, at DESC, id DESC) WHERE parent_id IS NOT NULL;

-- Public spans are read across tenants: a filter that few of them fit would walk through all that
-- anybody ever published (100 ms at 55,000). Appending anything else does not touch these.
CREATE INDEX universal_registry_public ON ledger.universal_registry (at DESC, id DESC) WHERE visibility = 'public';
CREATE INDEX universal_registry_public_tenant ON ledger.universal_registry (tenant_id, at DESC, id DESC) WHERE visibility = 'public';
CREATE INDEX universal_registry_public_entity ON ledger.universal_registry (entity_type, at DESC, id DESC) WHERE visibility = 'public';
CREATE INDEX universal_registry_public_owner ON ledger.universal_registry (owner_id, at DESC, id DESC) WHERE visibility = 'public';
CREATE INDEX universal_registry_public_status ON ledger.universal_registry (status, at DESC, id DESC)
  WHERE visibility = 'public' AND status IS NOT NULL;
CREATE INDEX universal_registry_public_trace ON ledger.universal_registry (trace_id, at DESC, id DESC)
  WHERE visibility = 'public' AND trace_id IS NOT NULL;
CREATE INDEX universal_registry_public_parent ON ledger.universal_registry (parent_id, at DESC, id DESC)
  WHERE visibility = 'public' AND parent_id IS NOT NULL;
