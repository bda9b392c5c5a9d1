-- Append-only, for the owner too. This guards against mistakes; against an owner who means
-- harm, who can drop a trigger, there are the hashes and the checkpoints kept elsewhere.
--
-- Per statement as well as per row: under forced Row-Level Security an UPDATE of the owner
-- reaches no row, and without the statement trigger it would report success.

CREATE FUNCTION app.refuse_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
    USING ERRCODE = 'LL001', HINT = 'Append a new version (the next seq) instead.';
END
$$;

CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON ledger.universal_registry
  FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_statements BEFORE UPDATE OR DELETE ON ledger.universal_registry
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ledger.universal_registry
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();

ALTER TABLE ledger.universal_registry ENABLE ALWAYS TRIGGER append_only_rows;
ALTER TABLE ledger.universal_registry ENABLE ALWAYS TRIGGER append_only_statements;
ALTER TABLE ledger.universal_registry ENABLE ALWAYS TRIGGER append_only_truncate;
