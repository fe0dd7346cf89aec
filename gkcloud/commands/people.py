"""``gkcloud people``: who serves where, and inviting the first ones."""

import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass

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
        show_json([asdict(each) for each in rows])
        return
    shown = [(each.login, each.name, each.status, each.tenant, _labels(each.roles)) for each in rows]
    show_table(("login", "name", "status", "tenant", "roles"), shown)


@dataclass(frozen=True, slots=True)
class _Serving:
    login: str
    name: str
    status: str
    tenant: str
    roles: tuple[Role, ...]


def _labels(roles: tuple[Role, ...]) -> str:
    return "、".join(ROLE_LABELS[role] for role in roles)


def _roles(only: uuid.UUID | None) -> list[_Serving]:
    columns = (Person.login, Person.display_name, Person.status, Membership.tenant_id, Membership.role)
    statement = select(*columns).join(Membership, Membership.person_id == Person.id)
    statement = statement.where(Membership.ended_at.is_(None)).order_by(Person.login)
    held: dict[tuple[str, str, str, str], set[Role]] = defaultdict(set)
    tree = directory()
    with Scope.platform().opened():
        for login, name, status, tenant_id, role in db.session.execute(statement):
            if only in {None, tenant_id}:
                held[login, name, status, tree.by_id(tenant_id).slug].add(Role(role))
    return [_Serving(*who, tuple(role for role in Role if role in roles)) for who, roles in held.items()]
