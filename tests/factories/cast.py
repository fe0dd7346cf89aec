"""The cast of the tests: officials of one township, their twins in another county, and those above and outside.

Author, Reviewer, Secrecy and Signer work in 车溪乡 of 澧县. Their twins work in 白泥镇 of 余庆县 and must never see into
车溪乡. The inspector serves 澧县's county office, the operator the platform. Everybody else is an anonymous reader.
"""

import uuid
from dataclasses import dataclass

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.people.model import Membership, Person
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope

PASSWORD = "县城东门外的老槐树-2026"
# Argon2 of PASSWORD with the least cost the library takes: a test does not guard a real account.
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$XPSc/8tteVwcOg4ILqMvDQ$duPngMZ2AH/n4gmgGOq+MqapCZ4BRi8/iuXuFMfGKcs"

STAFF = (
    Role.AUTHOR,
    Role.REVIEWER,
    Role.SECRECY_REVIEWER,
    Role.SIGNER,
    Role.SUPERVISION_MEMBER,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True)
class Staff:
    """The officials of one tenant, by role."""

    tenant: Tenant
    by_role: dict[Role, Actor]

    def __getitem__(self, role: Role) -> Actor:
        return self.by_role[role]

    @property
    def author(self) -> Actor:
        return self[Role.AUTHOR]

    @property
    def reviewer(self) -> Actor:
        return self[Role.REVIEWER]

    @property
    def secrecy(self) -> Actor:
        return self[Role.SECRECY_REVIEWER]

    @property
    def signer(self) -> Actor:
        return self[Role.SIGNER]

    @property
    def administrator(self) -> Actor:
        return self[Role.ADMINISTRATOR]


@dataclass(frozen=True)
class Cast:
    chexi: Staff
    baini: Staff
    lixian: Staff
    inspector: Actor
    operator: Actor


def make_cast() -> Cast:
    """Create the persons and their memberships."""
    tree = directory()
    chexi, baini, lixian = (tree.by_slug(slug) for slug in ("lixian-chexi", "yuqing-baini", "lixian"))
    with Scope.platform().opened():
        here, twins, above = (
            Staff(tenant, {role: _official(tenant, role) for role in STAFF}) for tenant in (chexi, baini, lixian)
        )
        inspector = _member("inspector", "督查员", lixian.id, Role.INSPECTOR)
        operator = _member("operator", "运维员", PLATFORM_TENANT, Role.OPERATOR)
        db.session.commit()
    return Cast(here, twins, above, inspector, operator)


def _official(tenant: Tenant, role: Role) -> Actor:
    return _member(f"{tenant.slug}.{role.value}", f"{tenant.short_name}{role.value}", tenant.id, role)


def _member(login: str, name: str, tenant_id: uuid.UUID, role: Role) -> Actor:
    now = utc_now()
    person = Person(
        id=uuid.uuid4(),
        login=login,
        display_name=name,
        password_hash=PASSWORD_HASH,
        created_at=now,
        password_changed_at=now,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(tenant_id=tenant_id, person_id=person.id, role=role.value, created_at=now))
    db.session.flush()
    return Actor(person.id, name, None if tenant_id == PLATFORM_TENANT else tenant_id, frozenset({role}))
