"""Reading orders, their steps and files, and the problems found.

Both sides read the same rows. Which side somebody is on follows from the tenant in which they act; the database shows a
unit only what was issued to it.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.rectification.model import Finding, Order, OrderFile, OrderStep
from gkcloud.rectification.rules import (
    OPEN,
    WITH_THE_UNIT,
    FindingState,
    OrderFacts,
    OrderState,
    Possible,
    StepKind,
    possible,
)
from gkcloud.tenancy.directory import TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.paging import Slice

Steps = dict[uuid.UUID, tuple[OrderStep, ...]]


@dataclass(frozen=True)
class OrderView:
    """An order with what a page about it needs; steps, files and findings oldest first."""

    row: Order
    steps: tuple[OrderStep, ...]
    files: tuple[OrderFile, ...]
    findings: tuple[Finding, ...]
    facts: OrderFacts
    possible: Possible

    def step(self, kind: StepKind) -> OrderStep | None:
        """Return the last step of a kind."""
        return next((each for each in reversed(self.steps) if each.kind == kind.value), None)


def access_order(order_id: uuid.UUID, actor: Actor, today: date) -> OrderView:
    """Return an order of the actor's tenant or one issued to it; 404 when there is none."""
    statement = select(Order).where(Order.id == order_id, _is_side(actor.tenant_id))
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        abort(404)
    return view_of(row, actor, today)


def access_proof(order: OrderView, proof_id: uuid.UUID) -> OrderFile:
    """Return a file of an order; 404 when it is not one of this order's."""
    file = next((each for each in order.files if each.id == proof_id), None)
    if file is None:
        abort(404)
    return file


def access_finding(finding_id: uuid.UUID, actor: Actor) -> Finding:
    """Return a problem that the actor's tenant found; 404 when there is none."""
    row = db.session.get(Finding, (actor.tenant_id, finding_id))
    if row is None:
        abort(404)
    return row


def view_of(row: Order, actor: Actor, today: date) -> OrderView:
    """Return an order with its steps, files and findings, and what the actor may do."""
    steps = steps_of([row])[row.id]
    of_order = and_(OrderFile.tenant_id == row.tenant_id, OrderFile.order_id == row.id)
    files = db.session.execute(select(OrderFile).where(of_order).order_by(OrderFile.created_at, OrderFile.id))
    findings = findings_of([row])[row.id]
    facts = facts_of(row, steps, len(findings))
    return OrderView(row, steps, tuple(files.scalars()), findings, facts, possible(facts, actor, today))


def facts_of(row: Order, steps: Sequence[OrderStep], findings: int = 1) -> OrderFacts:
    """Return what the rules need to know of an order."""
    last_request = max((each.position for each in steps if each.kind == StepKind.REQUEST.value), default=-1)
    last_answer = max((each.position for each in steps if each.kind == StepKind.RENEWED.value), default=-1)
    try:
        unit = directory().by_id(row.target_id)
        name, is_active = unit.short_name, unit.status is TenantStatus.ACTIVE
    except TenantUnknown:
        name, is_active = "该单位", False
    return OrderFacts(
        owner_id=row.tenant_id,
        target_id=row.target_id,
        state=OrderState(row.state),
        due_on=row.due_on,
        unit=name,
        is_unit_active=is_active,
        # Who answered an order has received it.
        is_received=any(each.kind in {StepKind.RECEIVED.value, StepKind.PROOF.value} for each in steps),
        has_request=last_request > last_answer,
        findings=findings,
    )


def steps_of(rows: Sequence[Order]) -> Steps:
    """Return the steps of each order by its id; one statement for all."""
    found: dict[uuid.UUID, list[OrderStep]] = defaultdict(list)
    keys = [(row.tenant_id, row.id) for row in rows]
    statement = select(OrderStep).where(tuple_(OrderStep.tenant_id, OrderStep.order_id).in_(keys))
    for step in db.session.execute(statement.order_by(OrderStep.position)).scalars() if keys else ():
        found[step.order_id].append(step)
    return {row.id: tuple(found[row.id]) for row in rows}


def findings_of(rows: Sequence[Order]) -> dict[uuid.UUID, tuple[Finding, ...]]:
    """Return the problems of each order by its id; one statement for all."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    keys = [(row.tenant_id, row.id) for row in rows]
    statement = select(Finding).where(tuple_(Finding.tenant_id, Finding.order_id).in_(keys))
    for each in db.session.execute(statement.order_by(Finding.found_at, Finding.id)).scalars() if keys else ():
        if each.order_id is not None:
            found[each.order_id].append(each)
    return {row.id: tuple(found[row.id]) for row in rows}


def list_orders(actor: Actor, states: Sequence[OrderState], part: Slice) -> tuple[Sequence[Order], int]:
    """Return one slice of the orders that a tenant issued or was issued, those due first on top, and how many there are."""
    # A draft that was given up was never anybody's order.
    was_order = or_(Order.state != OrderState.WITHDRAWN.value, Order.issued_at.is_not(None))
    condition = and_(_is_side(actor.tenant_id), was_order, Order.state.in_([each.value for each in states]))
    statement = select(Order).where(condition).order_by(Order.due_on, Order.created_at, Order.id)
    total = db.session.execute(select(func.count()).select_from(Order).where(condition)).scalar_one()
    return db.session.execute(statement.limit(part.per_page).offset(part.offset)).scalars().all(), total


def order_numbers(actor: Actor) -> dict[OrderState, int]:
    """Return how many orders of a tenant stand in each state."""
    statement = select(Order.state, func.count()).where(_is_side(actor.tenant_id)).group_by(Order.state)
    return {OrderState(state): count for state, count in db.session.execute(statement)}


def orders_by(tenant_ids: Sequence[uuid.UUID]) -> Sequence[Order]:
    """Return the open orders that several tenants issued or were issued."""
    sides = or_(Order.tenant_id.in_(tenant_ids), Order.target_id.in_(tenant_ids))
    statement = select(Order).where(sides, Order.state.in_([each.value for each in OPEN]))
    return db.session.execute(statement.order_by(Order.due_on, Order.id)).scalars().all()


def open_orders_of(target_id: uuid.UUID) -> Sequence[Order]:
    """Return the orders that a unit has still to answer, as far as the scope reads them, the earliest due first."""
    states = [each.value for each in WITH_THE_UNIT]
    statement = select(Order).where(Order.target_id == target_id, Order.state.in_(states))
    return db.session.execute(statement.order_by(Order.due_on, Order.id)).scalars().all()


def open_findings(tenant_id: uuid.UUID, target_id: uuid.UUID | None = None) -> Sequence[Finding]:
    """Return the problems that a tenant found and that no order takes up, of one unit or of all."""
    statement = select(Finding).where(Finding.tenant_id == tenant_id, Finding.state == FindingState.OPEN.value)
    if target_id is not None:
        statement = statement.where(Finding.target_id == target_id)
    return db.session.execute(statement.order_by(Finding.found_at, Finding.id)).scalars().all()


def _is_side(tenant_id: uuid.UUID | None) -> ColumnElement[bool]:
    return or_(Order.tenant_id == tenant_id, Order.target_id == tenant_id)
