"""What other areas do when the calendar has changed: they recompute their due dates, each with its audit event."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from gkcloud.calendar.actions import mark_told
from gkcloud.calendar.queries import untold
from gkcloud.database import db
from gkcloud.tenancy.scope import Scope

# Called with the years that changed and now, after the change was committed and with no scope open: a listener opens
# one for each tenant and commits. It may be called again for the same years, after a run that did not come to its end.
Listener = Callable[[frozenset[int], datetime], None]
AnyListener = TypeVar("AnyListener", bound=Listener)
LISTENERS: list[Listener] = []


def after_calendar_change(listener: AnyListener) -> AnyListener:
    """Register a listener; to be used as a decorator."""
    LISTENERS.append(listener)
    return listener


def tell_listeners(now: datetime) -> frozenset[int]:
    """Let every listener answer the changes that are untold, and return their years; empty if there are none.

    Opens scopes of its own. What stops in the middle is told again by the next call.
    """
    with Scope.platform().opened():
        changes = untold()
    years = frozenset(changes)
    if not years:
        return years
    for listener in LISTENERS:
        listener(years, now)
    with Scope.platform().opened():
        mark_told(changes, now=now)
        db.session.commit()
    return years
