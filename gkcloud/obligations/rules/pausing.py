"""Pauses and extensions of a clock, as facts tell of them: days that are not counted, and days that are added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def with_pauses(calendar: WorkCalendar, pauses: Sequence[Pause]) -> WorkCalendar:
    """Return a calendar on which the days of the pauses are not counted."""
    if not pauses:
        return calendar

    def is_counted(each: date) -> bool:
        paused = any(pause.first < each <= pause.last for pause in pauses)
        return not paused and calendar.is_workday(each)

    return replace(calendar, is_workday=is_counted)
