"""Pauses and extensions of a clock, as facts tell of them: days that are not counted, and days that are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gkcloud.obligations.rules.model import CLOCK_EXTENDED, CLOCK_PAUSED, CLOCK_RESUMED, Fact, Facts
from gkcloud.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """The days after ``first`` up to ``last`` that a clock does not count; one not yet ended reaches to today."""

    first: date
    last: date


def pauses_of(facts: Facts, subject: str, today: date) -> tuple[Pause, ...]:
    """Return the pauses of a matter's clock. The day of the pause still counts, the day it resumes does not.

    A pause that has not ended is taken to end today, so the due day that follows is the earliest it can be.
    """
    found: list[Pause] = []
    paused: Fact | None = None
    for fact in facts.of((CLOCK_PAUSED, CLOCK_RESUMED)):
        if fact.subject != subject or fact.on > today:
            continue
        if fact.kind == CLOCK_PAUSED:
            paused = paused or fact
        elif paused is not None:
            found.append(Pause(paused.on, fact.on))
            paused = None
    if paused is not None:
        found.append(Pause(paused.on, today))
    return tuple(found)


def extension_of(facts: Facts, subject: str, today: date) -> int:
    """Return by how many working days a matter's period was extended."""
    told = [fact for fact in facts.of((CLOCK_EXTENDED,)) if fact.subject == subject and fact.on <= today]
    return sum(int(fact.value or 0) for fact in told)


@dataclass(frozen=True)
class _Paused(WorkCalendar):
    """A calendar on which the days of pauses are not counted."""

    paused: tuple[Pause, ...] = ()

    def is_workday(self, day: date) -> bool:
        """Return whether the day counts."""
        is_paused = any(each.first < day <= each.last for each in self.paused)
        return not is_paused and WorkCalendar.is_workday(self, day)


def with_pauses(calendar: WorkCalendar, pauses: Sequence[Pause]) -> WorkCalendar:
    """Return a calendar on which the days of the pauses are not counted."""
    if not pauses:
        return calendar
    return _Paused(calendar.days, calendar.final_years, calendar.local, tuple(pauses))
