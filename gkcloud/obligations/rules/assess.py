"""Where a unit stands with a duty: the one function, and which periods it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from gkcloud.obligations.rules.counting import frequency, threshold
from gkcloud.obligations.rules.due import Situation
from gkcloud.obligations.rules.keeping import pairing, recency
from gkcloud.obligations.rules.model import NO_CHOICE, Assessment, Choice, DutyType, Fact, Facts, Rule, Standing
from gkcloud.obligations.rules.periods import Period, PeriodKind, periods_between
from gkcloud.obligations.rules.timing import deadline, fixed_date
from gkcloud.worktime import WorkCalendar

_BY_TYPE: Mapping[DutyType, Callable[[Situation], Assessment]] = MappingProxyType(
    {
        DutyType.FREQUENCY: frequency,
        DutyType.DEADLINE: deadline,
        DutyType.FIXED_DATE: fixed_date,
        DutyType.RECENCY: recency,
        DutyType.PAIRING: pairing,
        DutyType.THRESHOLD: threshold,
    }
)
_FULFILLED = frozenset({Standing.MET, Standing.MET_LATE})


def assess(
    rule: Rule,
    facts: Facts | Iterable[Fact],
    period: Period,
    today: date,
    calendar: WorkCalendar,
    choice: Choice = NO_CHOICE,
) -> Assessment:
    """Return where a unit stands with a rule in a period on a day, with one sentence and the facts that show it.

    The order of facts does not matter, and facts of later days than ``today`` are not seen. What was done counts even
    where it was excused.
    """
    if choice.not_applicable:
        return Assessment(Standing.NOT_APPLICABLE, f"不适用：{choice.not_applicable}")
    known = facts if isinstance(facts, Facts) else Facts(facts)
    found = _BY_TYPE[rule.type](Situation(rule, known, period, today, calendar, choice))
    if choice.excused and found.standing not in _FULFILLED:
        return replace(found, standing=Standing.EXCUSED, sentence=f"已说明，不计：{choice.excused}")
    return found


def periods_of(rule: Rule, since: date, today: date) -> Iterator[Period]:
    """Return the periods of a rule that matter from ``since`` to ``today``: begun, not over before, and within its validity."""
    return iter(_periods(rule.period, max(since, rule.valid_from), min(today, rule.valid_until)))


@lru_cache(maxsize=1024)
def _periods(kind: PeriodKind, since: date, until: date) -> tuple[Period, ...]:
    """Return the same periods for every unit that is assessed on a day."""
    return tuple(periods_between(kind, since, until))
