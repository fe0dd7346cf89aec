"""Working days (工作日): which days count, and when a period of them ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period. ``is_provisional``: it reaches into a year whose holidays are not announced yet."""

    day: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are working days; beyond ``announced_until`` only weekends are known."""

    is_workday: Callable[[date], bool]
    announced_until: date


def due_after(start: date, working_days: int, calendar: WorkCalendar) -> Due:
    """Return the last day of a period of ``working_days`` that starts the day after ``start``.

    The day of the event is not counted (Civil Code art. 201). Raises ValueError if ``working_days`` is negative.
    """
    if working_days < 0:
        raise ValueError("a period has no negative length")
    day, left = start, working_days
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return Due(day, day > calendar.announced_until)


def working_days_until(today: date, due: date, calendar: WorkCalendar) -> int:
    """Return how many working days remain after ``today`` up to and including ``due``; negative when it is past."""
    if due < today:
        return -working_days_until(due, today, calendar)
    span = (due - today).days
    return sum(calendar.is_workday(today + timedelta(days=step)) for step in range(1, span + 1))
