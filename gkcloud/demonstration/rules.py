"""Demonstration programmes: their states, who fits which category, and what may happen. One function draws and guards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from gkcloud.access.policy import Actor, Can
from gkcloud.demonstration.sixhaves import Have
from gkcloud.tenancy.rules import Kind

# Governments that have departments and townships of their own right below them.
RUNS_PROGRAMMES = frozenset({Kind.COUNTY, Kind.PREFECTURE})
# Kinds for which the unit above may nominate: many have nobody of their own at a desk.
NOMINATED_FROM_ABOVE = frozenset({Kind.VILLAGE, Kind.COMMUNITY, Kind.STATION})
MOST_FILES = 6
MOST_PHOTOS = 9


class Category(StrEnum):
    """What a unit may be a demonstration of."""

    UNIT = "unit"
    TOWNSHIP = "township"
    STATION = "station"
    VILLAGE = "village"

    @property
    def label(self) -> str:
        """The category as officials write it."""
        return CATEGORY_LABELS[self]


CATEGORY_LABELS: Mapping[Category, str] = MappingProxyType(
    {
        Category.UNIT: "示范单位",
        Category.TOWNSHIP: "示范乡镇",
        Category.STATION: "示范站所",
        Category.VILLAGE: "示范村居",
    }
)
_CATEGORY_KINDS: Mapping[Category, frozenset[Kind]] = MappingProxyType(
    {
        Category.UNIT: frozenset({Kind.DEPARTMENT, Kind.PUBLIC_BODY}),
        Category.TOWNSHIP: frozenset({Kind.TOWNSHIP, Kind.STREET}),
        Category.STATION: frozenset({Kind.STATION}),
        Category.VILLAGE: frozenset({Kind.VILLAGE, Kind.COMMUNITY}),
    }
)


def category_of(kind: Kind) -> Category | None:
    """Return the category in which a unit of this kind stands; None for a government."""
    return next((category for category, kinds in _CATEGORY_KINDS.items() if kind in kinds), None)


class ProgrammeState(StrEnum):
    """Where a programme stands."""

    DRAFT = "draft"
    OPEN = "open"
    REVIEWING = "reviewing"
    DESIGNATED = "designated"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return PROGRAMME_LABELS[self]


PROGRAMME_LABELS: Mapping[ProgrammeState, str] = MappingProxyType(
    {
        ProgrammeState.DRAFT: "筹备中",
        ProgrammeState.OPEN: "接受申报",
        ProgrammeState.REVIEWING: "评审中",
        ProgrammeState.DESIGNATED: "已认定",
        ProgrammeState.CLOSED: "已办结",
    }
)


class Move(StrEnum):
    """What may happen to a programme as a whole."""

    EDIT = "edit"
    NOTICE = "notice"
    OPEN = "open"
    ENTER = "enter"
    STOP = "stop"
    REOPEN = "reopen"
    DESIGNATE = "designate"
    LIST = "list"
    CLOSE = "close"


_MOVES: Mapping[ProgrammeState, tuple[Move, ...]] = MappingProxyType(
    {
        ProgrammeState.DRAFT: (Move.EDIT, Move.NOTICE, Move.OPEN),
        ProgrammeState.OPEN: (Move.EDIT, Move.ENTER, Move.STOP),
        ProgrammeState.REVIEWING: (Move.ENTER, Move.REOPEN, Move.DESIGNATE),
        ProgrammeState.DESIGNATED: (Move.LIST, Move.CLOSE),
        ProgrammeState.CLOSED: (),
    }
)
# Where a programme stands after a move that changes nothing else.
AFTER: Mapping[Move, ProgrammeState] = MappingProxyType(
    {
        Move.OPEN: ProgrammeState.OPEN,
        Move.STOP: ProgrammeState.REVIEWING,
        Move.REOPEN: ProgrammeState.OPEN,
        Move.CLOSE: ProgrammeState.CLOSED,
    }
)


class Paper(StrEnum):
    """How far a post of the programme's is: it is written here, and then goes through sign-off as any post."""

    NONE = "none"
    UNDER_WAY = "under_way"
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return PAPER_LABELS[self]


PAPER_LABELS: Mapping[Paper, str] = MappingProxyType(
    {
        Paper.NONE: "还没有拟稿",
        Paper.UNDER_WAY: "已拟稿，尚未公开",
        Paper.PUBLIC: "已公开",
        Paper.WITHDRAWN: "公开后已撤回",
    }
)


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What the rules need to know of a programme."""

    state: ProgrammeState
    notice: Paper = Paper.NONE
    list: Paper = Paper.NONE
    undecided: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Possible:
    """The moves of one actor: those allowed, and those that only a reason keeps away."""

    allowed: frozenset[Move] = frozenset()
    refusals: Mapping[Move, str] = field(default_factory=dict)

    def __contains__(self, move: object) -> bool:
        return move in self.allowed

    def why_not(self, move: Move) -> str:
        """Return a Chinese sentence on why a move is not allowed."""
        return self.refusals.get(move, "创建活动的状态已经变化，不能进行这项操作，请刷新后查看。")


def possible(facts: ProgrammeFacts, actor: Actor) -> Possible:
    """Return what ``actor`` may do with a programme."""
    if not actor.may(Can.DEMO_MANAGE):
        return Possible()
    reasons = {move: _refusal(move, facts) for move in _MOVES[facts.state]}
    return Possible(
        frozenset(move for move, reason in reasons.items() if reason is None),
        {move: reason for move, reason in reasons.items() if reason is not None},
    )


def _refusal(move: Move, facts: ProgrammeFacts) -> str | None:
    reasons = {
        # A draft that was given up is written anew, so what is only under way keeps nobody away.
        Move.NOTICE: (facts.notice is Paper.PUBLIC, "创建通知已经公开。需要改动的，请在“发布”中更正。"),
        Move.LIST: (facts.list is Paper.PUBLIC, "认定名单已经公开。需要改动的，请在“发布”中更正。"),
        Move.OPEN: (
            facts.notice is not Paper.PUBLIC,
            "创建标准还没有公开。请先拟写创建通知，经审签公开后再开放申报。",
        ),
        Move.DESIGNATE: (
            bool(facts.undecided) or not facts.accepted,
            f"还有 {facts.undecided} 件申报没有审核，请先受理或退回。"
            if facts.undecided
            else "还没有受理的申报，不能认定。",
        ),
        Move.CLOSE: (facts.list is not Paper.PUBLIC, "认定名单还没有公开，公开后才能办结。"),
    }
    is_refused, reason = reasons.get(move, (False, ""))
    return reason if is_refused else None


class NominationState(StrEnum):
    """Where a nomination stands. Its writer may change it while it is a draft or returned."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return NOMINATION_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether it lies with the unit."""
        return self in {NominationState.DRAFT, NominationState.RETURNED}


NOMINATION_LABELS: Mapping[NominationState, str] = MappingProxyType(
    {
        NominationState.DRAFT: "填报中",
        NominationState.SUBMITTED: "已申报，待审核",
        NominationState.RETURNED: "退回补充",
        NominationState.ACCEPTED: "已受理",
    }
)


def missing_of(notes: Mapping[Have, str], files: Iterable[Have], strengths: str) -> list[str]:
    """Return what a nomination lacks before it can be submitted: each of the six needs words and a file."""
    filed = set(files)
    missing = [] if strengths.strip() else ["主要做法"]
    for have in Have:
        lacks = [] if notes.get(have, "").strip() else ["说明"]
        lacks += [] if have in filed else ["佐证材料"]
        if lacks:
            missing.append(f"“{have.label}”的{'和'.join(lacks)}")
    return missing


def refuse_visit_day(day: date, *, year: int, today: date) -> str | None:
    """Return why a visit cannot have been on a day: nothing is foretold, and no year's visit lies before the year."""
    if day > today:
        return "走访日期不能晚于今天，请在走访后登记。"
    if day < date(year, 1, 1):
        return f"走访日期早于 {year} 年度，请核对。"
    return None


def over_quota(chosen: Mapping[Category, int], quotas: Mapping[Category, int]) -> list[str]:
    """Return a sentence for each category of which more are chosen than were planned."""
    return [
        f"{category.label}计划 {quotas.get(category, 0)} 个，选了 {count} 个，超出 {count - quotas.get(category, 0)} 个。"
        for category, count in chosen.items()
        if count > quotas.get(category, 0)
    ]
