"""Due days of periods that have not begun: for the pages of months to come, and for calendars outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gkcloud.obligations.rules.due import fixed_day, shifted
from gkcloud.obligations.rules.model import NO_CHOICE, Choice, DutyType, Rule
from gkcloud.obligations.rules.periods import Period, PeriodKind, periods_between
from gkcloud.worktime import Due, WorkCalendar

# Kinds of duty that are due by the end of their period, whatever happens in it.
_BY_THE_END = frozenset({DutyType.FREQUENCY, DutyType.THRESHOLD})


@dataclass(frozen=True, slots=True)
class Planned:
    """When a duty is due in a period that has not begun."""

    rule: Rule
    period: Period
    due: Due


def planned(
    rule: Rule, today: date, until: date, calendar: WorkCalendar, choice: Choice = NO_CHOICE
) -> Iterator[Planned]:
    """Yield the due days up to ``until`` of a rule's periods that begin after ``today``, the earliest first.

    What arises only from events has none, and what comes round every week is no date to be planned for.
    """
    if rule.period in {PeriodKind.ONCE, PeriodKind.WEEK} or choice.not_applicable:
        return
    last = min(until, rule.valid_until)
    for period in periods_between(rule.period, today + timedelta(days=1), last):
        due = _due(rule, period, calendar, choice)
        if period.first > today and due is not None and due.day <= until and period.last >= rule.valid_from:
            yield Planned(rule, period, due)


def _due(rule: Rule, period: Period, calendar: WorkCalendar, choice: Choice) -> Due | None:
    if rule.type is DutyType.FIXED_DATE:
        return Due(*shifted(fixed_day(rule, period), choice.shift or rule.shift, calendar))
    is_counted = rule.type in _BY_THE_END or (rule.type is DutyType.PAIRING and not rule.trigger)
    return Due(period.last, is_provisional=False) if is_counted else None
