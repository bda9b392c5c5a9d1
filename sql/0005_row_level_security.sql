-- Tenants share one table and are kept apart here. FORCE holds the owner to the policies too.
-- Settings stand in subselects, so that they are read once for a query and not for each row.

ALTER TABLE ledger.universal_registry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.universal_registry FORCE ROW LEVEL SECURITY;

CREATE POLICY app_reads ON ledger.universal_registry FOR SELECT TO logline_app
  USING (
    (tenant_id = (SELECT app.tenant_id())
      AND (visibility IN ('tenant', 'public') OR owner_id = (SELECT app.user_id()) OR (SELECT app.is_worker())))
    OR (visibility = 'public' AND (SELECT app.reads_public()))
  );

CREATE POLICY app_appends ON ledger.universal_registry FOR INSERT TO logline_app
  WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND owner_id = (SELECT app.user_id()));

-- `ledger verify` recomputes every hash of every tenant, and positions are drawn by a function
-- of the owner: both need to see all rows, neither may write one.
CREATE POLICY owner_reads ON ledger.universal_registry FOR SELECT TO CURRENT_USER USING (true);

GRANT SELECT, INSERT ON ledger.universal_registry TO logline_app;
