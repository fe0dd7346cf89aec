"""Orders as the county handles them: drafted, issued, verified, given more time, withdrawn. In a subtree scope.

Each step carries the key of the showing of the form that it was sent from: the same key again is nothing more.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.calendar.queries import calendar_for
from gkcloud.database import db
from gkcloud.publishing.actions.publication import next_number
from gkcloud.rectification import facts
from gkcloud.rectification.actions.common import (
    Refused,
    add_step,
    is_done_already,
    lock_order,
    note,
    require,
    unit_below,
)
from gkcloud.rectification.actions.findings import Problem, record_finding
from gkcloud.rectification.model import Finding, Order
from gkcloud.rectification.rules import FindingState, Move, OrderState, StepKind, refuse_due
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local

SERIES = "rectification"


@dataclass(frozen=True, slots=True)
class OrderText:
    """What an order says. ``problems`` are further ones, in words; ``finding_ids`` those that were kept before."""

    title: str
    demand: str
    due_on: date
    finding_ids: tuple[uuid.UUID, ...] = ()
    problems: tuple[str, ...] = ()
    campaign_id: uuid.UUID | None = None


@action("order.draft")
def draft_order(
    target_id: uuid.UUID, text: OrderText, *, actor: Actor, now: datetime, order_id: uuid.UUID | None = None
) -> Order:
    """Return a new draft of an order to one unit. ``order_id`` is the form's own, so that sending it twice is one draft.

    Raises Refused for a unit that is not below, for a due date in the past, and where no problem is named.
    """
    known = db.session.get(Order, (actor.tenant_id, order_id)) if order_id else None
    if known is not None:
        nothing_to_do("order.draft")
        return known
    unit_below(target_id, actor)
    _check_text(text, actor, now)
    row = Order(
        tenant_id=actor.tenant_id,
        id=order_id or uuid.uuid4(),
        target_id=target_id,
        campaign_id=text.campaign_id,
        title=text.title.strip(),
        demand=text.demand.strip(),
        state=OrderState.DRAFT.value,
        due_on=text.due_on,
        first_due_on=text.due_on,
        renewals=0,
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _take_up(row, text, actor, now)
    record("order.draft", actor_id=actor.person_id, subject=("order", row.id), at=now, target=str(target_id))
    return row


@action("order.edit")
def edit_order(order_id: uuid.UUID, text: OrderText, *, actor: Actor, now: datetime) -> Order:
    """Change a draft. Raises Refused once it is issued, and for what draft_order refuses."""
    row = lock_order(order_id, actor)
    require(Move.EDIT, row, actor, now)
    _check_text(text, actor, now)
    values = (text.title.strip(), text.demand.strip(), text.due_on)
    held = {each.id for each in _findings(row)}
    if values == (row.title, row.demand, row.due_on) and held == set(text.finding_ids) and not text.problems:
        nothing_to_do("order.edit")
        return row
    row.title, row.demand, row.due_on = values
    row.first_due_on = row.due_on
    _take_up(row, text, actor, now)
    note("order.edit", row, actor, now)
    return row


@action("order.discard")
def discard_order(order_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a draft; its problems are open again."""
    row = lock_order(order_id, actor)
    if row.state == OrderState.WITHDRAWN.value:
        nothing_to_do("order.discard")
        return
    require(Move.DISCARD, row, actor, now)
    for finding in _findings(row):
        finding.order_id, finding.state, finding.updated_at = None, FindingState.OPEN.value, now
    row.state = OrderState.WITHDRAWN.value
    note("order.discard", row, actor, now)


@action("order.issue")
def issue_order(order_id: uuid.UUID, *, actor: Actor, now: datetime) -> Order:
    """Issue a draft to its unit: it takes its number and the unit may see it. Issuing it twice is issuing it once.

    Raises Refused when the unit is out of service or the due date has passed since the draft was written.
    """
    row = lock_order(order_id, actor)
    if row.state == OrderState.ISSUED.value:
        nothing_to_do("order.issue")
        return row
    require(Move.ISSUE, row, actor, now)
    row.year = local(now).year
    row.number = next_number(row.tenant_id, SERIES, row.year)
    row.state, row.issued_by, row.issued_at, row.shown_at = OrderState.ISSUED.value, actor.person_id, now, now
    for finding in _findings(row):
        finding.shown_at = now
    # Under the name that the unit has now: it may have another when the order is read again.
    add_step(row, StepKind.ISSUED, directory().by_id(row.target_id).name, "issued", actor, now, due_on=row.due_on)
    note("order.issue", row, actor, now, number=row.number, due=row.due_on.isoformat())
    facts.order_issued(row, actor_id=actor.person_id, at=now)
    return row


@action("order.close")
def close_order(order_id: uuid.UUID, text: str, *, key: str, actor: Actor, now: datetime) -> Order:
    """Close an order after verifying what its unit sent. Raises Refused when it is closed already or nothing was sent."""
    row = lock_order(order_id, actor)
    if is_done_already(row, key):
        nothing_to_do("order.close")
        return row
    require(Move.CLOSE, row, actor, now)
    row.state, row.closed_by, row.closed_at = OrderState.CLOSED.value, actor.person_id, now
    add_step(row, StepKind.CLOSED, text.strip(), key, actor, now)
    note("order.close", row, actor, now)
    facts.order_closed(row, actor_id=actor.person_id, at=now)
    return row


@action("order.renew")
def renew_order(order_id: uuid.UUID, due_on: date, reason: str, *, key: str, actor: Actor, now: datetime) -> Order:
    """Give a unit more time, with a reason: because what it sent does not do, or because it asked.

    Raises Refused without a reason, and for a day that is past, no working day, or no later than the present due date
    of an order that the unit has not answered.
    """
    row = lock_order(order_id, actor)
    if is_done_already(row, key):
        nothing_to_do("order.renew")
        return row
    require(Move.RENEW, row, actor, now)
    is_answered = row.state == OrderState.ANSWERED.value
    if not reason.strip():
        raise Refused("请写明继续整改的理由。" if is_answered else "请写明延长期限的理由。")
    today, calendar = local(now).date(), calendar_for(directory().by_id(row.tenant_id))
    if fault := refuse_due(due_on, today, calendar, after=None if is_answered else row.due_on):
        raise Refused(fault)
    row.due_on, row.renewals = due_on, row.renewals + 1
    if is_answered:
        row.state = OrderState.RETURNED.value
    add_step(row, StepKind.RENEWED, reason.strip(), key, actor, now, due_on=due_on)
    note("order.renew", row, actor, now, due=due_on.isoformat())
    return row


@action("order.withdraw")
def withdraw_order(order_id: uuid.UUID, reason: str, *, key: str, actor: Actor, now: datetime) -> Order:
    """Take an issued order back for a reason, as when its unit is no more. Raises Refused without one."""
    row = lock_order(order_id, actor)
    if is_done_already(row, key):
        nothing_to_do("order.withdraw")
        return row
    require(Move.WITHDRAW, row, actor, now)
    if not reason.strip():
        raise Refused("请写明撤回的理由，被督查单位会看到。")
    row.state = OrderState.WITHDRAWN.value
    add_step(row, StepKind.WITHDRAWN, reason.strip(), key, actor, now)
    note("order.withdraw", row, actor, now)
    return row


def _check_text(text: OrderText, actor: Actor, now: datetime) -> None:
    if not text.title.strip() or not text.demand.strip():
        raise Refused("请填写整改通知的标题和整改要求。")
    if not text.finding_ids and not text.problems:
        raise Refused("请至少写明一个需要整改的问题。")
    if actor.tenant_id is None:
        raise Refused("请在督查单位办理。")
    calendar = calendar_for(directory().by_id(actor.tenant_id))
    if fault := refuse_due(text.due_on, local(now).date(), calendar):
        raise Refused(fault)


def _take_up(row: Order, text: OrderText, actor: Actor, now: datetime) -> None:
    """Let an order hold exactly these problems."""
    ids = set(text.finding_ids)
    for title in text.problems:
        problem = Problem(row.target_id, title, campaign_id=row.campaign_id)
        ids.add(record_finding(problem, actor=actor, now=now).id)
    mine = Finding.tenant_id == row.tenant_id, Finding.target_id == row.target_id
    offered = select(Finding).where(*mine, Finding.id.in_(ids)).with_for_update()
    found = {each.id: each for each in db.session.execute(offered).scalars()}
    taken = [each for each in found.values() if each.order_id not in {None, row.id}]
    if len(found) != len(ids) or taken or any(each.state == FindingState.DROPPED.value for each in found.values()):
        raise Refused("选中的问题里有的已经列入别的整改通知或者已经删去，请刷新后重新选择。")
    for gone in _findings(row):
        if gone.id not in ids:
            gone.order_id, gone.state, gone.updated_at = None, FindingState.OPEN.value, now
    for each in found.values():
        each.order_id, each.state, each.updated_at = row.id, FindingState.ORDERED.value, now
    db.session.flush()


def _findings(row: Order) -> Sequence[Finding]:
    statement = select(Finding).where(Finding.tenant_id == row.tenant_id, Finding.order_id == row.id)
    return db.session.execute(statement).scalars().all()
