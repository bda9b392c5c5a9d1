-- Who is asking. A handler sets the context of each transaction with set_config(…, true), so
-- that it ends with the transaction and a pooled connection can carry nothing over.
--
--   app.tenant_id   the tenant
--   app.user_id     the user (a worker names itself)
--   app.role        user | worker; a worker sees the whole of its tenant and nothing else
--
-- An incomplete or unknown context is no context: every function answers NULL or false,
-- and no policy lets anything through.
--
-- Bodies are SQL, not text: what they call was decided when they were made, whatever the
-- search_path of the session says.

CREATE FUNCTION app.user_id() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.user_id', true), '');

CREATE FUNCTION app.tenant_id() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE
    WHEN current_setting('app.role', true) IN ('user', 'worker') AND current_setting('app.user_id', true) <> ''
    THEN nullif(current_setting('app.tenant_id', true), '')
  END;

CREATE FUNCTION app.is_worker() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.role', true) = 'worker' AND current_setting('app.user_id', true) <> '', false);

CREATE FUNCTION app.reads_public() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(
    current_setting('app.role', true) = 'user'
    AND current_setting('app.user_id', true) <> ''
    AND current_setting('app.tenant_id', true) <> '', false);

REVOKE ALL ON FUNCTION app.user_id(), app.tenant_id(), app.is_worker(), app.reads_public() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.user_id(), app.tenant_id(), app.is_worker(), app.reads_public() TO logline_app;
