"""What happened in the demonstration's supervision and when; gone through in order, so that records run forward in time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from gkcloud.demo.moments import working_day
from gkcloud.web.clock import SHANGHAI, local

_OPENING = time(9, 5)
# Whatever else happened that day comes later: some hundreds of these fit into one.
_NEXT = timedelta(seconds=75)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done some days ago; ``act`` is called with the moment."""

    days: int
    act: Callable[[datetime], object]


def go_through(happenings: Iterable[Happening], now: datetime) -> None:
    """Let everything happen, what lies furthest back first; what is of one day in the order in which it was given."""
    today = local(now).date()
    for place, each in enumerate(sorted(happenings, key=lambda one: -one.days)):
        day = working_day(today - timedelta(days=each.days))
        each.act(datetime.combine(day, _OPENING, SHANGHAI) + place * _NEXT)
