"""The clock of a matter, made of the facts that tell of it: when it began, stood still, and was extended."""

from datetime import date

from gkcloud.obligations.rules.model import CLOCK_KINDS, CLOCK_PAUSED, CLOCK_RESUMED, Fact, Facts
from gkcloud.worktime.clocks import Clock, ClockInvalid, Segment, extension, pause, resume

# Where the fact of a pause or an extension gives no words of its own.
_NO_REASON, _NO_BASIS = "依法暂停", "依法延长"


def clock_of(facts: Facts, subject: str, started_on: date, allowed: int, today: date) -> Clock:
    """Return the clock of a matter that has ``allowed`` working days after ``started_on``, as far as is known today.

    What contradicts what was told before it (a second pause, a resumption of a running clock) is left out.
    """
    clock = Clock(started_on, allowed)
    for fact in facts.of(tuple(sorted(CLOCK_KINDS))):
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
