app_role AS (
  SELECT * FROM pg_roles WHERE rolname = 'logline_app'
),
owner_role AS (
  SELECT r.* FROM pg_roles r JOIN pg_namespace n ON n.nspowner = r.oid WHERE n.nspname = 'ledger'
),
-- Tables, views, sequences … of our two schemas.
our_relations AS (
  SELECT c.*, c.oid::regclass::text AS object
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('ledger', 'app')
),
our_tables AS (
  SELECT * FROM our_relations WHERE relkind IN ('r', 'p', 'f')
),
tenant_tables AS (
  SELECT t.*, a.attnum AS tenant_attnum
  FROM our_tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
),
our_functions AS (
  SELECT p.*, p.oid::regprocedure::text AS object
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname IN ('ledger', 'app')
),
-- Privileges on tables, views, sequences and their columns, outside the system's own schemas.
-- Grantee 0 is PUBLIC; what owners have is theirs by nature.
relation_grants AS (
  SELECT c.oid, c.oid::regclass::text AS object, c.relkind, n.nspname, NULL::name AS column_name,
         g.grantee, g.privilege_type AS privilege, g.is_grantable
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g
  WHERE g.grantee <> c.relowner AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL
  SELECT c.oid, c.oid::regclass::text, c.relkind, n.nspname, a.attname, g.grantee, g.privilege_type, g.is_grantable
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
       aclexplode(a.attacl) g
  WHERE g.grantee <> c.relowner AND n.nspname NOT IN ('pg_catalog', 'information_schema')
),
function_grants AS (
  SELECT f.object, f.prosecdef, g.grantee
  FROM our_functions f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g
  WHERE g.grantee <> f.proowner
),
-- Policies of our tables that the handlers' role is subject to, one row for each expression.
app_policies AS (
  SELECT p.*, t.object, p.polname || ' on ' || t.object AS policy
  FROM pg_policy p JOIN our_tables t ON t.oid = p.polrelid
  WHERE 0::oid = ANY (p.polroles) OR (SELECT oid FROM app_role) = ANY (p.polroles)
),
app_policy_expressions AS (
  SELECT policy, pg_get_expr(polqual, polrelid) AS expression FROM app_policies WHERE polqual IS NOT NULL
  UNION ALL
  SELECT policy, pg_get_expr(polwithcheck, polrelid) FROM app_policies WHERE polwithcheck IS NOT NULL
),
