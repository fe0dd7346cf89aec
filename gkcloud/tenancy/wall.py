"""The wall between tenants, read back from the database's own catalogue.

``wall_faults`` states what must hold for every table and role and returns what does not. ``gkcloud doctor`` refuses a
deployment with faults; the sweep over tables in the tests runs the same function.
"""

from sqlalchemy import Connection, text

from gkcloud.tenancy.scope import ScopeKind

RUNTIME_ROLE = "gkcloud_app"
SCOPE_ROLES = tuple(kind.value for kind in ScopeKind)

# Tables that are not a tenant's: name -> why that is right.
GLOBAL_TABLES = {
    "alembic_version": "the state of the schema",
    "tenants": "who is hosted is public knowledge",
    "tenant_hosts": "routing needs it before a tenant is known",
    "directory_version": "one number",
    "calendar_years": "the State Council announces a year's days off for everybody",
    "calendar_days": "the same; what a tenant adds to them stands in its pack",
    "people": "a person may serve several tenants; row-level security still hides strangers from an office",
    "sign_ins": "open sessions of a person, whatever the tenant",
    "search_entries": "text that is already public, kept apart so that its index can be used",
}

_TABLES = text("""
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as owned
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1""")

_KEYS = text("""
    select t.relname as name, k.conname as key, k.contype::text as type, coalesce(f.relname, '') as target,
           (select array_agg(a.attname::text order by x.place) from unnest(k.conkey) with ordinality x(no, place)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.no) as columns
    from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace n on n.oid = t.relnamespace
      left join pg_class f on f.oid = k.confrelid
    where n.nspname = 'public' and k.contype in ('p', 'u', 'f')""")

_POLICIES = text("""
    select tablename as name, policyname as policy, coalesce(qual, '') || coalesce(with_check, '') as expression
    from pg_policies where schemaname = 'public'""")

_ROLES = text("""
    select rolname as name, rolsuper as super, rolbypassrls as bypass, rolcreaterole as creates, rolinherit as inherits
    from pg_roles where rolname = any(:names)""")

_OWNED = text("""
    select c.relname as name, r.rolname as role from pg_class c join pg_roles r on r.oid = c.relowner
    where r.rolname = any(:names)""")

_GRANTED = text("""
    select distinct table_name as name, grantee as role from information_schema.role_table_grants
    where table_schema = 'public' and (grantee = :runtime or grantee = 'PUBLIC')
      and table_name <> 'directory_version'""")

_MEMBER_OF = text("""
    select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid
      join pg_roles u on u.oid = m.member where u.rolname = :runtime""")


def wall_faults(connection: Connection) -> list[str]:
    """Return a sentence for every gap in the wall; an empty list means that it stands.

    ``connection`` may be of any role that can read the catalogue.
    """
    return [
        *_table_faults(connection),
        *_key_faults(connection),
        *_policy_faults(connection),
        *_role_faults(connection),
    ]


def _table_faults(connection: Connection) -> list[str]:
    faults = []
    for table in connection.execute(_TABLES):
        if table.name in GLOBAL_TABLES:
            continue
        if not table.owned:
            faults.append(f"table {table.name} has no tenant_id and is not on the list of global tables")
        if not (table.enabled and table.forced):
            faults.append(f"table {table.name} has no forced row-level security")
    return faults


def _key_faults(connection: Connection) -> list[str]:
    faults = []
    keyed = set()
    for key in connection.execute(_KEYS):
        if key.name in GLOBAL_TABLES:
            continue
        if key.type == "p":
            keyed.add(key.name)
        if key.type == "f" and key.target in GLOBAL_TABLES:
            continue
        if "tenant_id" not in key.columns:
            faults.append(f"key {key.key} of table {key.name} does not contain tenant_id")
    tables = [table.name for table in connection.execute(_TABLES) if table.name not in GLOBAL_TABLES]
    return faults + [f"table {name} has no primary key" for name in tables if name not in keyed]


def _policy_faults(connection: Connection) -> list[str]:
    """Policies of tenant tables compare with a setting of the scope; only provisioning roles may say ``true``."""
    free = ("_platform", "_identity")
    return [
        f"policy {row.policy} of table {row.name} does not depend on the scope"
        for row in connection.execute(_POLICIES)
        if row.name not in GLOBAL_TABLES and "gk." not in row.expression and not row.policy.endswith(free)
    ]


def _role_faults(connection: Connection) -> list[str]:
    names = [RUNTIME_ROLE, *SCOPE_ROLES]
    roles = {role.name: role for role in connection.execute(_ROLES, {"names": names})}
    faults = [f"role {name} does not exist" for name in names if name not in roles]
    for role in roles.values():
        if role.super or role.bypass:
            faults.append(f"role {role.name} can bypass row-level security")
        if role.creates:
            faults.append(f"role {role.name} may create roles")
    if RUNTIME_ROLE in roles and roles[RUNTIME_ROLE].inherits:
        faults.append(f"role {RUNTIME_ROLE} inherits the rights of the scopes' roles without asking for one")
    faults += [f"role {row.role} owns {row.name}" for row in connection.execute(_OWNED, {"names": names})]
    faults += [
        f"role {row.role} may use table {row.name} outside any scope"
        for row in connection.execute(_GRANTED, {"runtime": RUNTIME_ROLE})
    ]
    faults += [
        f"role {RUNTIME_ROLE} has the rights of {name} without asking for them" for name in _inherited(connection)
    ]
    strangers = {row.name for row in connection.execute(_MEMBER_OF, {"runtime": RUNTIME_ROLE})} - set(SCOPE_ROLES)
    return faults + [f"role {RUNTIME_ROLE} is a member of {name}" for name in sorted(strangers)]


def _inherited(connection: Connection) -> list[str]:
    """Return the roles whose rights the runtime role has without asking, as the server itself works it out."""
    usage = text("select rolname from pg_roles where rolname = any(:names) and pg_has_role(:runtime, oid, 'usage')")
    known = connection.execute(text("select 1 from pg_roles where rolname = :runtime"), {"runtime": RUNTIME_ROLE})
    if known.first() is None:
        return []
    found = connection.execute(usage, {"names": list(SCOPE_ROLES), "runtime": RUNTIME_ROLE})
    return sorted(found.scalars())
