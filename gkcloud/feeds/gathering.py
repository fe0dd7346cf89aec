"""What stands in a unit's calendar: areas register here what they have on a day."""

from collections.abc import Callable, Iterable
from datetime import date

from gkcloud.feeds.rules import Event
from gkcloud.tenancy.directory import Tenant

# A unit and today -> its days, some months back and a year ahead. It runs in the unit's office scope and only reads.
Gather = Callable[[Tenant, date], Iterable[Event]]

GATHERERS: list[Gather] = []


def also_in_calendar(gather: Gather) -> Gather:
    """Register what gathers further events."""
    GATHERERS.append(gather)
    return gather


def events_of(tenant: Tenant, today: date) -> list[Event]:
    """Return what every area has in a unit's calendar, the earliest first."""
    found = [event for gather in GATHERERS for event in gather(tenant, today)]
    return sorted(found, key=lambda event: (event.due, event.key))
