"""What a standing adds to which numbers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, Protocol

from gkcloud.comparison.rules.indicators import BY_CODE, WEIGHTY
from gkcloud.obligations.rules import PeriodKind, Rule, Standing

# Of the rules that the national base pack states.
_NATIONAL = "CN-"
_LENGTHS = {
    PeriodKind.WEEK: "on_time_monthly",
    PeriodKind.MONTH: "on_time_monthly",
    PeriodKind.TWO_MONTHS: "on_time_monthly",
    PeriodKind.QUARTER: "on_time_quarterly",
    PeriodKind.HALF_YEAR: "on_time_yearly",
    PeriodKind.YEAR: "on_time_yearly",
}
# A place in the table of indicators, and what is added to its numerator and denominator.
Effect = tuple[int, int, int]
When = Literal["due", "carried", "today"]


class Entries(Protocol):
    """Takes what adds to a number, one after the other."""

    def add(self, month: int, place: int, source: object, part: int, whole: int) -> None:
        """Take one."""

    def add_all(self, month: int, source: object, effects: Sequence[Effect]) -> None:
        """Take what one source adds to several numbers."""
        for place, part, whole in effects:
            self.add(month, place, source, part, whole)


def effects_of(standing: str, rule: Rule, when: When) -> tuple[Effect, ...]:
    """Return what a standing adds in the month it is due in, in a later month while it is overdue, and today."""
    return _effects(standing, rule.type.value, rule.period, rule.weight, rule.id.startswith(_NATIONAL), when)


@lru_cache(maxsize=4096)
def _effects(
    standing: str, kind: str, period: PeriodKind, weight: int, is_national: bool, when: When
) -> tuple[Effect, ...]:
    state = Standing(standing)
    if when == "carried":
        return (_effect("duties_overdue", 1, 1),)
    if when == "today":
        return _today(state, period)
    found = [
        _effect("duties_met", state is Standing.MET, 1),
        _effect("duties_late", state is Standing.MET_LATE, 1),
        _effect("duties_overdue", state is Standing.OVERDUE, 1),
        _effect("duties_missed", state is Standing.MISSED, 1),
        _effect("duties_excused", state is Standing.EXCUSED, 1),
    ]
    if state.counts:
        is_met = state is Standing.MET
        origin = "on_time_national" if is_national else "on_time_local"
        shares = ["on_time", origin, _LENGTHS[period], f"on_time_{kind}"]
        shares += ["on_time_weighty"] if weight >= WEIGHTY else []
        found += [_effect(code, is_met, 1) for code in shares]
        found.append(_effect("score", weight * is_met, weight))
    return tuple(found)


def _today(state: Standing, period: PeriodKind) -> tuple[Effect, ...]:
    found = []
    if state.is_open:
        found.append(_effect("duties_soon", state is Standing.DUE_SOON, 1))
        found.append(_effect("duties_unproved", state is Standing.NO_EVIDENCE, 1))
    if period is PeriodKind.ONCE and state is not Standing.EXCUSED:
        found.append(_effect("lasting_kept", state in {Standing.MET, Standing.MET_LATE}, 1))
    return tuple(found)


def _effect(code: str, part: int, whole: int) -> Effect:
    return BY_CODE[code].place, int(part), whole
