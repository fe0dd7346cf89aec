"""``gkcloud people``: who serves where, and inviting the first ones."""

from collections import defaultdict

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from gkcloud.access.policy import ROLE_LABELS, Role
from gkcloud.commands.console import json_option, show_json, show_table
from gkcloud.database import db
from gkcloud.people.model import Membership, Person
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope


@click.group()
def people() -> None:
    """Look after persons and their roles."""


@people.command("list")
@click.option("--tenant", "slug", help="Only those who serve this tenant, by its slug.")
@json_option
@with_appcontext
def list_command(slug: str | None, *, as_json: bool) -> None:
    """List the persons with their roles. Passwords, second factors and sign-ins are never shown."""
    only = directory().by_slug(slug).id if slug else None
    rows = _roles(only)
    if as_json:
        show_json(rows)
        return
    lines = [
        (
            str(row["login"]),
            str(row["name"]),
            str(row["status"]),
            str(row["tenant"]),
            "、".join(ROLE_LABELS[Role(role)] for role in row["roles"]),
        )
        for row in rows
    ]
    show_table(("login", "name", "status", "tenant", "roles"), lines)


def _roles(only: object) -> list[dict[str, object]]:
    columns = (Person.login, Person.display_name, Person.status, Membership.tenant_id, Membership.role)
    statement = select(*columns).join(Membership, Membership.person_id == Person.id)
    statement = statement.where(Membership.ended_at.is_(None)).order_by(Person.login)
    roles: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    tree = directory()
    with Scope.platform().opened():
        for login, name, status, tenant_id, role in db.session.execute(statement):
            if only in (None, tenant_id):
                roles[login, name, status, tree.by_id(tenant_id).slug].append(role)
    order = list(Role)
    return [
        {
            "login": login,
            "name": name,
            "status": status,
            "tenant": tenant,
            "roles": sorted(held, key=lambda role: order.index(Role(role))),
        }
        for (login, name, status, tenant), held in roles.items()
    ]
