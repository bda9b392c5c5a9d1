-- requires: extension vector
--
-- Embeddings of memories, apart from the ledger because forgetting deletes them. Shorter
-- vectors are padded with zeros: cosine distance does not see the padding.
-- Owner and visibility stand here again, so that the policy needs no join during an index scan.
-- No foreign key to the ledger: its check runs past the policies and would tell whether
-- somebody else's span exists.

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

CREATE TABLE ledger.memory_embeddings (
  span_id    uuid    NOT NULL,
  seq        integer NOT NULL CHECK (seq >= 0),
  tenant_id  text    NOT NULL,
  owner_id   text    NOT NULL,
  visibility text    NOT NULL CHECK (visibility IN ('private', 'tenant', 'public')),
  embedding  public.vector(1536) NOT NULL,
  PRIMARY KEY (tenant_id, span_id, seq)
);

ALTER TABLE ledger.memory_embeddings ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.memory_embeddings FORCE ROW LEVEL SECURITY;

CREATE POLICY app_reads ON ledger.memory_embeddings FOR SELECT TO logline_app
  USING (
    (tenant_id = (SELECT app.tenant_id())
      AND (visibility IN ('tenant', 'public') OR owner_id = (SELECT app.user_id()) OR (SELECT app.is_worker())))
    OR (visibility = 'public' AND (SELECT app.reads_public()))
  );
CREATE POLICY app_adds ON ledger.memory_embeddings FOR INSERT TO logline_app
  WITH CHECK (
    tenant_id = (SELECT app.tenant_id()) AND owner_id = (SELECT app.user_id())
    AND EXISTS (
      SELECT FROM ledger.universal_registry r
      WHERE r.id = span_id AND r.seq = memory_embeddings.seq
        AND r.tenant_id = memory_embeddings.tenant_id AND r.owner_id = memory_embeddings.owner_id
        AND r.visibility = memory_embeddings.visibility)
  );
CREATE POLICY app_forgets ON ledger.memory_embeddings FOR DELETE TO logline_app
  USING (tenant_id = (SELECT app.tenant_id()) AND (owner_id = (SELECT app.user_id()) OR (SELECT app.is_worker())));

CREATE INDEX memory_embeddings_nearest ON ledger.memory_embeddings USING hnsw (embedding public.vector_cosine_ops);

GRANT SELECT, INSERT, DELETE ON ledger.memory_embeddings TO logline_app;
