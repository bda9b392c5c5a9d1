-- Two schemas and the role that the handlers log in as.
--
-- `ledger` holds the append-only table and what is read from it; `app` holds the session
-- functions, triggers and everything that may be rebuilt or deleted. The role that runs the
-- migrations owns both and is never used by a handler.

CREATE SCHEMA IF NOT EXISTS ledger;
CREATE SCHEMA IF NOT EXISTS app;

-- A role belongs to the whole server: another database of the same server may have made it.
-- It gets its password from the migrator (never from a file), and limits that end a
-- transaction whose client was frozen while it held its tenant's lock.
--
-- Every query of the handlers walks along one index and stops at its limit. The planner finds
-- that by itself once it has statistics; before the first ANALYZE of a new or restored ledger it
-- takes the table for empty, and reads all of a tenant's rows, sorts and joins them for a page
-- of fifty (9 s instead of 1 ms at 20,000 rows). So the other ways are closed.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'logline_app') THEN
    CREATE ROLE logline_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS;
    ALTER ROLE logline_app SET search_path = pg_catalog;
    ALTER ROLE logline_app SET idle_in_transaction_session_timeout = '10s';
    ALTER ROLE logline_app SET lock_timeout = '10s';
    ALTER ROLE logline_app SET statement_timeout = '20s';
    ALTER ROLE logline_app SET enable_bitmapscan = off;
    ALTER ROLE logline_app SET enable_hashjoin = off;
    ALTER ROLE logline_app SET enable_mergejoin = off;
    ALTER ROLE logline_app SET enable_sort = off;
    ALTER ROLE logline_app SET max_parallel_workers_per_gather = 0;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another database's migrator made it in the same moment
END
$$;

-- No temporary tables for the handlers: a temporary object could shadow a name, and nothing needs one.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO logline_app', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA ledger, app FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger, app TO logline_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
