"""One year's schedule of days off, as somebody announced or worked it out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gkcloud.worktime import SATURDAY, CalendarDay, WorkCalendar


@dataclass(frozen=True, slots=True)
class YearSchedule:
    """What holds for a year. It may say something about the December before, where New Year's days off begin.

    ``document_no`` and ``document_date`` are empty unless an operator's file gave them; ``revision`` tells versions of
    such a file apart.
    """

    year: int
    is_final: bool
    source: str
    days: tuple[CalendarDay, ...]
    document_no: str = ""
    document_date: date | None = None
    revision: int = 1

    @property
    def is_document(self) -> bool:
        """Whether it was taken from the announcement itself, which outranks what a package says."""
        return bool(self.document_no)

    @property
    def version(self) -> tuple[date, int]:
        """What makes one document later than another."""
        return (self.document_date or date.min, self.revision)

    def meaning(self) -> tuple[bool, frozenset[tuple[date, bool, str]]]:
        """Return what two schedules have in common that say the same, whoever says it."""
        return self.is_final, frozenset((each.day, each.is_workday, each.name) for each in self.days)

    def effect(self) -> frozenset[tuple[date, bool]]:
        """Return the days that count otherwise than their weekday says."""
        return frozenset(
            (each.day, each.is_workday) for each in self.days if each.is_workday is (each.day.weekday() >= SATURDAY)
        )


def calendar_of(schedules: Iterable[YearSchedule]) -> WorkCalendar:
    """Return the calendar of all these years."""
    years = tuple(schedules)
    return WorkCalendar(
        {each.day: each for year in years for each in year.days},
        frozenset(year.year for year in years if year.is_final),
    )
