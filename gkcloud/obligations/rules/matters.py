"""The events of a deadline one by one, each with the clock that its due day is counted by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gkcloud.obligations.rules.due import Situation
from gkcloud.obligations.rules.model import (
    CLOCK_EXTENDED,
    CLOCK_PAUSED,
    CLOCK_RESUMED,
    NO_CHOICE,
    Choice,
    DutyType,
    Fact,
    Facts,
    Rule,
    Unit,
)
from gkcloud.obligations.rules.periods import Period
from gkcloud.obligations.rules.timing import Case, cases_of
from gkcloud.worktime import WorkCalendar
from gkcloud.worktime.clocks import Clock, ClockInvalid, Segment, extension, pause, resume


@dataclass(frozen=True, slots=True)
class Matter:
    """One event: its due day and answer, and its clock where the time is counted in working days."""

    case: Case
    clock: Clock | None

    @property
    def trigger(self) -> Fact:
        """What made the duty arise."""
        return self.case.trigger


def matters_of(
    rule: Rule, facts: Facts, period: Period, today: date, calendar: WorkCalendar, choice: Choice = NO_CHOICE
) -> tuple[Matter, ...]:
    """Return the events of a deadline in a period, unanswered ones first, the earliest due first; none for other types."""
    if rule.type is not DutyType.DEADLINE:
        return ()
    cases = cases_of(Situation(rule, facts, period, today, calendar, choice))
    found = (Matter(case, _clock(rule, facts, case.trigger, today)) for case in cases)
    return tuple(sorted(found, key=_by_urgency))


def _by_urgency(matter: Matter) -> tuple[bool, date]:
    due = matter.case.due
    return matter.case.answer is not None, due.day if due else date.max


def _clock(rule: Rule, facts: Facts, trigger: Fact, today: date) -> Clock | None:
    if rule.unit is not Unit.WORKING_DAYS or rule.within is None or rule.is_before:
        return None
    told = [
        fact
        for fact in facts.of((CLOCK_PAUSED, CLOCK_RESUMED, CLOCK_EXTENDED))
        if fact.subject == trigger.subject and fact.on <= today
    ]
    try:
        return Clock(trigger.on, rule.within, tuple(_segments(told)))
    except ClockInvalid:
        # The records of pauses contradict each other: the due day stands, but no count of days can be shown for it.
        return None


def _segments(told: Iterable[Fact]) -> Iterator[Segment]:
    for fact in told:
        if fact.kind == CLOCK_PAUSED:
            yield pause(fact.on, fact.label or "暂停计算")
        elif fact.kind == CLOCK_RESUMED:
            yield resume(fact.on)
        else:
            yield extension(fact.on, int(fact.value or 0), fact.label or "依法延长")
