"""``gkcloud people``: who serves where, and inviting the first ones."""

import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from gkcloud.access.names import role_name
from gkcloud.access.policy import Role
from gkcloud.commands.console import Fault, json_option, show_json, show_table
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.people import actions
from gkcloud.people.model import Membership, Person
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope

_HELD = tuple(role for role in Role if role not in {Role.SIGNED_IN, Role.ANYONE})


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


@people.command()
@click.option(
    "--tenant", "slug", required=True, help="Where the person will serve, by its slug; _platform to operate."
)
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in _HELD]))
@click.option("--name", required=True, help="What the person is called.")
@click.option("--address", help="Where readers reach the platform, such as https://www.example.gov.cn.")
@json_option
@with_appcontext
def invite(slug: str, roles: tuple[str, ...], name: str, address: str | None, *, as_json: bool) -> None:
    """Print a single-use link that makes an account with these roles, valid for three days.

    For the first persons of a deployment: the operator, and each tenant's administrator, who invites the others.
    """
    is_platform = slug == "_platform"
    tenant = directory().by_id(PLATFORM_TENANT) if is_platform else directory().by_slug(slug)
    try:
        with Scope.platform().opened():
            wanted = [Role(role) for role in roles]
            token = actions.invite(tenant.id, tenant.kind, name=name, roles=wanted, actor=None, now=utc_now())
            db.session.commit()
    except actions.Refused as error:
        raise Fault(str(error)) from None
    base = (address or _own_address()).rstrip("/")
    link = f"{base}/invite/{token}" if is_platform else f"{base}/{tenant.slug}/office/invite/{token}"
    if as_json:
        show_json({"link": link})
    else:
        click.echo(link)


def _own_address() -> str:
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    return f"{'https' if settings.secure_cookies else 'http'}://{settings.platform_hosts[0]}"


@dataclass(frozen=True, slots=True)
class _Serving:
    login: str
    name: str
    status: str
    tenant: str
    roles: tuple[Role, ...]


def _labels(roles: tuple[Role, ...]) -> str:
    return "、".join(role_name(role) for role in roles)


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
