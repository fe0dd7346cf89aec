"""What is due in a unit: areas register here what they want to be reminded of."""

from collections.abc import Callable, Iterable
from datetime import date

from gkcloud.reminders.rules import Item
from gkcloud.tenancy.directory import Tenant

# A unit and today -> what is due there, not yet done: near or past. It runs in the unit's office scope and only reads. Every
# item may be read by whoever is in the unit's groups: no person's name, no title of what is not public.
Gather = Callable[[Tenant, date], Iterable[Item]]

GATHERERS: list[Gather] = []


def also_remind(gather: Gather) -> Gather:
    """Register what gathers further items."""
    GATHERERS.append(gather)
    return gather


def items_of(tenant: Tenant, today: date) -> list[Item]:
    """Return what every area has due in a unit, the earliest first."""
    found = [item for gather in GATHERERS for item in gather(tenant, today)]
    return sorted(found, key=lambda item: (item.due, item.key))
