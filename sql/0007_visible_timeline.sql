-- The latest version of each span, unless it is deleted. `security_invoker`: whoever reads the
-- view reads the table under their own policies, not under those of the view's owner.
-- A later version is found by one look into the primary key. It is asked for as `seq >`, and not
-- as `seq = r.seq + 1`: an addition can fail, so that the policy's conditions would have to be
-- checked before it, on every version there is.

CREATE VIEW ledger.visible_timeline WITH (security_invoker = true) AS
  SELECT r.*, r.at AS "when"
  FROM ledger.universal_registry r
  WHERE NOT r.is_deleted
    AND NOT EXISTS (SELECT FROM ledger.universal_registry later WHERE later.id = r.id AND later.seq > r.seq);

GRANT SELECT ON ledger.visible_timeline TO logline_app;
