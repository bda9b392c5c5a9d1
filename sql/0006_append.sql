-- What the database itself sees to when a row is appended.

-- Tenants that have written something. Workers visit them one by one.
CREATE TABLE app.tenants (
  tenant_id     text PRIMARY KEY,
  first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE app.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_keeps ON app.tenants TO CURRENT_USER USING (true) WITH CHECK (true);

-- The lock under which a tenant's positions are drawn. It is held until commit, so that within
-- a tenant the order of positions is the order of commits: a reader that has seen position n
-- has seen everything up to n, and n is a cursor that loses nothing.
-- (A sequence gives its numbers at insert: the reader would pass over a row that commits late.)
CREATE FUNCTION app.lock_tenant(tenant text) RETURNS void
  LANGUAGE sql VOLATILE
  BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(hashtextextended(tenant, 5499533182021435726))
    -- Nobody holds up another tenant's writers.
    WHERE tenant = app.tenant_id();
  END;

-- SECURITY DEFINER: the highest position of a tenant may be that of a row which the appending
-- user may not read.
CREATE FUNCTION app.assign_position() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A row for another tenant is about to be refused by its policy. It must not wait for that
  -- tenant's writers before it is: the delay would tell of them.
  IF NEW.tenant_id IS DISTINCT FROM app.tenant_id() THEN
    RETURN NEW;
  END IF;
  PERFORM app.lock_tenant(NEW.tenant_id);
  SELECT coalesce(max(r.stream_pos), 0) + 1 INTO NEW.stream_pos
    FROM ledger.universal_registry r WHERE r.tenant_id = NEW.tenant_id;
  NEW.recorded_at := clock_timestamp();
  IF NEW.stream_pos = 1 THEN
    INSERT INTO app.tenants (tenant_id) VALUES (NEW.tenant_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NEW;
END
$$;

-- A version follows the one before it: same owner, same tenant, same visibility, linked by its
-- hash. As the caller, under the caller's policies: somebody else's row and a row that does not
-- exist are the same refusal.
CREATE FUNCTION app.check_version() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  prior record;
BEGIN
  SELECT r.tenant_id, r.owner_id, r.visibility, r.curr_hash INTO prior
    FROM ledger.universal_registry r WHERE r.id = NEW.id AND r.seq = NEW.seq - 1;
  IF NOT FOUND OR prior.tenant_id <> NEW.tenant_id OR prior.owner_id <> NEW.owner_id THEN
    RAISE EXCEPTION 'there is no version to follow' USING ERRCODE = 'LL002';
  END IF;
  IF prior.visibility <> NEW.visibility OR prior.curr_hash <> NEW.prev_hash THEN
    RAISE EXCEPTION 'the new version does not fit the one before it' USING ERRCODE = 'LL003';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER assign_position BEFORE INSERT ON ledger.universal_registry
  FOR EACH ROW EXECUTE FUNCTION app.assign_position();
CREATE TRIGGER check_version BEFORE INSERT ON ledger.universal_registry
  FOR EACH ROW WHEN (NEW.seq > 0) EXECUTE FUNCTION app.check_version();

REVOKE ALL ON FUNCTION app.lock_tenant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_tenant(text) TO logline_app;
