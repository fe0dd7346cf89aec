"""The demonstration's accounts: invented persons, all with one password that is no secret."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demo.content import DemoPerson
from gkcloud.people.model import Membership, Person
from gkcloud.people.passwords import hash_password
from gkcloud.tenancy.directory import cached_directory
from gkcloud.tenancy.scope import PLATFORM_TENANT

# Printed by `gkcloud demo accounts`: a demonstration protects nothing, and `load_accounts` refuses anything else.
PASSWORD = "qingquan-Shiban-4707-qiao"  # noqa: S105


class NotEmpty(Exception):
    """The deployment has persons of its own; accounts with a public password do not belong there."""


@action("demo.accounts")
def load_accounts(people: Sequence[DemoPerson], *, now: datetime) -> int:
    """Create the accounts that are missing and return their number, in a platform scope.

    Raises NotEmpty if there are persons already and none of them is the demonstration's.
    """
    known = set(db.session.execute(select(Person.login)).scalars())
    wanted = {person.login for person in people}
    if known and not known & wanted:
        raise NotEmpty("这里已有正式账号，没有载入演示内容：演示账号的密码是公开的。请换用空的数据库。")
    missing = [person for person in people if person.login not in known]
    # Who was invited into a running demonstration has made it their own; the accounts come as one set or not at all.
    if not missing or known & wanted:
        nothing_to_do("demo.accounts")
        return 0
    password_hash = hash_password(PASSWORD)
    for person in missing:
        _create(person, password_hash, now)
    logins = [person.login for person in missing]
    record("demo.accounts", actor_id=None, subject=("tenants", PLATFORM_TENANT), at=now, logins=logins)
    return len(missing)


def _create(person: DemoPerson, password_hash: str, now: datetime) -> None:
    row = Person(
        id=uuid.uuid4(),
        login=person.login,
        display_name=person.name,
        password_hash=password_hash,
        created_at=now,
        password_changed_at=now,
    )
    db.session.add(row)
    db.session.flush()
    for slug, roles in person.roles.items():
        for role in roles:
            db.session.add(Membership(tenant_id=tenant_id(slug), person_id=row.id, role=role.value, created_at=now))
    db.session.flush()


def staff_of(people: Sequence[DemoPerson], slug: str) -> list[Actor]:
    """Return those of the accounts that serve a tenant, as actors in it, in a platform scope."""
    serving = {person.login: person for person in people if slug in person.roles}
    rows = db.session.execute(select(Person.id, Person.login).where(Person.login.in_(serving)))
    ids = {login: person_id for person_id, login in rows}
    return [
        Actor(ids[login], person.name, tenant_id(slug), frozenset(person.roles[slug]))
        for login, person in serving.items()
        if login in ids
    ]


def tenant_id(slug: str) -> uuid.UUID:
    """Return the tenant's id; ``_platform`` is the platform itself. Raises TenantUnknown."""
    return PLATFORM_TENANT if slug == "_platform" else cached_directory().by_slug(slug).id
