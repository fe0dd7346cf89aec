"""The clock of a matter, made of the facts that tell of it: when it began, stood still, and was extended."""

from datetime import date
from functools import lru_cache

from gkcloud.obligations.rules.due import Situation
from gkcloud.obligations.rules.model import CLOCK_KINDS, CLOCK_PAUSED, CLOCK_RESUMED, Fact, Facts
from gkcloud.worktime import Due, WorkCalendar
from gkcloud.worktime.clocks import Clock, ClockInvalid, Segment, due_of, extension, pause, resume

_KINDS = tuple(sorted(CLOCK_KINDS))
# Where the fact of a pause or an extension gives no words of its own.
_NO_REASON, _NO_BASIS = "依法暂停", "依法延长"


def due_by_clock(situation: Situation, subject: str, started_on: date, allowed: int) -> Due | None:
    """Return the last day of a matter; None while its clock stands still, when no day can be named."""
    facts, calendar = situation.facts, situation.calendar
    if not facts.of(_KINDS):
        return plain_due(started_on, allowed, calendar)
    return due_of(clock_of(facts, subject, started_on, allowed, situation.today), calendar)


@lru_cache(maxsize=16384)
def plain_due(started_on: date, allowed: int, calendar: WorkCalendar) -> Due | None:
    """Return the last day of so many working days that never stood still; thousands of units ask for the same few hundred."""
    return due_of(Clock(started_on, allowed), calendar)


def clock_of(facts: Facts, subject: str, started_on: date, allowed: int, today: date) -> Clock:
    """Return the clock of a matter that has ``allowed`` working days after ``started_on``, as far as is known today.

    What contradicts what was told before it (a second pause, a resumption of a running clock) is left out.
    """
    clock = Clock(started_on, allowed)
    for fact in facts.of(_KINDS):
        if fact.subject == subject and started_on <= fact.on <= today:
            clock = _with(clock, fact)
    return clock


def _with(clock: Clock, fact: Fact) -> Clock:
    try:
        return clock.with_(_segment(fact))
    except ClockInvalid:
        # Facts are told by people and other areas, in any order; the forms refuse what cannot be, this reads what is there.
        return clock


def _segment(fact: Fact) -> Segment:
    if fact.kind == CLOCK_PAUSED:
        return pause(fact.on, fact.label or _NO_REASON)
    if fact.kind == CLOCK_RESUMED:
        return resume(fact.on)
    return extension(fact.on, int(fact.value or 0), fact.label or _NO_BASIS)
