"""Reminders of orders that are near their due date or past it: one for each due date and stage, whoever asks how often."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.rectification import facts
from gkcloud.rectification.calendars import calendar_of
from gkcloud.rectification.model import Order
from gkcloud.rectification.rules import WITH_THE_UNIT, OrderState, pressure, reminder_due
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local


@action("order.remind")
def remind_of_orders(tenant_id: uuid.UUID, *, now: datetime) -> Sequence[Order]:
    """Hand out the reminders that a county's open orders call for and that were not handed out; return their orders."""
    # The tree as of this transaction: begin it before asking.
    db.session.connection()
    today, calendar = local(now).date(), calendar_of(directory().by_id(tenant_id))
    states = [each.value for each in WITH_THE_UNIT]
    statement = select(Order).where(Order.tenant_id == tenant_id, Order.state.in_(states))
    reminded = []
    for row in db.session.execute(statement.order_by(Order.due_on, Order.id).with_for_update()).scalars():
        state = OrderState(row.state)
        name = reminder_due(state, row.due_on, today, calendar)
        pressing = pressure(state, row.due_on, today, calendar)
        if not name or pressing is None or name == row.reminded_for:
            continue
        row.reminded_for = name
        parties = (row.tenant_id, row.target_id, row.id)
        facts.remind(facts.Reminder(*parties, row.title, row.due_on, pressing.is_overdue, pressing.text, name))
        reminded.append(row)
    if not reminded:
        nothing_to_do("order.remind")
        return reminded
    db.session.flush()
    orders = [str(row.id) for row in reminded]
    record("order.remind", actor_id=None, subject=("tenant", tenant_id), at=now, orders=orders)
    return reminded
