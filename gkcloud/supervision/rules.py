"""Quarterly lists: what an item's opinions amount to, and what may happen to a list. One function draws and guards."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from gkcloud.access.policy import Actor, Can, Role

_MONTHS = 3
_LAST = 4
_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; ``number`` is 1 to 4. Raises ValueError for any other number."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _LAST:
            raise ValueError(f"There is no quarter {self.number}.")

    @property
    def label(self) -> str:
        """The quarter as officials write it."""
        return f"{self.year}年{self.name}"

    @property
    def name(self) -> str:
        """The quarter without its year."""
        return f"第{_NUMERALS[self.number - 1]}季度"

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        following = Quarter(self.year + 1, 1) if self.number == _LAST else Quarter(self.year, self.number + 1)
        return date.fromordinal(following.first_day.toordinal() - 1)

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(self.year - 1, _LAST) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def item_hash(title: str, index_no: str, revision_id: UUID) -> str:
    """Return what an opinion is bound to: the publication's title, index number and revision."""
    content = json.dumps([title, index_no, str(revision_id)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


class ListState(StrEnum):
    """Where a list stands. Only a draft takes up more posts; a posted one is closed."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    POSTED = "posted"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return LIST_LABELS[self]


LIST_LABELS: Mapping[ListState, str] = MappingProxyType(
    {
        ListState.DRAFT: "整理中",
        ListState.IN_REVIEW: "监督小组审查中",
        ListState.RETURNED: "有意见，待处理",
        ListState.POSTED: "已张贴",
    }
)


class Verdict(StrEnum):
    """What a member says of an item."""

    AGREE = "agree"
    OBJECT = "object"


class Standing(StrEnum):
    """What the opinions on an item amount to."""

    LEFT_OUT = "left_out"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    CHANGED = "changed"
    OBJECTED = "objected"
    ANSWERED = "answered"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        """The standing as officials write it."""
        return STANDING_LABELS[self]

    @property
    def is_on_list(self) -> bool:
        """Whether the item is one of those that are reviewed and posted."""
        return self not in {Standing.LEFT_OUT, Standing.WITHDRAWN}


STANDING_LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.LEFT_OUT: "不列入",
        Standing.WITHDRAWN: "已撤回，不列入",
        Standing.WAITING: "待审查",
        Standing.CHANGED: "内容有改动，待重新审查",
        Standing.OBJECTED: "有意见",
        Standing.ANSWERED: "已答复，待提出人再审",
        Standing.AGREED: "同意公开",
    }
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One member's opinion on the content with this hash. Whoever stands in speaks for the member."""

    member_id: UUID
    verdict: Verdict
    content_hash: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the rules need to know of an item; ``content_hash`` is that of the publication as it is now."""

    content_hash: str
    is_left_out: bool = False
    is_withdrawn: bool = False
    answered_at: datetime | None = None
    opinions: tuple[Opinion, ...] = ()

    @property
    def objections(self) -> tuple[Opinion, ...]:
        """The objections to the present content that their members have not taken back."""
        return tuple(each for each in self.opinions if each.verdict is Verdict.OBJECT and self.binds(each))

    def binds(self, opinion: Opinion) -> bool:
        """Return whether an opinion was given on the present content."""
        return opinion.content_hash == self.content_hash

    def has_answered(self, objection: Opinion) -> bool:
        """Return whether the author answered after the objection was raised."""
        return self.answered_at is not None and self.answered_at >= objection.given_at


def standing(item: ItemFacts) -> Standing:
    """Return what the opinions on an item amount to.

    An answer does not settle an objection: whoever raised it has to look again. An opinion on an earlier content of
    the publication counts for nothing.
    """
    if item.is_left_out:
        return Standing.LEFT_OUT
    if item.is_withdrawn:
        return Standing.WITHDRAWN
    if item.objections:
        is_answered = all(item.has_answered(each) for each in item.objections)
        return Standing.ANSWERED if is_answered else Standing.OBJECTED
    if any(item.binds(each) for each in item.opinions):
        return Standing.AGREED
    return Standing.CHANGED if item.opinions else Standing.WAITING


def asks(item: ItemFacts, member_id: UUID) -> bool:
    """Return whether an item waits for this member: no opinion on the present content, or an answered objection."""
    if not standing(item).is_on_list:
        return False
    mine = [each for each in item.opinions if each.member_id == member_id and item.binds(each)]
    return not mine or (mine[0].verdict is Verdict.OBJECT and item.has_answered(mine[0]))


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the rules need to know of a list."""

    state: ListState
    quarter: Quarter
    items: tuple[ItemFacts, ...] = ()
    submitted_by: UUID | None = None
    # Publications of the quarter that the list has not taken up.
    uncollected: int = 0

    def count(self, *wanted: Standing) -> int:
        """Return how many items stand so."""
        return sum(1 for item in self.items if standing(item) in wanted)

    @property
    def on_list(self) -> int:
        """How many items are reviewed and posted."""
        return sum(1 for item in self.items if standing(item).is_on_list)

    @property
    def is_passed(self) -> bool:
        """Whether every item has a member's agreement and no objection is open."""
        return self.on_list > 0 and self.count(Standing.AGREED) == self.on_list


class Move(StrEnum):
    """What somebody may do with a list."""

    COLLECT = "collect"
    LEAVE_OUT = "leave_out"
    SUBMIT = "submit"
    REVIEW = "review"
    ANSWER = "answer"
    POST = "post"


_NEEDS: Mapping[Move, Can] = MappingProxyType(
    {
        Move.COLLECT: Can.POST_WRITE,
        Move.LEAVE_OUT: Can.POST_WRITE,
        Move.SUBMIT: Can.POST_WRITE,
        Move.REVIEW: Can.LIST_REVIEW,
        Move.ANSWER: Can.POST_WRITE,
        Move.POST: Can.LIST_POST,
    }
)
_MOVES: Mapping[ListState, tuple[Move, ...]] = MappingProxyType(
    {
        ListState.DRAFT: (Move.COLLECT, Move.LEAVE_OUT, Move.SUBMIT),
        ListState.IN_REVIEW: (Move.REVIEW, Move.POST),
        # The members go on with the other items while the author deals with an objection.
        ListState.RETURNED: (Move.LEAVE_OUT, Move.ANSWER, Move.SUBMIT, Move.REVIEW),
        ListState.POSTED: (),
    }
)


@dataclass(frozen=True, slots=True)
class Possible:
    """The moves of one actor on one list: those allowed, and those that only a reason keeps away."""

    allowed: frozenset[Move] = frozenset()
    refusals: Mapping[Move, str] = field(default_factory=dict)

    def __contains__(self, move: object) -> bool:
        return move in self.allowed

    def why_not(self, move: Move) -> str:
        """Return a Chinese sentence on why a move is not allowed."""
        return self.refusals.get(move, "这份清单的状态已经变化，不能进行这项操作，请刷新后查看。")


def possible(facts: ListFacts, actor: Actor, today: date) -> Possible:
    """Return what ``actor`` may do with a list; whoever submitted it does not review it."""
    allowed: set[Move] = set()
    refusals: dict[Move, str] = {}
    for move in _MOVES[facts.state]:
        if not actor.may(_NEEDS[move]):
            continue
        if reason := _refusal(move, facts, actor, today):
            refusals[move] = reason
        else:
            allowed.add(move)
    return Possible(frozenset(allowed), refusals)


def _refusal(move: Move, facts: ListFacts, actor: Actor, today: date) -> str | None:
    if move is Move.SUBMIT:
        return _refuse_submit(facts, today)
    if move is Move.REVIEW and facts.submitted_by in {actor.person_id, member_for(actor)}:
        return "这份清单由您送审，须由监督小组其他成员审查。"
    if move is Move.POST and not facts.is_passed:
        left = facts.on_list - facts.count(Standing.AGREED)
        return f"还有 {left} 件没有通过监督小组审查，全部通过后才能张贴。"
    return None


def _refuse_submit(facts: ListFacts, today: date) -> str | None:
    if today <= facts.quarter.last_day:
        return "本季度还没有结束，请在季度结束后送审。"
    if facts.state is ListState.DRAFT and facts.uncollected:
        return f"本季度另有 {facts.uncollected} 条信息还没有收入清单，请先更新清单。"
    if not facts.on_list:
        return "清单上没有信息，不需要送审。"
    if objected := facts.count(Standing.OBJECTED):
        return f"还有 {objected} 件意见没有处理，请逐件答复或不列入后再送审。"
    return None


def after_review(facts: ListFacts) -> ListState:
    """Return where a list stands after a member's word: an objection sends it back, the last one taken back returns it."""
    if facts.count(Standing.OBJECTED):
        return ListState.RETURNED
    if not facts.count(Standing.ANSWERED):
        return ListState.IN_REVIEW
    return facts.state


def member_for(actor: Actor) -> UUID:
    """Return the member for whom an actor speaks: the one they stand in for, else themselves."""
    return actor.stands_in.get(Role.SUPERVISION_MEMBER, actor.person_id)


def next_place(waits: Iterable[bool], at: int) -> int | None:
    """Return the first place after ``at``, then from the beginning, that waits; places count from 0."""
    places = [place for place, is_waiting in enumerate(waits) if is_waiting]
    return next((place for place in places if place > at), places[0] if places else None)


def refuse_posting_day(on: date, *, reviewed_on: date, today: date) -> str | None:
    """Return why a list cannot have been posted on a day: only what was reviewed is posted, and nothing is foretold."""
    if on > today:
        return "张贴日期不能晚于今天，请在张贴后登记。"
    if on < reviewed_on:
        return f"张贴日期早于监督小组完成审查的 {reviewed_on.isoformat()}，请核对。"
    return None
