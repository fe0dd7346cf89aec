"""The stretches of time that a duty is counted in, as officials name them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from gkcloud.worktime import ONE_DAY

_QUARTERS = "一二三四"
_HALVES = "上下"
_WEEK = 7
_YEAR_MONTHS = 12
# A duty without a period is counted over all that is known.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2999, 12, 31)


class PeriodKind(StrEnum):
    """How long a duty's period is; ``once`` is a standing duty, counted without end."""

    WEEK = "week"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ONCE = "once"

    @property
    def months(self) -> int:
        """How many months it has; 0 for a week and for what has no end."""
        return _MONTHS.get(self, 0)


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.TWO_MONTHS: 2,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period, first and last day included. Every unit's duties ask for the same few, so their names are kept.

    ``key`` is a short name that sorts by time: 2026Q3, 2026-09, 2026H1, 2026, 2026B5 (two months), 2026W38, once; ``label``
    is what officials write: 2026年第三季度.
    """

    first: date
    last: date
    kind: PeriodKind
    key: str = field(init=False, compare=False, repr=False)
    label: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _KEYS[self.kind](self))
        object.__setattr__(self, "label", _LABELS[self.kind](self))

    @property
    def next(self) -> "Period":
        """The period after it; a standing duty has none and gives itself."""
        return self if self.kind is PeriodKind.ONCE else period_of(self.kind, self.last + ONE_DAY)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def _place(period: Period) -> int:
    """Return which of its year's periods it is, counted from 1."""
    return (period.first.month - 1) // period.kind.months + 1


_Naming = Mapping[PeriodKind, Callable[["Period"], str]]
_KEYS: _Naming = {
    PeriodKind.WEEK: lambda p: "{0.year}W{0.week:02}".format(p.first.isocalendar()),
    PeriodKind.MONTH: lambda p: f"{p.first:%Y-%m}",
    PeriodKind.TWO_MONTHS: lambda p: f"{p.first.year}B{_place(p)}",
    PeriodKind.QUARTER: lambda p: f"{p.first.year}Q{_place(p)}",
    PeriodKind.HALF_YEAR: lambda p: f"{p.first.year}H{_place(p)}",
    PeriodKind.YEAR: lambda p: f"{p.first.year}",
    PeriodKind.ONCE: lambda _p: "once",
}
_LABELS: _Naming = {
    PeriodKind.WEEK: lambda p: f"{p.first.month}月{p.first.day}日至{p.last.month}月{p.last.day}日当周",
    PeriodKind.MONTH: lambda p: f"{p.first.year}年{p.first.month}月",
    PeriodKind.TWO_MONTHS: lambda p: f"{p.first.year}年{p.first.month}至{p.last.month}月",
    PeriodKind.QUARTER: lambda p: f"{p.first.year}年第{_QUARTERS[_place(p) - 1]}季度",
    PeriodKind.HALF_YEAR: lambda p: f"{p.first.year}年{_HALVES[_place(p) - 1]}半年",
    PeriodKind.YEAR: lambda p: f"{p.first.year}年",
    PeriodKind.ONCE: lambda _p: "长期",
}


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the period of this kind that a day lies in; weeks begin on Monday."""
    if kind is PeriodKind.ONCE:
        return Period(FIRST_DAY, LAST_DAY, kind)
    if kind is PeriodKind.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=_WEEK - 1), kind)
    place = (day.month - 1) // kind.months
    first = date(day.year, place * kind.months + 1, 1)
    return Period(first, _month_after(first, kind.months) - ONE_DAY, kind)


def periods_between(kind: PeriodKind, since: date, until: date) -> Iterator[Period]:
    """Yield the periods that touch the days from ``since`` to ``until``, oldest first."""
    period = period_of(kind, since)
    while period.first <= until:
        yield period
        if kind is PeriodKind.ONCE:
            return
        period = period.next


def months_back(day: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` before the month of ``day``."""
    return _month_after(day.replace(day=1), -months)


def _month_after(first: date, months: int) -> date:
    place = first.year * _YEAR_MONTHS + first.month - 1 + months
    return date(place // _YEAR_MONTHS, place % _YEAR_MONTHS + 1, 1)
