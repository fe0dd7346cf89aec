"""Working days (工作日): which days count, and when a period of them ends. Pure: today is an argument.

A year is *final* when its schedule of days off was announced, otherwise *provisional*: then its statutory days may be
known, but not which weekends are worked to make up for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

ONE_DAY = timedelta(days=1)
WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKEND = "周末"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period. ``is_provisional``: it reaches into a year whose holidays are not announced yet."""

    day: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that somebody announced something about: off, or worked although it is a weekend."""

    day: date
    is_workday: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class DayNote:
    """Why a day is worked or not; ``source`` is empty where nothing was announced and the weekday decides."""

    name: str
    source: str


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are working days: the national schedule with one tenant's local holidays laid over it.

    Days that neither names are worked from Monday to Friday.
    """

    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    final_years: frozenset[int] = frozenset()
    local: Mapping[date, CalendarDay] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Return whether the day counts."""
        row = self.row(day)
        return row.is_workday if row is not None else day.weekday() < SATURDAY

    def row(self, day: date) -> CalendarDay | None:
        """Return what was announced about a day; what is off nationally keeps its national name."""
        national = self.days.get(day)
        if national is not None and not national.is_workday:
            return national
        return self.local.get(day) or national

    def why(self, day: date) -> DayNote:
        """Return why a day is worked or not: the holiday, what it makes up for, or the weekday."""
        row = self.row(day)
        if row is not None:
            return DayNote(row.name, row.source)
        return DayNote(WEEKEND if day.weekday() >= SATURDAY else "工作日", "")

    def is_provisional(self, first: date, last: date) -> bool:
        """Return whether any of these days lies in a year that is not announced."""
        return any(year not in self.final_years for year in range(first.year, last.year + 1))

    @cached_property
    def announced_until(self) -> date:
        """The last day of the unbroken run of announced years; ``date.min`` if there is none."""
        if not self.final_years:
            return date.min
        year = min(self.final_years)
        while year + 1 in self.final_years:
            year += 1
        return date(year, 12, 31)

    def with_local(self, days: Iterable[CalendarDay]) -> "WorkCalendar":
        """Return this calendar with other local holidays."""
        return replace(self, local={each.day: each for each in days})


def due_after(start: date, working_days: int, calendar: WorkCalendar) -> Due:
    """Return the last day of a period of ``working_days`` that starts the day after ``start``.

    The day of the event is not counted (Civil Code art. 201). Raises ValueError if ``working_days`` is negative.
    """
    if working_days < 0:
        raise ValueError("a period has no negative length")
    day, left = start, working_days
    while left:
        day += ONE_DAY
        left -= calendar.is_workday(day)
    return Due(day, calendar.is_provisional(min(start + ONE_DAY, day), day))


def working_days_until(today: date, due: date, calendar: WorkCalendar) -> int:
    """Return how many working days remain after ``today`` up to and including ``due``; negative when it is past."""
    if due < today:
        return -working_days_until(due, today, calendar)
    span = (due - today).days
    return sum(calendar.is_workday(today + timedelta(days=step)) for step in range(1, span + 1))
