"""Quarterly lists: quarters, what opinions amount to, and what may happen to a list."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.supervision.rules import (
    ItemFacts,
    ListFacts,
    ListState,
    Move,
    Opinion,
    Quarter,
    Standing,
    Verdict,
    after_review,
    asks,
    item_hash,
    member_for,
    next_place,
    possible,
    quarter_of,
    refuse_posting_day,
    standing,
)

ANN, BEN, CEN = (uuid.UUID(int=number) for number in (1, 2, 3))
NOON = datetime(2026, 10, 2, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
THIRD = Quarter(2026, 3)
AFTER = date(2026, 10, 2)
AGREE, OBJECT = Verdict.AGREE, Verdict.OBJECT


def said(member: uuid.UUID, verdict: Verdict, content: str = "new", at: datetime = NOON) -> Opinion:
    return Opinion(member, verdict, content, at)


def item(*opinions: Opinion, **given: object) -> ItemFacts:
    return ItemFacts("new", opinions=opinions, **given)  # type: ignore[arg-type]


def actor(*roles: Role, person: uuid.UUID = ANN, stands_in: dict[Role, uuid.UUID] | None = None) -> Actor:
    return Actor(person, "张三", uuid.UUID(int=9), frozenset(roles), stands_in or {})


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last", "before"),
    [
        (date(2026, 1, 1), (2026, 1), date(2026, 1, 1), date(2026, 3, 31), (2025, 4)),
        (date(2026, 3, 31), (2026, 1), date(2026, 1, 1), date(2026, 3, 31), (2025, 4)),
        (date(2026, 4, 1), (2026, 2), date(2026, 4, 1), date(2026, 6, 30), (2026, 1)),
        (date(2026, 9, 30), (2026, 3), date(2026, 7, 1), date(2026, 9, 30), (2026, 2)),
        (date(2026, 12, 31), (2026, 4), date(2026, 10, 1), date(2026, 12, 31), (2026, 3)),
    ],
)
def test_quarters(day: date, quarter: tuple[int, int], first: date, last: date, before: tuple[int, int]) -> None:
    found = quarter_of(day)
    assert (found.year, found.number) == quarter
    assert (found.first_day, found.last_day) == (first, last)
    assert found.before == Quarter(*before)


def test_a_quarter_is_written_as_officials_write_it() -> None:
    assert THIRD.label == "2026年第三季度"
    with pytest.raises(ValueError, match="no quarter 5"):
        Quarter(2026, 5)


def test_the_hash_covers_title_number_and_revision() -> None:
    same = item_hash("公告", "520329201/2026-00001", ANN)
    assert same == item_hash("公告", "520329201/2026-00001", ANN)
    others = {
        item_hash("公示", "520329201/2026-00001", ANN),
        item_hash("公告", "520329201/2026-00002", ANN),
        item_hash("公告", "520329201/2026-00001", BEN),
    }
    assert len(others | {same}) == 4


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        (item(), Standing.WAITING),
        (item(said(ANN, AGREE)), Standing.AGREED),
        (item(said(ANN, AGREE, "old")), Standing.CHANGED),
        (item(said(ANN, OBJECT, "old")), Standing.CHANGED),
        (item(said(ANN, OBJECT, "old"), said(BEN, AGREE)), Standing.AGREED),
        (item(said(ANN, OBJECT)), Standing.OBJECTED),
        # One member's agreement does not outvote another's objection.
        (item(said(ANN, OBJECT), said(BEN, AGREE)), Standing.OBJECTED),
        (item(said(ANN, OBJECT), answered_at=LATER), Standing.ANSWERED),
        (item(said(ANN, OBJECT, at=LATER), answered_at=NOON), Standing.OBJECTED),
        (item(said(ANN, OBJECT), said(BEN, OBJECT, at=LATER), answered_at=NOON), Standing.OBJECTED),
        (item(said(ANN, OBJECT), is_left_out=True), Standing.LEFT_OUT),
        (item(said(ANN, AGREE), is_withdrawn=True), Standing.WITHDRAWN),
    ],
)
def test_what_opinions_amount_to(facts: ItemFacts, stands: Standing) -> None:
    assert standing(facts) is stands


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        (item(), True),
        (item(said(BEN, AGREE)), True),
        (item(said(ANN, AGREE)), False),
        (item(said(ANN, AGREE, "old")), True),
        (item(said(ANN, OBJECT)), False),
        (item(said(ANN, OBJECT), answered_at=LATER), True),
        (item(is_left_out=True), False),
        (item(is_withdrawn=True), False),
    ],
)
def test_whom_an_item_waits_for(facts: ItemFacts, is_asked: bool) -> None:
    assert asks(facts, ANN) is is_asked


def a_list(state: ListState, *items: ItemFacts, **given: object) -> ListFacts:
    return ListFacts(state, THIRD, items, **given)  # type: ignore[arg-type]


PASSED, OPEN = item(said(ANN, AGREE)), item(said(ANN, OBJECT))
ANSWERED = item(said(ANN, OBJECT), answered_at=LATER)
AUTHOR, MEMBER, SIGNER = Role.AUTHOR, Role.SUPERVISION_MEMBER, Role.SIGNER


@pytest.mark.parametrize(
    ("facts", "role", "allowed"),
    [
        (a_list(ListState.DRAFT, item()), AUTHOR, {Move.COLLECT, Move.LEAVE_OUT, Move.SUBMIT}),
        (a_list(ListState.DRAFT, item()), MEMBER, set()),
        (a_list(ListState.DRAFT, item()), SIGNER, set()),
        (a_list(ListState.IN_REVIEW, item()), AUTHOR, set()),
        (a_list(ListState.IN_REVIEW, item()), MEMBER, {Move.REVIEW}),
        (a_list(ListState.IN_REVIEW, PASSED), SIGNER, {Move.POST}),
        (a_list(ListState.IN_REVIEW, PASSED), AUTHOR, {Move.POST}),
        (a_list(ListState.IN_REVIEW, PASSED), MEMBER, {Move.REVIEW}),
        (a_list(ListState.IN_REVIEW, PASSED, item()), SIGNER, set()),
        (a_list(ListState.IN_REVIEW, PASSED, ANSWERED), SIGNER, set()),
        (a_list(ListState.IN_REVIEW, item(is_left_out=True)), SIGNER, set()),
        (a_list(ListState.RETURNED, OPEN), AUTHOR, {Move.LEAVE_OUT, Move.ANSWER}),
        (a_list(ListState.RETURNED, ANSWERED), AUTHOR, {Move.LEAVE_OUT, Move.ANSWER, Move.SUBMIT}),
        (a_list(ListState.RETURNED, OPEN, item()), MEMBER, {Move.REVIEW}),
        (a_list(ListState.RETURNED, PASSED), SIGNER, set()),
        (a_list(ListState.POSTED, PASSED), AUTHOR, set()),
        (a_list(ListState.POSTED, PASSED), MEMBER, set()),
        (a_list(ListState.POSTED, PASSED), SIGNER, set()),
        (a_list(ListState.IN_REVIEW, PASSED), Role.REVIEWER, set()),
    ],
)
def test_who_may_do_what(facts: ListFacts, role: Role, allowed: set[Move]) -> None:
    assert possible(facts, actor(role), AFTER).allowed == allowed


@pytest.mark.parametrize(
    ("facts", "today", "sentence"),
    [
        (a_list(ListState.DRAFT, item()), THIRD.last_day, "还没有结束"),
        (a_list(ListState.DRAFT, item(), uncollected=2), AFTER, "另有 2 条"),
        (a_list(ListState.DRAFT), AFTER, "没有信息"),
        (a_list(ListState.DRAFT, item(is_left_out=True)), AFTER, "没有信息"),
        (a_list(ListState.RETURNED, OPEN, OPEN, ANSWERED), AFTER, "还有 2 件意见"),
    ],
)
def test_what_keeps_a_list_from_being_submitted(facts: ListFacts, today: date, sentence: str) -> None:
    found = possible(facts, actor(AUTHOR), today)
    assert Move.SUBMIT not in found
    assert sentence in found.why_not(Move.SUBMIT)


def test_a_list_is_posted_only_when_everything_on_it_is_passed() -> None:
    found = possible(a_list(ListState.IN_REVIEW, PASSED, item(), OPEN), actor(SIGNER), AFTER)
    assert "还有 2 件" in found.why_not(Move.POST)


def test_whoever_submitted_a_list_does_not_review_it_nor_does_their_stand_in() -> None:
    facts = a_list(ListState.IN_REVIEW, item(), submitted_by=ANN)
    own = actor(AUTHOR, MEMBER)
    stand_in = actor(MEMBER, person=BEN, stands_in={MEMBER: ANN})
    other = actor(MEMBER, person=BEN, stands_in={MEMBER: CEN})
    assert Move.REVIEW not in possible(facts, own, AFTER)
    assert Move.REVIEW not in possible(facts, stand_in, AFTER)
    assert Move.REVIEW in possible(facts, other, AFTER)
    assert member_for(other) == CEN


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (a_list(ListState.IN_REVIEW, PASSED, item()), ListState.IN_REVIEW),
        (a_list(ListState.IN_REVIEW, PASSED, OPEN), ListState.RETURNED),
        # The last objection taken back: the author has nothing left to do.
        (a_list(ListState.RETURNED, PASSED, item()), ListState.IN_REVIEW),
        # An answer that is not submitted yet stays with the author.
        (a_list(ListState.RETURNED, PASSED, ANSWERED), ListState.RETURNED),
        (a_list(ListState.IN_REVIEW, PASSED, ANSWERED), ListState.IN_REVIEW),
    ],
)
def test_where_a_list_stands_after_a_word(facts: ListFacts, state: ListState) -> None:
    assert after_review(facts) is state


@pytest.mark.parametrize(
    ("waits", "at", "following"),
    [
        ((False, False, True), 0, 2),
        ((True, False, False), 2, 0),
        ((True, False, True), 0, 2),
        ((False, False), 1, None),
        ((False, True), 1, 1),
    ],
)
def test_the_next_item_comes_after_this_one_then_from_the_beginning(
    waits: tuple[bool, ...], at: int, following: int | None
) -> None:
    assert next_place(waits, at) == following


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 10, 4), None),
        (date(2026, 10, 2), None),
        (date(2026, 10, 1), "早于"),
        (date(2026, 10, 5), "晚于今天"),
    ],
)
def test_the_day_of_posting(on: date, sentence: str | None) -> None:
    found = refuse_posting_day(on, reviewed_on=date(2026, 10, 2), today=date(2026, 10, 4))
    assert (sentence is None and found is None) or (sentence is not None and found is not None and sentence in found)
