"""The people of one tenant: their roles, and their end."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select, update

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import queries
from gkcloud.people.actions.faults import Refused
from gkcloud.people.actions.invitations import give_roles, revoke_invitations_by, revoke_resets_of
from gkcloud.people.actions.signing_in import end_sign_ins
from gkcloud.people.model import Delegation, Membership
from gkcloud.people.rules import assignable_roles
from gkcloud.tenancy.directory import Tenant

_LAST = "这是本单位最后一名管理员，请先给另一人管理员角色。"


@action("member.change-roles")
def change_roles(tenant: Tenant, person_id: uuid.UUID, roles: Iterable[Role], *, actor: Actor, now: datetime) -> None:
    """Give a member exactly these roles; with none the person leaves the tenant. Takes effect with the next request.

    Raises Refused for roles that this kind of tenant cannot give, and when no administrator would be left.
    """
    held, wanted = _lock_roles(tenant.id, person_id), frozenset(roles)
    if not wanted - held <= set(assignable_roles(tenant.kind)):
        raise Refused("本单位不能授予所选的角色，请重新选择。", "roles")
    if wanted == held:
        nothing_to_do("member.change-roles")
        return
    if Role.ADMINISTRATOR in held - wanted:
        _require_another_administrator(tenant.id, person_id)
        revoke_invitations_by(person_id, now, tenant.id)
    give_roles(tenant.id, person_id, wanted - held, now)
    _end_roles(tenant.id, person_id, held - wanted, now)
    if not wanted:
        _end_ties(tenant.id, person_id, now)
    record(
        "member.change-roles",
        actor_id=actor.person_id,
        subject=("person", person_id),
        at=now,
        given=sorted(wanted - held),
        ended=sorted(held - wanted),
    )


@action("member.suspend")
def suspend_member(tenant: Tenant, person_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """End every role of a member at once, and every open sign-in. Raises Refused for oneself and the last administrator.

    The person may sign in again where they serve other tenants.
    """
    if person_id == actor.person_id:
        raise Refused("不能停用本人，请由另一名管理员办理。")
    held = _lock_roles(tenant.id, person_id)
    if not held:
        nothing_to_do("member.suspend")
        return
    if Role.ADMINISTRATOR in held:
        _require_another_administrator(tenant.id, person_id)
    ended = end_sign_ins(person_id, now)
    _end_roles(tenant.id, person_id, held, now)
    _end_ties(tenant.id, person_id, now)
    record(
        "member.suspend",
        actor_id=actor.person_id,
        subject=("person", person_id),
        at=now,
        ended=sorted(held),
        sign_ins_ended=ended,
    )


def _lock_roles(tenant_id: uuid.UUID, person_id: uuid.UUID) -> frozenset[Role]:
    # Administrators of a tenant change members one after the other, so that two cannot remove each other at once.
    administrators = (
        select(Membership.id)
        .where(Membership.tenant_id == tenant_id, Membership.role == Role.ADMINISTRATOR.value)
        .order_by(Membership.id)
    )
    db.session.execute(administrators.with_for_update()).all()
    return queries.own_roles(tenant_id, person_id)


def _require_another_administrator(tenant_id: uuid.UUID, person_id: uuid.UUID) -> None:
    others = (
        each
        for each in queries.members_of(tenant_id)
        if each.person_id != person_id and each.is_active and Role.ADMINISTRATOR in each.roles
    )
    if next(others, None) is None:
        raise Refused(_LAST, "roles")


def _end_roles(tenant_id: uuid.UUID, person_id: uuid.UUID, roles: Iterable[Role], now: datetime) -> None:
    db.session.execute(
        update(Membership)
        .where(
            Membership.tenant_id == tenant_id,
            Membership.person_id == person_id,
            Membership.role.in_([role.value for role in roles]),
            Membership.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def _end_ties(tenant_id: uuid.UUID, person_id: uuid.UUID, now: datetime) -> None:
    """Close what a person left open in the tenant and what could let them, or others, back in."""
    revoke_invitations_by(person_id, now, tenant_id)
    revoke_resets_of(person_id, now, tenant_id)
    either = or_(Delegation.from_person_id == person_id, Delegation.to_person_id == person_id)
    db.session.execute(
        update(Delegation)
        .where(Delegation.tenant_id == tenant_id, either, Delegation.revoked_at.is_(None))
        .values(revoked_at=now)
    )
