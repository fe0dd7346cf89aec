"""Reading persons and their roles."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from gkcloud.access.policy import Role
from gkcloud.database import db
from gkcloud.people.model import Delegation, Membership, Person, SignIn

Roles = dict[uuid.UUID, frozenset[Role]]
StandsIn = dict[uuid.UUID, dict[Role, uuid.UUID]]


@dataclass(frozen=True, slots=True)
class SignInFound:
    """An open sign-in of an active person."""

    sign_in_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    login: str
    seen_at: datetime


def find_sign_in(token_hash: str) -> SignInFound | None:
    """Return the open sign-in with this token, if its person is active."""
    statement = (
        select(SignIn.id, Person.id, Person.display_name, Person.login, SignIn.seen_at)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None), Person.status == "active")
    )
    row = db.session.execute(statement).one_or_none()
    return SignInFound(*row) if row else None


def roles_of(person_id: uuid.UUID, today: date) -> tuple[Roles, StandsIn]:
    """Return a person's roles by tenant, own and lent, and for the lent ones who lent them.

    A lent role counts only while its lender still holds it; one that is held anyway is not stood in for.
    """
    own: dict[uuid.UUID, set[Role]] = defaultdict(set)
    held = select(Membership.tenant_id, Membership.role).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    for tenant_id, role in db.session.execute(held):
        own[tenant_id].add(Role(role))
    stands_in: StandsIn = defaultdict(dict)
    lent = (
        select(Delegation.tenant_id, Delegation.role, Delegation.from_person_id)
        .join(
            Membership,
            (Membership.tenant_id == Delegation.tenant_id)
            & (Membership.person_id == Delegation.from_person_id)
            & (Membership.role == Delegation.role),
        )
        .where(
            Delegation.to_person_id == person_id,
            Delegation.revoked_at.is_(None),
            Delegation.starts_on <= today,
            Delegation.ends_on >= today,
            Membership.ended_at.is_(None),
        )
    )
    for tenant_id, role, lender in db.session.execute(lent):
        if Role(role) not in own[tenant_id]:
            stands_in[tenant_id][Role(role)] = lender
    every = {tenant_id: frozenset(own[tenant_id] | set(stands_in.get(tenant_id, {}))) for tenant_id in own}
    return {tenant_id: roles for tenant_id, roles in every.items() if roles}, dict(stands_in)
