"""What a rule asks, what a fact says, and what an assessment answers. Plain values, no I/O."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from gkcloud.obligations.rules.periods import FIRST_DAY, LAST_DAY, PeriodKind


class DutyType(StrEnum):
    """The six shapes that duties with a number have."""

    FREQUENCY = "frequency"
    DEADLINE = "deadline"
    FIXED_DATE = "fixed_date"
    RECENCY = "recency"
    PAIRING = "pairing"
    THRESHOLD = "threshold"

    @property
    def label(self) -> str:
        """The shape in officials' words."""
        return TYPE_LABELS[self]


TYPE_LABELS: Mapping[DutyType, str] = MappingProxyType(
    {
        DutyType.FREQUENCY: "定期次数",
        DutyType.DEADLINE: "限期办理",
        DutyType.FIXED_DATE: "固定日期",
        DutyType.RECENCY: "更新时效",
        DutyType.PAIRING: "配套落实",
        DutyType.THRESHOLD: "达到标准",
    }
)


class Unit(StrEnum):
    """What a length of time is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"

    @property
    def label(self) -> str:
        """The unit as it stands behind a number."""
        return {"working_days": "个工作日", "days": "天", "hours": "小时"}[self.value]


class Shift(StrEnum):
    """What becomes of a fixed date that is no working day. No document says so; the county chooses."""

    KEEP = "keep"
    BEFORE = "before"
    AFTER = "after"

    @property
    def label(self) -> str:
        """The choice in officials' words."""
        return {"keep": "日期不变，提前提醒", "before": "提前到前一个工作日", "after": "顺延到后一个工作日"}[
            self.value
        ]


class Standing(StrEnum):
    """Where a unit stands with one duty in one period."""

    MET = "met"
    ON_COURSE = "on_course"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MISSED = "missed"
    MET_LATE = "met_late"
    EXCUSED = "excused"
    NOT_APPLICABLE = "not_applicable"
    NO_EVIDENCE = "no_evidence"

    @property
    def label(self) -> str:
        """The standing as officials write it."""
        return STANDING_LABELS[self]

    @property
    def sign(self) -> str:
        """The sign that goes with it on pages."""
        return _SIGNS[self]

    @property
    def is_open(self) -> bool:
        """Whether something can still be done about it."""
        return self in {Standing.ON_COURSE, Standing.DUE_SOON, Standing.OVERDUE, Standing.NO_EVIDENCE}

    @property
    def counts(self) -> bool:
        """Whether it is among those that a rate is taken of: settled, well or badly."""
        return self in {Standing.MET, Standing.MET_LATE, Standing.OVERDUE, Standing.MISSED}


STANDING_LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.MET: "已完成",
        Standing.ON_COURSE: "进行中",
        Standing.DUE_SOON: "即将到期",
        Standing.OVERDUE: "已逾期",
        Standing.MISSED: "未完成",
        Standing.MET_LATE: "逾期完成",
        Standing.EXCUSED: "已说明，不计",
        Standing.NOT_APPLICABLE: "不适用",
        Standing.NO_EVIDENCE: "尚无佐证",
    }
)
_SIGNS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.MET: "met",
        Standing.ON_COURSE: "waiting",
        Standing.DUE_SOON: "soon",
        Standing.OVERDUE: "overdue",
        Standing.MISSED: "overdue",
        Standing.MET_LATE: "soon",
        Standing.EXCUSED: "blocked",
        Standing.NOT_APPLICABLE: "blocked",
        Standing.NO_EVIDENCE: "waiting",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty as a pack states it; what only some types use keeps its default otherwise. See docs/duties.md.

    ``within`` is counted in ``unit``; ``days_after`` in calendar days after the end of the period. ``about`` and
    ``trigger_about`` name the items one of which a fact must have; for a post these are the kinds of its columns.
    """

    id: str
    title: str
    type: DutyType
    period: PeriodKind
    evidence: tuple[str, ...]
    weight: int = 1
    document: str = ""
    document_title: str = ""
    article: str = ""
    owed_by: str = ""
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    valid_from: date = FIRST_DAY
    valid_until: date = LAST_DAY
    note: str = ""
    about: tuple[str, ...] = ()
    trigger: str = ""
    trigger_about: tuple[str, ...] = ()
    within: int | None = None
    unit: Unit = Unit.DAYS
    is_before: bool = False
    at_least: int = 1
    distinct: str = ""
    attended_by: str = ""
    month: int = 0
    day: int = 0
    month_of_period: int = 0
    days_after: int = 0
    opens: str = ""
    shift: Shift = Shift.KEEP
    same_day: bool = False
    at_least_share: int = 100
    items: tuple[str, ...] = ()
    at_least_value: float | None = None
    at_most_value: float | None = None

    @property
    def citation(self) -> str:
        """Where the duty is written: 余府办发〔2010〕97号第三部分."""
        name = self.document or self.document_title
        return f"{name}{self.article}" if self.article else name

    @property
    def fact_kinds(self) -> frozenset[str]:
        """The kinds of fact that it looks at; pauses of a clock included."""
        kinds = {*self.evidence, self.trigger} - {""}
        return frozenset(kinds | CLOCK_KINDS if self.type is DutyType.DEADLINE else kinds)


CLOCK_PAUSED, CLOCK_RESUMED, CLOCK_EXTENDED = "clock_paused", "clock_resumed", "clock_extended"
CLOCK_KINDS = frozenset({CLOCK_PAUSED, CLOCK_RESUMED, CLOCK_EXTENDED})

_DATES = ("valid_from", "valid_until")
_ENUMS: Mapping[str, type[StrEnum]] = {"type": DutyType, "period": PeriodKind, "unit": Unit, "shift": Shift}


def rule_from(content: Mapping[str, Any]) -> Rule:
    """Return the rule that a pack's ``[[duty]]`` states, given as JSON. Raises ValueError for an unknown word."""
    known = {each.name for each in fields(Rule)}
    values = {key: value for key, value in content.items() if key in known and value is not None}
    for key, kind in _ENUMS.items():
        if key in values:
            values[key] = kind(values[key])
    for key in _DATES:
        if isinstance(values.get(key), str):
            values[key] = date.fromisoformat(values[key])
    for key in ("evidence", "items", "about", "trigger_about"):
        if key in values:
            values[key] = tuple(values[key])
    for key in ("kinds", "tags"):
        if key in values:
            values[key] = frozenset(values[key])
    if values["type"] is DutyType.RECENCY and values["period"] is PeriodKind.ONCE:
        # What is to be kept fresh for good is looked at month by month, so that a gap can be told from the next.
        values["period"] = PeriodKind.MONTH
    return Rule(**values, is_before=content.get("direction") == "before")


class Fact(NamedTuple):
    """Something that happened, as far as rules are concerned. ``on`` is its day in Shanghai.

    ``subject`` pairs facts (a post, a request, a meeting); ``period`` names the period it is about where that is not the
    one it happened in; ``attended`` lists posts (职务), never names.
    """

    id: UUID
    kind: str
    on: date
    at: datetime
    subject: str = ""
    item: str = ""
    value: float | None = None
    period: str = ""
    attended: frozenset[str] = frozenset()
    label: str = ""
    data: Mapping[str, Any] = MappingProxyType({})

    def is_about(self, items: Sequence[str]) -> bool:
        """Return whether it is about one of these items (for a post: the kinds of its columns); none asks for nothing."""
        return not items or self.item in items or bool(set(items) & set(self.data.get("column_kinds", ())))


_Wanted = tuple[tuple[str, ...], tuple[str, ...], date, date]


class Facts:
    """A unit's facts by kind, oldest first, whatever the order they came in."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            found[fact.kind].append(fact)
        self._by_kind = {kind: sorted(each, key=_by_time) for kind, each in found.items()}
        self._days = {kind: [fact.on for fact in each] for kind, each in self._by_kind.items()}
        # Every period of every rule asks for the same few combinations.
        self._merged: dict[tuple[str, ...], list[Fact]] = {}
        self._within: dict[_Wanted, list[Fact]] = {}
        self._by_subject: dict[_Wanted, dict[str, list[Fact]]] = {}
        self._naming = frozenset(kind for kind, each in found.items() if any(fact.period for fact in each))

    def of(self, kinds: Sequence[str], about: Sequence[str] = ()) -> list[Fact]:
        """Return the facts of these kinds that are about one of the items, oldest first; the list is not the caller's to change."""
        found = self._of(tuple(kinds))
        return [fact for fact in found if fact.is_about(about)] if about else found

    def within(self, kinds: tuple[str, ...], about: tuple[str, ...], first: date, last: date) -> list[Fact]:
        """Return what ``of`` does from ``first`` to ``last``; a rule asks for the same in each of its periods."""
        key = (kinds, about, first, last)
        found = self._within.get(key)
        if found is None:
            found = self._within[key] = [fact for fact in self.of(kinds, about) if first <= fact.on <= last]
        return found

    def by_subject(
        self, kinds: tuple[str, ...], about: tuple[str, ...], first: date, last: date
    ) -> Mapping[str, list[Fact]]:
        """Return what ``within`` does by subject, the oldest first."""
        key = (kinds, about, first, last)
        found = self._by_subject.get(key)
        if found is None:
            found = self._by_subject[key] = {}
            for fact in self.within(*key):
                found.setdefault(fact.subject, []).append(fact)
        return found

    def names_periods(self, kinds: Iterable[str]) -> bool:
        """Return whether any fact of these kinds says which period it is of."""
        return bool(self._naming) and not self._naming.isdisjoint(kinds)

    def _of(self, kinds: tuple[str, ...]) -> list[Fact]:
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = self._merged.get(kinds)
        if found is None:
            found = sorted((fact for kind in kinds for fact in self._by_kind.get(kind, ())), key=_by_time)
            self._merged[kinds] = found
        return found

    def between(self, kind: str, first: date, last: date) -> list[Fact]:
        """Return the facts of a kind that happened from ``first`` to ``last``."""
        days = self._days.get(kind, [])
        return self._by_kind.get(kind, [])[bisect_left(days, first) : bisect_right(days, last)]

    def __iter__(self) -> Iterator[Fact]:
        return (fact for each in self._by_kind.values() for fact in each)


def _by_time(fact: Fact) -> tuple[date, datetime, UUID]:
    return fact.on, fact.at, fact.id


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about a duty of a unit: an excuse or that it does not apply, with the reason; another shift."""

    excused: str = ""
    not_applicable: str = ""
    shift: Shift | None = None


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where a unit stands with a duty in a period, in one sentence, with the facts that show it.

    ``done`` of ``wanted`` is what was counted. ``is_provisional``: the due day reaches into a year whose holidays are not
    announced.
    """

    standing: Standing
    sentence: str
    evidence: tuple[UUID, ...] = ()
    due: date | None = None
    is_provisional: bool = False
    done: int = 0
    wanted: int = 0
