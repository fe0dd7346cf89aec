"""What a migration says of a table's wall. Released migrations depend on it: add, never change."""

from collections.abc import Mapping

from alembic import op

# Conditions of policies. Settings are read in a scalar sub-select, so that they are evaluated once a statement.
OWN = "tenant_id = (select current_setting('gk.tenant')::uuid)"
REACH = "tenant_id = any ((select current_setting('gk.tenants')::uuid[])::uuid[])"
PERSON = "person_id = (select current_setting('gk.person')::uuid)"
ANY = "true"
# What counts as published is decided when it is read.
PUBLISHED = f"{OWN} and published_at <= statement_timestamp()"
PUBLISHED_IN_REACH = f"{REACH} and published_at <= statement_timestamp()"

PUBLIC, OFFICE, SUBTREE = "gkcloud_public", "gkcloud_office", "gkcloud_subtree"
PLATFORM, IDENTITY = "gkcloud_platform", "gkcloud_identity"
RUNTIME = "gkcloud_app"

Rights = Mapping[str, Mapping[str, str]]
_CHECKED = {"insert": "with check ({0})", "update": "using ({0}) with check ({0})"}


def protect(table: str, rights: Rights) -> None:
    """Force row-level security on ``table`` and give each role its verbs: role -> verb -> condition.

    A verb may name columns, as in ``select(id, login)``: the grant is then for these columns only.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    for role, verbs in rights.items():
        for phrase, condition in verbs.items():
            verb = phrase.partition("(")[0].strip()
            op.execute(f"grant {phrase} on {table} to {role}")
            clause = _CHECKED.get(verb, "using ({0})").format(condition)
            name = f"{table}_{verb}_{role.removeprefix('gkcloud_')}"
            op.execute(f"create policy {name} on {table} for {verb} to {role} {clause}")


def make_roles() -> None:
    """Create the runtime role and the scopes' roles where the cluster lacks them; they belong to all its databases."""
    for role in (PUBLIC, OFFICE, SUBTREE, PLATFORM, IDENTITY):
        _make_role(role, "nologin")
    _make_role(RUNTIME, "login noinherit")
    for role in (PUBLIC, OFFICE, SUBTREE, PLATFORM, IDENTITY):
        _grant_without_inheriting(role)
    op.execute("revoke create on schema public from public")
    op.execute(f"grant usage on schema public to {RUNTIME}, {PUBLIC}, {OFFICE}, {SUBTREE}, {PLATFORM}, {IDENTITY}")


def _grant_without_inheriting(role: str) -> None:
    """Let the runtime role take on ``role`` when it asks for it, and only then, whoever created the runtime role and how.

    From PostgreSQL 16 on each grant says so for itself; before, the role's own attribute does, which doctor looks at.
    """
    op.execute(f"""
        do $$ begin
          if current_setting('server_version_num')::int >= 160000 then
            execute 'grant {role} to {RUNTIME} with inherit false, set true';
          else
            execute 'grant {role} to {RUNTIME}';
          end if;
        end $$""")


def _make_role(role: str, options: str) -> None:
    # Two databases of one cluster may be migrated at once, as the tests do.
    op.execute(f"""
        do $$ begin
          create role {role} {options};
        exception when duplicate_object or unique_violation then null;
        end $$""")
