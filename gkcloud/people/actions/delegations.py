"""Roles lent for an absence (外出委托)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor, Can, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import queries
from gkcloud.people.actions.faults import Refused
from gkcloud.people.model import Delegation
from gkcloud.people.rules import delegation_fault


@dataclass(frozen=True, slots=True)
class Loan:
    """Who lends which role to whom, from the first to the last day, and why."""

    lender_id: uuid.UUID
    borrower_id: uuid.UUID
    role: Role
    starts_on: date
    ends_on: date
    reason: str


@action("delegation.lend")
def lend_role(tenant_id: uuid.UUID, loan: Loan, *, actor: Actor, now: datetime, today: date) -> Delegation:
    """Lend a role and return the delegation; lending the same again changes nothing.

    People lend what is their own; administrators may act for somebody who is already away. Raises Refused.
    """
    if loan.lender_id != actor.person_id and not actor.may(Can.DELEGATION_MANAGE):
        raise Refused("只能委托本人的角色，请联系本单位管理员办理。", "lender")
    if not loan.reason.strip():
        raise Refused("请填写委托事由。", "reason")
    fault = delegation_fault(
        role=loan.role,
        starts_on=loan.starts_on,
        ends_on=loan.ends_on,
        today=today,
        lender_roles=queries.own_roles(tenant_id, loan.lender_id),
        borrower_roles=queries.own_roles(tenant_id, loan.borrower_id),
        is_same_person=loan.lender_id == loan.borrower_id,
    )
    if fault:
        raise Refused(fault)
    if (same := _same(tenant_id, loan)) is not None:
        nothing_to_do("delegation.lend")
        return same
    row = Delegation(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        from_person_id=loan.lender_id,
        to_person_id=loan.borrower_id,
        role=loan.role.value,
        starts_on=loan.starts_on,
        ends_on=loan.ends_on,
        reason=loan.reason.strip(),
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "delegation.lend",
        actor_id=actor.person_id,
        subject=("delegation", row.id),
        at=now,
        lender=str(loan.lender_id),
        borrower=str(loan.borrower_id),
        role=loan.role.value,
        starts_on=loan.starts_on.isoformat(),
        ends_on=loan.ends_on.isoformat(),
    )
    return row


@action("delegation.revoke")
def revoke_delegation(tenant_id: uuid.UUID, delegation_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Take a lent role back at once; twice is once. Raises Refused when it is neither the actor's nor their business."""
    row = db.session.get(Delegation, (tenant_id, delegation_id), with_for_update=True, populate_existing=True)
    if row is None or not (row.from_person_id == actor.person_id or actor.may(Can.DELEGATION_MANAGE)):
        raise Refused("没有找到这项委托，请返回列表查看。")
    if row.revoked_at is not None:
        nothing_to_do("delegation.revoke")
        return
    row.revoked_at = now
    record("delegation.revoke", actor_id=actor.person_id, subject=("delegation", row.id), at=now)


def _same(tenant_id: uuid.UUID, loan: Loan) -> Delegation | None:
    statement = select(Delegation).where(
        Delegation.tenant_id == tenant_id,
        Delegation.from_person_id == loan.lender_id,
        Delegation.to_person_id == loan.borrower_id,
        Delegation.role == loan.role.value,
        Delegation.starts_on == loan.starts_on,
        Delegation.ends_on == loan.ends_on,
        Delegation.revoked_at.is_(None),
    )
    return db.session.execute(statement).scalars().first()
