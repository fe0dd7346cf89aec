"""Measuring a unit: every number of the board is the sum of rows, and the rows come out of the same pass that sums them.

``measure`` keeps the rows, ``counts_of`` only their sums; both go over the same entries, so they cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from gkcloud.comparison.rules.entries import Effect, Entries, effects_of
from gkcloud.comparison.rules.happenings import KINDS, happenings
from gkcloud.comparison.rules.indicators import DAYS_KEPT, INDICATORS, LENGTH, PAIRS, PUBLISH_DAYS
from gkcloud.comparison.rules.months import Month, number_of
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, Standing
from gkcloud.worktime import WorkCalendar
from gkcloud.worktime.moments import day_of

__all__ = ["KINDS", "Cell", "Happening", "Record", "Row", "StandingSeen", "counts_of", "measure"]


class Happening(NamedTuple):
    """A fact as far as the board is concerned; the dates are those that its data names, as ISO, or None."""

    id: UUID
    kind: str
    on: date
    at: datetime
    subject: str
    value: float | None = None
    formed_on: str | None = None
    due_on: str | None = None


class StandingSeen(NamedTuple):
    """A standing as far as the board is concerned."""

    rule_id: str
    period: str
    last_day: date
    standing: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of a unit: what happened since ``known_since``, where it stands, and the rules it has.

    ``exists_since`` is the day it was set up, where that is known.
    """

    facts: Sequence[Happening]
    standings: Sequence[StandingSeen]
    rules: Mapping[str, Rule]
    known_since: date
    exists_since: date | None = None


class Row(NamedTuple):
    """One thing that a number is made of: ``part`` adds to its numerator, ``whole`` to its denominator.

    ``source`` is None where nothing is known, such as of a unit that never published.
    """

    source: Happening | StandingSeen | None
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one unit in one month, with its rows; the sums are taken from them and from nothing else."""

    rows: tuple[Row, ...] = ()

    @property
    def numerator(self) -> int:
        """The sum of the rows' parts."""
        return sum(row.part for row in self.rows)

    @property
    def denominator(self) -> int:
        """The sum of the rows' wholes."""
        return sum(row.whole for row in self.rows)


@dataclass(slots=True)
class _Rows(Entries):
    """Keeps every entry as a row of its month and indicator."""

    found: dict[tuple[int, int], list[Row]] = field(default_factory=dict)

    def add(self, month: int, place: int, source: object, part: int, whole: int) -> None:
        self.found.setdefault((month, place), []).append(Row(source, part, whole))  # type: ignore[arg-type]


@dataclass(slots=True)
class _Sums(Entries):
    """Keeps the sums alone, a list of numbers for each month."""

    found: dict[int, list[int]]

    def add(self, month: int, place: int, source: object, part: int, whole: int) -> None:  # noqa: ARG002 - not kept
        counts = self.found[month]
        counts[2 * place] += part
        counts[2 * place + 1] += whole
        if place == PUBLISH_DAYS.place:
            counts[PAIRS + min(part, DAYS_KEPT - 1)] += 1

    def add_all(self, month: int, source: object, effects: Sequence[Effect]) -> None:  # noqa: ARG002 - not kept
        # Some ten effects of each of five hundred standings of every unit; none of them is about days to publish.
        counts = self.found[month]
        for place, part, whole in effects:
            counts[2 * place] += part
            counts[2 * place + 1] += whole


def measure(record: Record, month: Month, now: datetime, calendar: WorkCalendar) -> Mapping[str, Cell]:
    """Return every number of a unit in a month, each with the rows that make it."""
    entries = _Rows()
    _go_through(record, (month,), now, calendar, entries)
    return {each.code: Cell(tuple(entries.found.get((month.number, each.place), ()))) for each in INDICATORS}


def counts_of(
    record: Record, months: Sequence[Month], now: datetime, calendar: WorkCalendar
) -> Mapping[Month, tuple[int, ...]]:
    """Return what is kept of a unit for each of these months: a pair for each indicator, then how many posts took how long."""
    entries = _Sums({month.number: [0] * LENGTH for month in months})
    _go_through(record, months, now, calendar, entries)
    return {month: tuple(entries.found[month.number]) for month in months}


def _go_through(
    record: Record, months: Sequence[Month], now: datetime, calendar: WorkCalendar, entries: Entries
) -> None:
    today = day_of(now)
    wanted = range(months[0].number, months[-1].number + 1)
    _go_through_standings(record, wanted, today, entries)
    happenings(record, months, now, today, lambda first, last: working_days(calendar, first, last), entries)


def _go_through_standings(record: Record, wanted: range, today: date, entries: Entries) -> None:
    this_month = number_of(today)
    not_applicable, overdue = Standing.NOT_APPLICABLE.value, Standing.OVERDUE.value
    for seen in record.standings:
        rule = record.rules.get(seen.rule_id)
        if rule is None or seen.standing == not_applicable:
            continue
        if this_month in wanted and (effects := effects_of(seen.standing, rule, "today")):
            entries.add_all(this_month, seen, effects)
        if rule.period is PeriodKind.ONCE:
            continue
        due = number_of(_due_day(seen, rule))
        if due in wanted:
            entries.add_all(due, seen, effects_of(seen.standing, rule, "due"))
        if seen.standing == overdue:
            for later in _carried(due, wanted, this_month):
                entries.add_all(later, seen, effects_of(seen.standing, rule, "carried"))


def _due_day(seen: StandingSeen, rule: Rule) -> date:
    """Return the day that says in which month a standing counts; what has to be kept fresh counts in its own period."""
    if seen.due_on is None:
        return seen.last_day
    return min(seen.due_on, seen.last_day) if rule.type is DutyType.RECENCY else seen.due_on


def _carried(due: int, wanted: range, this_month: int) -> Iterator[int]:
    return (month for month in wanted if due < month <= this_month)


def working_days(calendar: WorkCalendar, first: date, last: date) -> int:
    """Return how many working days lie after ``first`` up to and including ``last``; none where it comes before."""
    return _passed(calendar, last) - _passed(calendar, first) if last > first else 0


@lru_cache(maxsize=8192)
def _passed(calendar: WorkCalendar, day: date) -> int:
    """Return how many working days its month, and all before it since 2000, have up to a day."""
    total = _passed_before(calendar, number_of(day))
    first = Month.of(day).first
    return total + sum(calendar.is_workday(first.replace(day=each)) for each in range(1, day.day + 1))


@lru_cache(maxsize=1024)
def _passed_before(calendar: WorkCalendar, month: int) -> int:
    if month <= _EPOCH:
        return 0
    before = Month(month - 1)
    return _passed_before(calendar, before.number) + sum(
        calendar.is_workday(before.first.replace(day=each)) for each in range(1, before.last.day + 1)
    )


# Nothing that was formed earlier is published in working days of any meaning; it is counted from here.
_EPOCH = Month.parsed("2014-01").number
