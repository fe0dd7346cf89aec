"""What follows from supervision is evidence for duties and something to be reminded of."""

from collections.abc import Iterator
from datetime import date

from gkcloud.obligations.emitting import emit
from gkcloud.rectification.facts import Told, on_fact
from gkcloud.rectification.queries import open_orders_of
from gkcloud.reminders.gathering import also_remind
from gkcloud.reminders.rules import Item
from gkcloud.tenancy.directory import Tenant


@on_fact
def tell_duties(told: Told) -> None:
    """Tell a fact of rectification, a mention or a circular."""
    emit(
        told.kind,
        tenant_id=told.tenant_id,
        at=told.at,
        now=told.at,
        subject=told.subject,
        label=told.label,
        href=told.href,
        data={"due_on": told.due_on.isoformat()} if told.due_on else {},
        actor_id=told.actor_id,
    )


@also_remind
def due_orders(tenant: Tenant, today: date) -> Iterator[Item]:
    """Yield the orders that a unit has still to answer, in words that anybody in its groups may read."""
    del today  # whether a day is near or past is the reminders' to say
    for order in open_orders_of(tenant.id):
        sentence = f"请于{order.due_on.month}月{order.due_on.day}日前报送整改情况。"
        yield Item(
            f"order:{order.id}", "整改通知", order.due_on, sentence, f"/office/rectification/orders/{order.id}"
        )
