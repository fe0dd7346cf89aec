"""Reading persons, their roles, sign-ins, invitations and lent roles.

An office and the platform may read a few columns of ``people`` only, so these queries name the columns they need.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from gkcloud.access.policy import Role
from gkcloud.database import db
from gkcloud.people.model import Delegation, Invitation, Membership, Person, SignIn
from gkcloud.people.rules import token_hash

Roles = dict[uuid.UUID, frozenset[Role]]
StandsIn = dict[uuid.UUID, dict[Role, uuid.UUID]]


@dataclass(frozen=True, slots=True)
class SignInFound:
    """An open sign-in of an active person."""

    sign_in_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    login: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A person who holds, or held, roles in the open scope's tenant; ``roles`` are those held now."""

    person_id: uuid.UUID
    name: str
    login: str
    is_active: bool
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class PersonFound:
    """What operators may know of a person."""

    person_id: uuid.UUID
    name: str
    login: str
    is_active: bool


def staffed(tenant_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return those of these tenants, all in the scope's reach, in which somebody holds a role."""
    statement = select(Membership.tenant_id).where(
        Membership.tenant_id.in_(tenant_ids), Membership.ended_at.is_(None)
    )
    return set(db.session.execute(statement.distinct()).scalars())


def find_sign_in(hashed_token: str) -> SignInFound | None:
    """Return the open sign-in with this token, if its person is active."""
    statement = (
        select(SignIn.id, Person.id, Person.display_name, Person.login, SignIn.created_at, SignIn.seen_at)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_hash == hashed_token, SignIn.ended_at.is_(None), Person.status == "active")
    )
    row = db.session.execute(statement).one_or_none()
    return SignInFound(*row) if row else None


def roles_of(person_id: uuid.UUID, today: date) -> tuple[Roles, StandsIn]:
    """Return a person's roles by tenant, own and lent, and for the lent ones who lent them.

    A lent role counts only while its lender still holds it and its borrower still belongs to the tenant; one that is
    held anyway is not stood in for.
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
        if tenant_id in own and Role(role) not in own[tenant_id]:
            stands_in[tenant_id][Role(role)] = lender
    every = {tenant_id: frozenset(roles | set(stands_in.get(tenant_id, {}))) for tenant_id, roles in own.items()}
    return every, dict(stands_in)


def own_roles(tenant_id: uuid.UUID, person_id: uuid.UUID) -> frozenset[Role]:
    """Return the roles that a person holds in person, not by delegation."""
    statement = select(Membership.role).where(
        Membership.tenant_id == tenant_id, Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    return frozenset(Role(role) for role in db.session.execute(statement).scalars())


def serves_elsewhere(person_id: uuid.UUID, tenant_id: uuid.UUID) -> bool:
    """Return whether a person holds a role in another tenant; the open scope must read all memberships."""
    statement = select(Membership.id).where(
        Membership.person_id == person_id, Membership.tenant_id != tenant_id, Membership.ended_at.is_(None)
    )
    return db.session.execute(statement.limit(1)).first() is not None


def person_by_login(login: str) -> Person | None:
    """Return the whole person; only an identity scope may."""
    return db.session.execute(select(Person).where(Person.login == login)).scalar_one_or_none()


def members_of(tenant_id: uuid.UUID) -> list[Member]:
    """Return everybody who holds or held a role in the tenant, by name, those who hold none now at the end."""
    statement = (
        select(Person.id, Person.display_name, Person.login, Person.status, Membership.role, Membership.ended_at)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.tenant_id == tenant_id)
        .order_by(Person.login)
    )
    rows: dict[uuid.UUID, tuple[str, str, bool]] = {}
    roles: dict[uuid.UUID, set[Role]] = defaultdict(set)
    for person_id, name, login, status, role, ended_at in db.session.execute(statement):
        rows[person_id] = (name, login, status == "active")
        if ended_at is None:
            roles[person_id].add(Role(role))
    members = [Member(person_id, *row, frozenset(roles[person_id])) for person_id, row in rows.items()]
    return sorted(members, key=lambda member: not member.roles)


def access_member(tenant_id: uuid.UUID, person_id: uuid.UUID) -> Member | None:
    """Return one member, present or past, of the tenant; None for anybody else."""
    return next((each for each in members_of(tenant_id) if each.person_id == person_id), None)


def open_invitations(tenant_id: uuid.UUID, now: datetime) -> Sequence[Invitation]:
    """Return the invitations and reset links of a tenant that can still be used, the newest first."""
    statement = select(Invitation).where(Invitation.tenant_id == tenant_id, *_usable(now))
    return db.session.execute(statement.order_by(Invitation.created_at.desc())).scalars().all()


def access_invitation(tenant_id: uuid.UUID, token: str, now: datetime, *, lock: bool = False) -> Invitation | None:
    """Return the invitation behind a link while it can be used; ``lock`` makes others wait until this one is done."""
    statement = select(Invitation).where(
        Invitation.tenant_id == tenant_id, Invitation.token_hash == token_hash(token), *_usable(now)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.execute(statement).scalar_one_or_none()


def open_sign_ins(person_id: uuid.UUID, *, since: datetime, seen_since: datetime) -> Sequence[SignIn]:
    """Return a person's open sign-ins that are neither idle nor too old, the last seen first."""
    statement = select(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.ended_at.is_(None),
        SignIn.created_at >= since,
        SignIn.seen_at >= seen_since,
    )
    return db.session.execute(statement.order_by(SignIn.seen_at.desc())).scalars().all()


def delegations_of(tenant_id: uuid.UUID, today: date, person_id: uuid.UUID | None = None) -> Sequence[Delegation]:
    """Return what is lent in a tenant now or later, of one lender or of all."""
    statement = select(Delegation).where(
        Delegation.tenant_id == tenant_id, Delegation.revoked_at.is_(None), Delegation.ends_on >= today
    )
    if person_id is not None:
        statement = statement.where(Delegation.from_person_id == person_id)
    return db.session.execute(statement.order_by(Delegation.starts_on, Delegation.created_at)).scalars().all()


def role_counts() -> dict[tuple[uuid.UUID, Role], int]:
    """Return how many persons hold each role in each tenant; for the platform's scope."""
    statement = (
        select(Membership.tenant_id, Membership.role, func.count())
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at.is_(None), Person.status == "active")
        .group_by(Membership.tenant_id, Membership.role)
    )
    return {(tenant_id, Role(role)): count for tenant_id, role, count in db.session.execute(statement)}


def member_counts() -> dict[uuid.UUID, int]:
    """Return how many persons serve each tenant; for the platform's scope."""
    statement = (
        select(Membership.tenant_id, func.count(Membership.person_id.distinct()).label("people"))
        .where(Membership.ended_at.is_(None))
        .group_by(Membership.tenant_id)
    )
    return {row.tenant_id: row.people for row in db.session.execute(statement)}


def find_people(text: str) -> list[PersonFound]:
    """Return persons with exactly this login or name; for the platform's scope."""
    statement = select(Person.id, Person.display_name, Person.login, Person.status).where(
        (Person.login == text.strip().lower()) | (Person.display_name == text.strip())
    )
    rows = db.session.execute(statement.order_by(Person.login).limit(50))
    return [PersonFound(row[0], row[1], row[2], row[3] == "active") for row in rows]


def person_found(person_id: uuid.UUID) -> PersonFound | None:
    """Return what operators and offices may know of a person, if the open scope sees them."""
    statement = select(Person.id, Person.display_name, Person.login, Person.status).where(Person.id == person_id)
    row = db.session.execute(statement).one_or_none()
    return PersonFound(row[0], row[1], row[2], row[3] == "active") if row else None


def tenants_of(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, list[Role]]]:
    """Return person -> tenant -> roles held, as far as the open scope reads."""
    found: dict[uuid.UUID, dict[uuid.UUID, list[Role]]] = defaultdict(lambda: defaultdict(list))
    statement = select(Membership.person_id, Membership.tenant_id, Membership.role).where(
        Membership.person_id.in_(list(person_ids)), Membership.ended_at.is_(None)
    )
    for person_id, tenant_id, role in db.session.execute(statement):
        found[person_id][tenant_id].append(Role(role))
    return found


def names_of(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of persons whom the open scope sees."""
    statement = select(Person.id, Person.display_name).where(Person.id.in_(list(person_ids)))
    return {row.id: row.display_name for row in db.session.execute(statement)}


def _usable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
