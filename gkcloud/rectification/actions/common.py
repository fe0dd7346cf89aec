"""What every action here begins with: the row under a lock, the units below, and a refusal in words."""

import uuid
from datetime import date, datetime

from sqlalchemy import func, select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import record
from gkcloud.database import db
from gkcloud.rectification.model import Order, OrderStep
from gkcloud.rectification.queries.orders import view_of
from gkcloud.rectification.rules import Move, StepKind
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.clock import local


class Refused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""


def lock_order(order_id: uuid.UUID, actor: Actor) -> Order:
    """Return an order of the actor's tenant, or one issued to it, locked until the transaction ends.

    The database lets a unit lock only what it may still answer; what it may not is returned unlocked, and the rules
    refuse whatever is asked of it. Raises Refused when there is none.
    """
    sides = (Order.tenant_id == actor.tenant_id) | (Order.target_id == actor.tenant_id)
    statement = select(Order).where(Order.id == order_id, sides).execution_options(populate_existing=True)
    row = db.session.execute(statement.with_for_update()).scalar_one_or_none()
    row = row or db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Refused("没有找到这份整改通知，请返回列表查看。")
    return row


def unit_below(target_id: uuid.UUID, actor: Actor) -> Tenant:
    """Return a unit below the actor's tenant that is in service; raises Refused for any other."""
    # The tree as of this transaction: begin it before asking, when nothing has yet.
    db.session.connection()
    tree = directory()
    try:
        unit = tree.by_id(target_id)
    except TenantUnknown:
        raise Refused("没有找到这个单位，请重新选择。") from None
    if actor.tenant_id not in {each.id for each in tree.ancestors(unit)}:
        raise Refused(f"{unit.short_name}不是本单位的下级，不能对它进行督查。")
    if unit.status is not TenantStatus.ACTIVE:
        raise Refused(f"{unit.short_name}已停用或者撤并，收不到整改通知，请改选承接其职责的单位。")
    return unit


def _next_position(order: Order) -> int:
    """Return the place of an order's next step; the order is locked."""
    statement = select(func.coalesce(func.max(OrderStep.position), 0)).where(
        OrderStep.tenant_id == order.tenant_id, OrderStep.order_id == order.id
    )
    return int(db.session.execute(statement).scalar_one()) + 1


def is_done_already(order: Order, key: str) -> bool:
    """Return whether the step of this showing of a form was taken already."""
    statement = select(OrderStep.id).where(
        OrderStep.tenant_id == order.tenant_id, OrderStep.order_id == order.id, OrderStep.key == key
    )
    return db.session.execute(statement).first() is not None


def require(move: Move, row: Order, actor: Actor, now: datetime) -> None:
    """Raise Refused unless the rules allow the actor this move."""
    allowed = view_of(row, actor, local(now).date()).possible
    if move not in allowed:
        raise Refused(allowed.why_not(move))


def add_step(
    row: Order, kind: StepKind, text: str, key: str, actor: Actor, now: datetime, *, due_on: date | None = None
) -> OrderStep:
    """Add a step to an order that is locked."""
    step = OrderStep(
        tenant_id=row.tenant_id,
        id=uuid.uuid4(),
        order_id=row.id,
        target_id=row.target_id,
        position=_next_position(row),
        kind=kind.value,
        text=text,
        due_on=due_on,
        key=key,
        made_in=actor.tenant_id,
        made_by=actor.person_id,
        made_at=now,
    )
    db.session.add(step)
    db.session.flush()
    return step


def note(name: str, row: Order, actor: Actor, now: datetime, **data: object) -> None:
    """Mark an order as changed and record the event."""
    row.updated_at = now
    db.session.flush()
    record(name, actor_id=actor.person_id, subject=("order", row.id), at=now, **data)
